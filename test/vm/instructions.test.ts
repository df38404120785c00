/** Every instruction with edge operands, against results computed with integers of any size. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import type { Mnemonic } from '../../src/vm/isa.ts'
import { encode, exit, loadConstant, systemCall } from './support/assembler.ts'
import { CODE, DATA, programOf } from './support/elf.ts'
import { runBoth, wasmEngine } from './support/run.ts'

let engine: Engine
beforeAll(async () => {
  engine = await wasmEngine()
})

const EDGES = [
  0, 1, 2, 3, 31, 32, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x12345678, 0x7ffffffe, 0x7fffffff,
  0x80000000, 0x80000001, 0x87654321, 0xffff0000, 0xffffff80, 0xfffffffe, 0xffffffff,
]
const IMMEDIATES = [0, 1, -1, 2, 31, 255, -256, 1024, 2047, -2048]

const s = (x: bigint) => BigInt.asIntN(32, x)
const bit = (condition: boolean) => (condition ? 1n : 0n)

/** Operands as unsigned numbers; the result is taken modulo 2^32. */
const RESULTS: Partial<Record<Mnemonic, (x: bigint, y: bigint) => bigint>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  sll: (x, y) => x * 2n ** (y % 32n),
  slt: (x, y) => bit(s(x) < s(y)),
  sltu: (x, y) => bit(x < y),
  xor: (x, y) => x ^ y,
  srl: (x, y) => x / 2n ** (y % 32n),
  sra: (x, y) => s(x) >> (y % 32n),
  or: (x, y) => x | y,
  and: (x, y) => x & y,
  mul: (x, y) => x * y,
  mulh: (x, y) => (s(x) * s(y)) >> 32n,
  mulhsu: (x, y) => (s(x) * y) >> 32n,
  mulhu: (x, y) => (x * y) >> 32n,
  div: (x, y) => (y === 0n ? -1n : s(x) / s(y)),
  divu: (x, y) => (y === 0n ? -1n : x / y),
  rem: (x, y) => (y === 0n ? x : s(x) % s(y)),
  remu: (x, y) => (y === 0n ? x : x % y),
}

const IMMEDIATE_FORMS = {
  addi: 'add',
  slti: 'slt',
  sltiu: 'sltu',
  xori: 'xor',
  ori: 'or',
  andi: 'and',
  slli: 'sll',
  srli: 'srl',
  srai: 'sra',
} as const

const BRANCHES = {
  beq: (x: bigint, y: bigint) => x === y,
  bne: (x: bigint, y: bigint) => x !== y,
  blt: (x: bigint, y: bigint) => s(x) < s(y),
  bge: (x: bigint, y: bigint) => s(x) >= s(y),
  bltu: (x: bigint, y: bigint) => x < y,
  bgeu: (x: bigint, y: bigint) => x >= y,
} as const

const [X, Y, RESULT, POINTER] = [5, 6, 7, 8]

/** Snippets that leave a result each in RESULT, and the words they give. */
async function resultsOf(snippets: readonly (readonly number[])[]): Promise<number[]> {
  const store = [
    encode('sw', { rs1: POINTER, rs2: RESULT }),
    encode('addi', { rd: POINTER, rs1: POINTER, imm: 4 }),
  ]
  const code = [
    ...loadConstant(POINTER, DATA),
    ...snippets.flatMap((snippet) => [...snippet, ...store]),
    encode('addi', { rd: 10, imm: 1 }),
    ...loadConstant(11, DATA),
    ...loadConstant(12, 4 * snippets.length),
    ...systemCall(64),
    ...exit(0),
  ]
  const { output } = await runBoth(engine, programOf(code))
  const view = new DataView(output.buffer, output.byteOffset)
  return snippets.map((_, i) => view.getUint32(4 * i, true))
}

const hex = (values: readonly (number | bigint)[]) =>
  values.map((value) => `0x${BigInt.asUintN(32, BigInt(value)).toString(16)}`)
const pairs = EDGES.flatMap((x) => EDGES.map((y) => [x, y] as const))

describe('computation', () => {
  test.each(Object.entries(RESULTS))('%s', async (mnemonic, expected) => {
    const snippets = pairs.map(([x, y]) => [
      ...loadConstant(X, x),
      ...loadConstant(Y, y),
      encode(mnemonic as Mnemonic, { rd: RESULT, rs1: X, rs2: Y }),
    ])
    expect(hex(await resultsOf(snippets))).toEqual(hex(pairs.map(([x, y]) => expected(BigInt(x), BigInt(y)))))
  })

  test.each(Object.entries(IMMEDIATE_FORMS))('%s', async (mnemonic, form) => {
    const amounts = mnemonic.startsWith('s') && !mnemonic.startsWith('slt')
    const immediates = amounts ? [0, 1, 2, 7, 16, 30, 31] : IMMEDIATES
    const cases = EDGES.flatMap((x) => immediates.map((imm) => [x, imm] as const))
    const snippets = cases.map(([x, imm]) => [
      ...loadConstant(X, x),
      encode(mnemonic as Mnemonic, { rd: RESULT, rs1: X, imm }),
    ])
    const expected = cases.map(([x, imm]) => RESULTS[form]!(BigInt(x), BigInt.asUintN(32, BigInt(imm))))
    expect(hex(await resultsOf(snippets))).toEqual(hex(expected))
  })

  test('lui and auipc', async () => {
    const uppers = [0, 0x1000, 0x7ffff000, -0x80000000, -0x1000, 0x12345000]
    const snippets = uppers.flatMap((imm) => [
      [encode('lui', { rd: RESULT, imm })],
      [encode('auipc', { rd: RESULT, imm })],
    ])
    const expected = uppers.flatMap((imm, i) => [imm, CODE + 8 + 12 * (2 * i + 1) + imm])
    expect(hex(await resultsOf(snippets))).toEqual(hex(expected))
  })
})

describe('operands that are the same register', () => {
  const patterns = [
    { name: 'rd = rs1', rd: X, rs1: X, rs2: Y },
    { name: 'rd = rs2', rd: Y, rs1: X, rs2: Y },
    { name: 'rs1 = rs2', rd: RESULT, rs1: X, rs2: X },
    { name: 'rd = rs1 = rs2', rd: X, rs1: X, rs2: X },
    { name: 'rs1 = x0', rd: X, rs1: 0, rs2: Y },
    { name: 'rs2 = x0', rd: X, rs1: X, rs2: 0 },
    { name: 'rd = x0', rd: 0, rs1: X, rs2: Y },
    { name: 'all x0', rd: 0, rs1: 0, rs2: 0 },
  ]
  const values = new Map([
    [0, 0n],
    [X, 0x80000005n],
    [Y, 0xfffffffdn],
  ])

  test.each(patterns)('$name', async ({ rd, rs1, rs2 }) => {
    const mnemonics = Object.keys(RESULTS) as Mnemonic[]
    const snippets = mnemonics.map((mnemonic) => [
      ...loadConstant(X, 0x80000005),
      ...loadConstant(Y, 0xfffffffd),
      encode(mnemonic, { rd, rs1, rs2 }),
      encode('addi', { rd: RESULT, rs1: rd }),
    ])
    const expected = mnemonics.map((mnemonic) =>
      rd === 0 ? 0n : RESULTS[mnemonic]!(values.get(rs1)!, values.get(rs2)!),
    )
    expect(hex(await resultsOf(snippets))).toEqual(hex(expected))
  })
})

describe('branches and jumps', () => {
  test.each(Object.entries(BRANCHES))('%s', async (mnemonic, taken) => {
    const snippets = pairs.map(([x, y]) => [
      ...loadConstant(X, x),
      ...loadConstant(Y, y),
      encode('addi', { rd: RESULT, imm: 1 }),
      encode(mnemonic as Mnemonic, { rs1: X, rs2: Y, imm: 8 }),
      encode('addi', { rd: RESULT, imm: 0 }),
    ])
    expect(await resultsOf(snippets)).toEqual(pairs.map(([x, y]) => Number(taken(BigInt(x), BigInt(y)))))
  })

  test('backward and forward, far', async () => {
    const nop = encode('addi')
    const code = [
      encode('jal', { rd: 1, imm: 4004 }),
      ...exit(9),
      ...Array<number>(997).fill(nop),
      encode('bne', { rs1: 1, rs2: 0, imm: -4000 }),
    ]
    expect(code.length).toBe(1002)
    const { exitCode, registers, cycles } = await runBoth(engine, programOf(code))
    expect([exitCode, registers.value[1], cycles]).toEqual([9, CODE + 4, 5])
  })

  test.each([
    ['links after reading its source', 1, 1],
    ['without link', 0, 5],
  ])('jalr %s, and clears bit 0', async (_, rd, rs1) => {
    const code = [...loadConstant(rs1, CODE + 13), encode('jalr', { rd, rs1, imm: 4 }), 0, ...exit(3)]
    const { exitCode, registers } = await runBoth(engine, programOf(code))
    expect([exitCode, registers.value[1], registers.value[0]]).toEqual([3, rd === 0 ? 0 : CODE + 12, 0])
  })

  test('fence does nothing', async () => {
    expect((await runBoth(engine, programOf([encode('fence'), 0x0ff0000f, ...exit(4)]))).exitCode).toBe(4)
  })
})

describe('loads and stores', () => {
  const word = 0x81f27f83
  const bytes = [0x83, 0x7f, 0xf2, 0x81]
  const at = (size: number, offset: number) =>
    bytes.slice(offset, offset + size).reduceRight((sum, byte) => 256 * sum + byte, 0)
  const signed = (size: number, value: number) => Number(BigInt.asIntN(8 * size, BigInt(value)))
  const loads = [
    ['lb', 1, true],
    ['lh', 2, true],
    ['lw', 4, true],
    ['lbu', 1, false],
    ['lhu', 2, false],
  ] as const

  test.each(loads)('%s at every offset, above and below its base', async (mnemonic, size, extends_) => {
    const offsets = [0, 1, 2, 3].filter((offset) => offset % size === 0)
    const cases = offsets.flatMap((offset) =>
      [0, 2047 - 3, -2048].map((imm) => ({ offset, imm: imm - (imm % 4) })),
    )
    const base = DATA + 0x8000
    const snippets = cases.map(({ offset, imm }) => [
      ...loadConstant(X, base + offset - imm),
      ...loadConstant(Y, word),
      encode('sw', { rs1: X, rs2: Y, imm: imm - offset }),
      encode(mnemonic, { rd: RESULT, rs1: X, imm }),
    ])
    const expected = cases.map(({ offset }) => (extends_ ? signed(size, at(size, offset)) : at(size, offset)))
    expect(hex(await resultsOf(snippets))).toEqual(hex(expected))
  })

  test.each([
    ['sb', 1],
    ['sh', 2],
    ['sw', 4],
  ] as const)('%s at every offset changes its bytes alone', async (mnemonic, size) => {
    const offsets = [0, 1, 2, 3].filter((offset) => offset % size === 0)
    const base = DATA + 0x8000
    const snippets = offsets.flatMap((offset) => [
      [
        ...loadConstant(X, base),
        ...loadConstant(Y, 0x11223344),
        encode('sw', { rs1: X, rs2: Y }),
        ...loadConstant(Y, word),
        encode(mnemonic, { rs1: X, rs2: Y, imm: offset }),
        encode('lw', { rd: RESULT, rs1: X }),
      ],
      [encode('lw', { rd: RESULT, rs1: X, imm: 4 })],
    ])
    const expected = offsets.flatMap((offset) => {
      const old = [0x44, 0x33, 0x22, 0x11]
      old.splice(offset, size, ...bytes.slice(0, size))
      return [old.reduceRight((sum, byte) => 256 * sum + byte, 0), 0]
    })
    expect(hex(await resultsOf(snippets))).toEqual(hex(expected))
  })

  test('a load into its base, a store of its base, a load into x0', async () => {
    const base = DATA + 0x8000
    const snippets = [
      [
        ...loadConstant(X, base),
        encode('sw', { rs1: X, rs2: X }),
        encode('lw', { rd: X, rs1: X }),
        encode('addi', { rd: RESULT, rs1: X }),
      ],
      [encode('lw', { rd: 0, rs1: X }), encode('addi', { rd: RESULT, rs1: 0 })],
    ]
    expect(await resultsOf(snippets)).toEqual([base, 0])
  })

  test('memory is zero from the first byte to the last, and code can be read', async () => {
    const snippets = [
      [encode('lw', { rd: RESULT, rs1: 0 })],
      [...loadConstant(X, 2 ** 30 - 1), encode('lbu', { rd: RESULT, rs1: X })],
      [
        encode('addi', { rd: Y, imm: 77 }),
        encode('sb', { rs1: X, rs2: Y }),
        encode('lw', { rd: RESULT, rs1: X, imm: -3 }),
      ],
      [...loadConstant(X, CODE), encode('lw', { rd: RESULT, rs1: X })],
    ]
    expect(await resultsOf(snippets)).toEqual([0, 0, 77 * 2 ** 24, loadConstant(POINTER, DATA)[0]])
  })
})

test('the registers at the start: a stack pointer with a process without arguments, else zeros', async () => {
  const { registers } = await runBoth(engine, programOf(exit(0)))
  const expected = Array<number>(33).fill(0)
  expected[2] = 0x3fffffc0
  expected[17] = 93
  expect([...registers.value]).toEqual(expected)
})
