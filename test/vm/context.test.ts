/** The kernel's constants are those of the host. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FD, SYSCALL } from '../../src/vm/abi.ts'
import { FIRST_CALL, LAST_CALL } from '../../src/vm/accelerator.ts'
import * as context from '../../src/vm/context.ts'
import { ISA, OP } from '../../src/vm/isa.ts'
import { ACCESS } from '../../src/vm/plan.ts'
import { BUMP_GAP, FIELD } from '../../src/vm/record.ts'

/**
 * Names and values of the integer constants of a kernel source, the offsets from other constants left out.
 */
function constantsOf(file: string): Record<string, number> {
  const source = readFileSync(new URL(`../../assembly/vm/${file}.ts`, import.meta.url), 'utf8')
  const lines = source.matchAll(/@inline (?:export )?const (\w+): (?:u32|usize) = (-?\w+)$/gm)
  return Object.fromEntries([...lines].map(([, name, value]) => [name, Number(value)]))
}

describe('constants shared with the kernel', () => {
  test('context', () => {
    expect(constantsOf('context')).toEqual({ ...context })
  })

  test('instructions', () => {
    const expected = Object.entries(OP).map(([mnemonic, op]) => [mnemonic.toUpperCase(), op])
    expect(constantsOf('op')).toEqual(Object.fromEntries(expected))
    expect(context.NO_INSTRUCTION).toBe(ISA.length)
  })

  test('record fields', () => {
    const name = (field: string) => `FIELD_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
    const expected = Object.entries(FIELD).map(([field, index]) => [name(field), 4 * index])
    expect(constantsOf('record')).toEqual({ ...Object.fromEntries(expected), BUMP_GAP })
  })

  test('accesses and system calls', () => {
    expect(constantsOf('execute')).toEqual({ ACCESS_B: ACCESS.b, ACCESS_C: ACCESS.c, ACCESS_A: ACCESS.a })
    const { publicInput, publicOutput, debug, privateInput } = FD
    const { read, write, exit, exitGroup } = SYSCALL
    expect(constantsOf('syscalls')).toEqual({
      FIRST_CALL,
      LAST_CALL,
      READ: read,
      WRITE: write,
      EXIT: exit,
      EXIT_GROUP: exitGroup,
      EBADF: -9,
      ENOSYS: -38,
      PUBLIC_IN: publicInput,
      PUBLIC_OUT: publicOutput,
      DEBUG: debug,
      PRIVATE_IN: privateInput,
    })
  })
})
