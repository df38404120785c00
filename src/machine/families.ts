/** All instruction families. An instruction belongs to the first that takes it. */
import type { Family } from './family.ts'
import { add } from './families/add.ts'
import { addi } from './families/addi.ts'
import { beq } from './families/beq.ts'
import { constant } from './families/constant.ts'
import { ecall } from './families/ecall.ts'
import { jump } from './families/jump.ts'

export const families: readonly Family[] = [jump, constant, addi, add, beq, ecall]
