/** All instruction families. An instruction belongs to the first that takes it. */

import { add } from './families/add.ts'
import { addi } from './families/addi.ts'
import { beq } from './families/beq.ts'
import { beqz } from './families/beqz.ts'
import { blt } from './families/blt.ts'
import { constant } from './families/constant.ts'
import { div } from './families/div.ts'
import { ecall } from './families/ecall.ts'
import { jalr } from './families/jalr.ts'
import { jump } from './families/jump.ts'
import { load } from './families/load.ts'
import { logic } from './families/logic.ts'
import { logici } from './families/logici.ts'
import { lw } from './families/lw.ts'
import { mul } from './families/mul.ts'
import { mulh } from './families/mulh.ts'
import { shift } from './families/shift.ts'
import { slli } from './families/slli.ts'
import { slt } from './families/slt.ts'
import { store } from './families/store.ts'
import { sw } from './families/sw.ts'
import type { Family } from './family.ts'

export const families: readonly Family[] = [
  jump,
  constant,
  jalr,
  addi,
  add,
  logic,
  logici,
  slli,
  shift,
  slt,
  beqz,
  beq,
  blt,
  lw,
  sw,
  load,
  store,
  mul,
  mulh,
  div,
  ecall,
]

/** The number of the family of ecalls, whose last record is that of the exit. */
export const ECALL: number = families.findIndex(({ name }) => name === 'ecall')
