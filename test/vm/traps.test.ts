import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { TrapError } from '../../src/vm/errors.ts'
import { encode, exit, loadConstant, systemCall } from './support/assembler.ts'
import { bytesOf, CODE, DATA, programOf, R, W, writeElf, X } from './support/elf.ts'
import { runBoth, wasmEngine } from './support/run.ts'

let engine: Engine
beforeAll(async () => {
  engine = await wasmEngine()
})

async function trapOf(elf: Uint8Array, options = {}): Promise<TrapError> {
  const error = await runBoth(engine, elf, options).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(TrapError)
  return error as TrapError
}

/** The instruction after the constants of x5 and x6 is at CODE + 16. */
const withConstants = (x5: number, x6: number, ...code: number[]) =>
  programOf([...loadConstant(5, x5), ...loadConstant(6, x6), ...code, ...exit(0)])

const at = CODE + 16

describe('memory', () => {
  const access = { lb: 1, lbu: 1, lh: 2, lhu: 2, lw: 4, sb: 1, sh: 2, sw: 4 } as const

  test.each(Object.entries(access))('%s has to be aligned and in range', async (name, bytes) => {
    const mnemonic = name as keyof typeof access
    const instruction = encode(mnemonic, { rd: 7, rs1: 5, rs2: 6 })
    for (let offset = 0; offset < 4; offset++) {
      if (offset % bytes === 0) continue
      expect(await trapOf(withConstants(DATA + offset, 0, instruction))).toMatchObject({
        code: 'MISALIGNED_ACCESS',
        pc: at,
        address: DATA + offset,
      })
    }
    for (const address of [2 ** 30, 2 ** 31, 2 ** 32 - 4]) {
      expect(await trapOf(withConstants(address, 0, instruction))).toMatchObject({
        code: 'OUT_OF_RANGE',
        pc: at,
        address,
      })
    }
  })

  test('addresses wrap around at 2^32', async () => {
    const elf = withConstants(-4, 0, encode('lw', { rd: 7, rs1: 5, imm: 8 }))
    expect((await runBoth(engine, elf)).exitCode).toBe(0)
    expect(await trapOf(withConstants(4, 0, encode('lw', { rd: 7, rs1: 5, imm: -8 })))).toMatchObject({
      address: 2 ** 32 - 4,
    })
  })

  test.each(['sb', 'sh', 'sw'] as const)('%s into code that is not writable', async (mnemonic) => {
    expect(await trapOf(withConstants(CODE, 0, encode(mnemonic, { rs1: 5, rs2: 6, imm: 8 })))).toMatchObject({
      code: 'NOT_WRITABLE',
      pc: at,
      address: CODE + 8,
    })
  })

  test('permissions hold to the byte, the rest of the page is free', async () => {
    const elf = (mnemonic: 'lbu' | 'lw' | 'sb' | 'sh', address: number) =>
      writeElf({
        entry: CODE,
        segments: [
          {
            address: CODE,
            content: bytesOf([...loadConstant(5, address), encode(mnemonic, { rs1: 5 }), ...exit(0)]),
            flags: R | X,
          },
          { address: DATA + 5, content: new Uint8Array(), size: 4, flags: R },
          { address: DATA + 9, content: new Uint8Array(), size: 4, flags: W },
          { address: DATA + 13, content: Uint8Array.of(1), size: 1, flags: 0 },
        ],
      })
    const allowed = [
      ['sb', DATA + 4],
      ['lbu', DATA + 5],
      ['lbu', DATA + 8],
      ['sb', DATA + 9],
      ['sb', DATA + 12],
      ['sb', DATA + 14],
      ['lbu', DATA + 14],
    ] as const
    for (const [mnemonic, address] of allowed)
      expect((await runBoth(engine, elf(mnemonic, address))).exitCode).toBe(0)
    const forbidden = [
      ['sb', DATA + 5, 'NOT_WRITABLE', DATA + 5],
      ['sh', DATA + 4, 'NOT_WRITABLE', DATA + 5],
      ['sb', DATA + 8, 'NOT_WRITABLE', DATA + 8],
      ['lbu', DATA + 9, 'NOT_READABLE', DATA + 9],
      ['lw', DATA + 8, 'NOT_READABLE', DATA + 9],
      ['lbu', DATA + 13, 'NOT_READABLE', DATA + 13],
      ['sb', DATA + 13, 'NOT_WRITABLE', DATA + 13],
    ] as const
    for (const [mnemonic, address, code, where] of forbidden) {
      expect(await trapOf(elf(mnemonic, address))).toMatchObject({ code, address: where })
    }
  })
})

describe('control flow', () => {
  test('ebreak', async () => {
    expect(await trapOf(programOf([encode('ebreak')]))).toMatchObject({
      code: 'BREAKPOINT',
      pc: CODE,
      instruction: 'ebreak',
    })
  })

  test.each([0, 0xffffffff, 0x0000100f, 0x30200073, 0x02051513])('illegal word 0x%s', async (word) => {
    expect(await trapOf(programOf([encode('addi'), word, ...exit(0)]))).toMatchObject({
      code: 'ILLEGAL_INSTRUCTION',
      pc: CODE + 4,
    })
  })

  test('a jump into zeros of a code segment', async () => {
    const content = bytesOf([encode('jal', { imm: 4096 })])
    const elf = writeElf({ entry: CODE, segments: [{ address: CODE, content, size: 8192, flags: R | X }] })
    expect(await trapOf(elf)).toMatchObject({
      code: 'ILLEGAL_INSTRUCTION',
      pc: CODE + 4096,
      instruction: '.word 0x00000000',
    })
  })

  test.each([
    ['jal', [encode('jal', { imm: 6 })], CODE, CODE + 6],
    ['a taken branch', [encode('beq', { imm: 10 })], CODE, CODE + 10],
    ['jalr', [encode('jalr', { rs1: 0, imm: 2 })], CODE, 2],
  ])('%s to no multiple of 4', async (_, code, pc, address) => {
    expect(await trapOf(programOf([...code, ...exit(0)]))).toMatchObject({
      code: 'MISALIGNED_JUMP',
      pc,
      address,
    })
  })

  test('a branch to no multiple of 4 that is not taken', async () => {
    expect((await runBoth(engine, programOf([encode('bne', { imm: 6 }), ...exit(5)]))).exitCode).toBe(5)
  })

  test.each([
    ['into data', [...loadConstant(5, DATA), encode('jalr', { rs1: 5 })], CODE + 8, DATA],
    ['to 0', [encode('jalr', { rs1: 0 })], CODE, 0],
    ['beyond memory', [encode('jalr', { rs1: 0, imm: -4 })], CODE, 2 ** 32 - 4],
    ['beyond the last instruction', [encode('addi')], CODE, CODE + 4],
  ])('execution %s', async (_, code, pc, address) => {
    expect(await trapOf(programOf(code))).toMatchObject({ code: 'NOT_EXECUTABLE', pc, address })
  })

  test('the step beyond the end is the same on both sides of a call of the kernel', async () => {
    for (const extra of [0, 1, 2, 3]) {
      const code = [...loadConstant(5, 32_766), ...Array<number>(extra).fill(encode('addi'))]
      const loop = [encode('addi', { rd: 5, rs1: 5, imm: -1 }), encode('bne', { rs1: 5, imm: -4 })]
      const all = [...code, ...loop]
      expect(await trapOf(programOf(all))).toMatchObject({
        code: 'NOT_EXECUTABLE',
        pc: CODE + 4 * (all.length - 1),
      })
    }
  })

  test.each([
    ['not code', DATA, 'NOT_EXECUTABLE'],
    ['no memory', 2 ** 31, 'NOT_EXECUTABLE'],
    ['no multiple of 4', CODE + 2, 'MISALIGNED_JUMP'],
    ['no instruction', CODE + 4, 'ILLEGAL_INSTRUCTION'],
  ])('an entry that is %s', async (_, entry, code) => {
    const elf = writeElf({
      entry,
      segments: [{ address: CODE, content: bytesOf([encode('addi'), 0, ...exit(0)]), flags: R | X }],
    })
    expect(await trapOf(elf)).toMatchObject({ code, pc: entry })
  })

  test('code of several segments, adjacent and apart', async () => {
    const elf = writeElf({
      entry: CODE + 8,
      segments: [
        {
          address: CODE,
          content: bytesOf([encode('addi', { rd: 10, imm: 6 }), encode('jal', { imm: 0x10000 })]),
          flags: R | X,
        },
        { address: CODE + 8, content: bytesOf([encode('addi', { rd: 5, rs1: 5, imm: 1 })]), flags: X },
        { address: CODE + 12, content: bytesOf([encode('jal', { imm: -12 })]), flags: R | W | X },
        { address: CODE + 0x10004, content: bytesOf(systemCall(93)), flags: X },
      ],
    })
    expect((await runBoth(engine, elf)).exitCode).toBe(6)
  })
})

describe('writable code', () => {
  const program = (...code: number[]) =>
    writeElf({
      entry: CODE,
      segments: [{ address: CODE, content: bytesOf([...code, ...exit(0), 0x55]), flags: R | W | X }],
    })
  const nop = encode('addi')
  const [pointer, value] = [loadConstant(5, CODE), (word: number) => loadConstant(6, word)]
  const store = (imm: number) => encode('sw', { rs1: 5, rs2: 6, imm })

  test('traps where it was changed, and only when it is reached', async () => {
    const elf = program(...pointer, ...value(encode('ebreak')), store(20), nop)
    expect(await trapOf(elf)).toMatchObject({
      code: 'MODIFIED_CODE',
      pc: CODE + 20,
      instruction: 'addi zero, zero, 0',
    })
    const skipped = program(...pointer, ...value(0), store(24), encode('jal', { imm: 8 }), nop)
    expect((await runBoth(engine, skipped)).exitCode).toBe(0)
  })

  test('runs when it is written as it was, or restored', async () => {
    const same = program(...pointer, ...value(nop), store(20), nop)
    expect((await runBoth(engine, same)).exitCode).toBe(0)
    const restored = program(...pointer, ...value(0), store(32), ...value(nop), store(32), nop)
    expect((await runBoth(engine, restored)).exitCode).toBe(0)
  })

  test('may hold data', async () => {
    const elf = program(...pointer, ...value(7), store(0x24), encode('lw', { rd: 7, rs1: 5, imm: 0x24 }))
    expect((await runBoth(engine, elf)).registers.value[7]).toBe(7)
  })

  test('traps too when a part of it is read from an input', async () => {
    const code = [
      ...pointer,
      encode('addi', { rd: 11, rs1: 5, imm: 29 }),
      encode('addi', { rd: 12, imm: 1 }),
      encode('addi', { rd: 10, imm: 3 }),
      ...systemCall(63),
      nop,
    ]
    expect(await trapOf(program(...code), { privateInput: Uint8Array.of(1) })).toMatchObject({
      code: 'MODIFIED_CODE',
      pc: CODE + 28,
    })
    expect((await runBoth(engine, program(...code), { privateInput: Uint8Array.of(0) })).exitCode).toBe(0)
  })

  test('does not become code', async () => {
    const elf = program(...pointer, ...value(nop), store(24), encode('jal', { imm: 4 }), 0)
    expect(await trapOf(elf)).toMatchObject({ code: 'ILLEGAL_INSTRUCTION', pc: CODE + 24 })
  })
})

describe('limits', () => {
  const endless = programOf([encode('addi', { rd: 5, rs1: 5, imm: 1 }), encode('jal', { imm: -4 })])

  test.each([0, 1, 65535, 65536, 65537, 200_001])('%i cycles', async (maxCycles) => {
    expect(await trapOf(endless, { maxCycles })).toMatchObject({
      code: 'CYCLE_LIMIT',
      pc: CODE + 4 * (maxCycles % 2),
    })
  })

  test('count instructions and moved bytes, and leave a program alone that just fits', async () => {
    const elf = programOf([
      ...loadConstant(12, 100),
      encode('addi', { rd: 10, imm: 1 }),
      ...systemCall(64),
      ...exit(0),
    ])
    const steps = 8 + 100
    expect((await runBoth(engine, elf, { maxCycles: steps })).steps).toBe(steps)
    for (const maxCycles of [steps - 1, 104, 50])
      expect((await trapOf(elf, { maxCycles })).code).toBe('CYCLE_LIMIT')
  })
})

describe('messages', () => {
  test('name the instruction, its place and what to do', async () => {
    const elf = writeElf({
      entry: CODE,
      segments: [
        {
          address: CODE,
          content: bytesOf([encode('addi'), encode('lw', { rd: 10, rs1: 2, imm: 2 })]),
          flags: R | X,
        },
      ],
      symbols: [{ name: 'main', address: CODE }],
    })
    const { message, symbol } = await trapOf(elf)
    expect(symbol).toBe('main+0x4')
    expect(message).toBe(
      'misaligned memory access at 0x00010004 <main+0x4> `lw a0, 2(sp)`: align the pointer to the size of the access, or compile with -mstrict-align',
    )
  })

  test('do not tell private input', async () => {
    const elf = programOf([
      ...loadConstant(11, DATA),
      encode('addi', { rd: 12, imm: 4 }),
      encode('addi', { rd: 10, imm: 3 }),
      ...systemCall(63),
      encode('lw', { rd: 5, rs1: 11 }),
      encode('jalr', { rs1: 5 }),
    ])
    const trap = await trapOf(elf, { privateInput: Uint8Array.of(0x78, 0x56, 0x34, 0x12) })
    expect(trap).toMatchObject({ code: 'NOT_EXECUTABLE', pc: CODE + 28, address: 0x12345678 })
    expect(trap.message).not.toMatch(/12345678/)
  })
})
