/** The records of small programs, written out. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { INITIAL_STACK_POINTER } from '../../src/vm/abi.ts'
import { ACCESS, defaultPlan, naturalAccess, type SlotPlan } from '../../src/vm/plan.ts'
import { type Executable, loadElf } from '../../src/vm/program.ts'
import { encode, exit, loadConstant, systemCall } from './support/assembler.ts'
import { CODE, DATA, programOf } from './support/elf.ts'
import { executeKernel, runBoth, wasmEngine } from './support/run.ts'

let engine: Engine
beforeAll(async () => {
  engine = await wasmEngine()
})

const rows = (words: Uint32Array, size: number) =>
  Array.from({ length: words.length / size }, (_, i) => [...words.subarray(size * i, size * (i + 1))])

async function recordsOf(
  code: readonly number[],
  data: Uint8Array,
  plan: (executable: Executable) => SlotPlan,
  options = {},
) {
  const execution = await runBoth(engine, programOf(code, data), options, plan)
  return {
    ...execution,
    records: execution.records.map((words) => rows(words, 16)),
    bumps: rows(execution.bumps, 4),
  }
}

describe('records', () => {
  test('of computation, memory and jumps', async () => {
    const code = [
      encode('lui', { rd: 5, imm: DATA }),
      encode('lbu', { rd: 6, rs1: 5, imm: 1 }),
      encode('add', { rd: 6, rs1: 6, rs2: 6 }),
      encode('sh', { rs1: 5, rs2: 6, imm: 6 }),
      encode('addi', { rd: 0, rs1: 0, imm: 5 }),
      encode('bne', { rs1: 6, rs2: 0, imm: 8 }),
      0,
      encode('addi', { rd: 0, rs1: 2, imm: 9 }),
      ...exit(3),
    ]
    const { records, clock } = await recordsOf(code, Uint8Array.of(1, 2, 3, 4), defaultPlan)
    expect(records[0]).toEqual([
      [0, 4, 0, 0, 0, DATA, 0, 0, 6, 0, 0, 0, 0, CODE + 4, 0, 0],
      [1, 8, DATA, 0, 0, 2, 0, 0, 10, DATA + 1, 0x04030201, 0x04030201, 9, CODE + 8, 0, 0],
      [2, 12, 2, 2, 2, 4, 0, 0, 1, 0, 0, 0, 0, CODE + 12, 0, 0],
      [3, 16, DATA, 4, 0, 0, 7, 1, 0, DATA + 6, 0, 4 << 16, 17, CODE + 16, 0, 0],
      [4, 20, 0, 0, 0, 5, 19, 0, 22, 0, 0, 0, 0, CODE + 20, 0, 0],
      [5, 24, 4, 0, 0, 0, 6, 4, 0, 0, 0, 0, 0, CODE + 28, 0, 0],
      [6, 28, INITIAL_STACK_POINTER, 0, 5, INITIAL_STACK_POINTER + 9, 27, 0, 7, 0, 0, 0, 0, CODE + 32, 0, 0],
      [7, 32, 0, 0, 0, 3, 6, 0, 34, 0, 0, 0, 0, CODE + 36, 0, 0],
      [8, 36, 0, 0, 0, 93, 3, 0, 38, 0, 0, 0, 0, CODE + 40, 0, 0],
      [9, 40, 93, 0, 3, 3, 0, 40, 7, 0, 0, 0, 0, 0, 0, 40],
    ])
    expect(clock).toBe(44)
  })

  test('of system calls and the bytes they move', async () => {
    const code = [
      encode('lui', { rd: 11, imm: DATA }),
      encode('addi', { rd: 11, rs1: 11, imm: 3 }),
      encode('addi', { rd: 12, imm: 5 }),
      encode('addi', { rd: 10, imm: 3 }),
      ...systemCall(63),
      encode('addi', { rd: 10, imm: 1 }),
      ...systemCall(64),
      ...systemCall(1),
      ...exit(0),
    ]
    const plan = (executable: Executable) => ({ ...defaultPlan(executable), transferClass: 7 })
    const { records, descriptors } = await recordsOf(code, Uint8Array.of(9, 8, 7, 6), plan, {
      privateInput: Uint8Array.of(0xaa, 0xbb),
      publicInput: Uint8Array.of(1, 2, 3),
    })
    const next = CODE + 4 * 6
    expect(records[0]![5]).toEqual([5, 24, 63, DATA + 3, 3, 2, 0, 13, 7, 3, 2, 0, 25, next, 5, 9])
    expect(records[7]!.slice(0, 2)).toEqual([
      [3, 28, 0xaa, 1, 2, 0, 0, 0, 0, DATA + 3, 0x06070809, 0xaa070809, 29, next, 0, 0],
      [3, 32, 0xbb, 0, 1, 0, 0, 0, 0, DATA + 4, 0, 0xbb, 33, next, 0, 0],
    ])
    expect(records[0]![8]).toEqual([8, 44, 64, DATA + 3, 1, 5, 0, 19, 7, 1, 0, 5, 45, next + 12, 5, 19])
    const bytes = [0xaa, 0xbb, 0, 0, 0]
    const gaps = [19, 19, 3, 3, 3]
    expect(records[7]!.slice(2)).toEqual(
      bytes.map((byte, i) => {
        const word = i === 0 ? 0xaa070809 : 0xbb
        const address = DATA + 3 + i
        return [1, 48 + 4 * i, byte, 4 - i, i, 0, 0, 0, 0, address, word, word, gaps[i], next + 12, 0, 0]
      }),
    )
    const enosys = 2 ** 32 - 38
    expect(records[0]![10]).toEqual([10, 72, 1, DATA + 3, 5, enosys, 0, 27, 27, 0, 0, 0, 0, next + 20, 5, 27])
    expect([...descriptors.value]).toEqual([3, 5, 0, 0])
    expect([...descriptors.time]).toEqual([0, 46, 0, 26])
  })

  test('accesses that the plan leaves out do not happen', async () => {
    const code = [
      encode('addi', { rd: 5, rs1: 0, imm: 7 }),
      encode('add', { rd: 6, rs1: 0, rs2: 5 }),
      encode('addi', { rd: 0, rs1: 6 }),
      ...exit(0),
    ]
    const plan = (executable: Executable): SlotPlan => {
      const natural = defaultPlan(executable)
      const access = natural.access.slice()
      access.set([ACCESS.a, ACCESS.c | ACCESS.a, 0])
      const cls = natural.cls.slice()
      cls.set([3, 4, 5])
      return { ...natural, access, cls }
    }
    const { records, registers } = await recordsOf(code, new Uint8Array(), plan)
    expect(records.slice(3, 6)).toEqual([
      [[0, 4, 0, 0, 0, 7, 0, 0, 6, 0, 0, 0, 0, CODE + 4, 0, 0]],
      [[1, 8, 0, 7, 0, 7, 0, 1, 10, 0, 0, 0, 0, CODE + 8, 0, 0]],
      [[2, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, CODE + 12, 0, 0]],
    ])
    // x0 is read by the instructions of the exit alone; the sink is never written.
    expect([registers.time[0], registers.time[32]]).toEqual([20, 0])
  })

  test('bumps come before the access and carry the value', async () => {
    const code = [
      ...loadConstant(5, 16_383),
      encode('addi', { rd: 6, imm: 42 }),
      encode('addi', { rd: 5, rs1: 5, imm: -1 }),
      encode('bne', { rs1: 5, rs2: 0, imm: -4 }),
      encode('add', { rd: 6, rs1: 6, rs2: 6 }),
      ...exit(0),
    ]
    const { records, bumps } = await recordsOf(code, new Uint8Array(), defaultPlan)
    const written = 4 + 4 * 2 + 3
    const clk = 4 + 4 * (3 + 2 * 16_383)
    const gap = clk - 1 - written - 65536
    expect(gap).toBe(65528)
    expect(bumps[0]).toEqual([6, written, 42, 0])
    expect(records[0]!.find(([slot]) => slot === 5)).toEqual([
      5,
      clk,
      42,
      42,
      42,
      84,
      gap,
      0,
      1,
      0,
      0,
      0,
      0,
      CODE + 24,
      0,
      0,
    ])
    expect(bumps.slice(1).map(([register]) => register)).toEqual([10, 10, 17, 17, 11, 11, 12, 12])
  })
})

describe('plans', () => {
  const program = loadElf(
    programOf([encode('lw', { rd: 5, rs1: 0 }), encode('addi', { rd: 0, rs1: 5 }), ...exit(0)]),
  )
  const plan = defaultPlan(program)
  const changed = (slot: number, access: number) => ({
    ...plan,
    access: plan.access.map((old, i) => (i === slot ? access : old)),
  })

  test('accesses follow from the format', () => {
    const { b, c, a, m } = ACCESS
    const expected = {
      add: b | c | a,
      addi: b | a,
      lw: b | m | a,
      sb: b | c | m,
      beq: b | c,
      lui: a,
      jal: a,
      jalr: b | a,
      fence: 0,
    }
    for (const [mnemonic, access] of Object.entries(expected)) {
      const elf = programOf([encode(mnemonic as 'add', { rd: 1, rs1: 1, rs2: 1 })])
      expect(naturalAccess(loadElf(elf).instruction(0)), mnemonic).toBe(access)
    }
  })

  test.each([
    ['too short', { ...plan, cls: plan.cls.slice(1) }],
    ['a class out of range', { ...plan, cls: plan.cls.map(() => 32) }],
    ['a transfer class out of range', { ...plan, transferClass: 32 }],
    ['a load without memory', changed(0, ACCESS.b | ACCESS.a)],
    ['a load without destination', changed(0, ACCESS.b | ACCESS.m)],
    ['an operand that is none', changed(1, ACCESS.c)],
    ['memory of no load', changed(1, ACCESS.m)],
  ])('%s', async (_, bad) => {
    await expect(executeKernel(engine, program, bad)).rejects.toThrow(RangeError)
  })
})
