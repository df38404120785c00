/**
 * Random programs that end: computations, memory accesses, skips and loops, then everything they hold as
 * output.
 */
import fc from 'fast-check'
import type { Mnemonic } from '../../../src/vm/isa.ts'
import { encode, exit, loadConstant, systemCall } from './assembler.ts'
import { DATA, programOf } from './elf.ts'

/**
 * Base of the data that loads and stores access, and the counter of loops: never written by random
 * instructions.
 */
const [BASE, COUNTER] = [8, 9]
const WINDOW = 2048
const DUMP = DATA + 2 * WINDOW

const REGISTER = [
  'add',
  'sub',
  'sll',
  'slt',
  'sltu',
  'xor',
  'srl',
  'sra',
  'or',
  'and',
  'mul',
  'mulh',
  'mulhsu',
  'mulhu',
  'div',
  'divu',
  'rem',
  'remu',
] as const
const IMMEDIATE = ['addi', 'slti', 'sltiu', 'xori', 'ori', 'andi'] as const
const SHIFT = ['slli', 'srli', 'srai'] as const
const BRANCH = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'] as const
const SIZES = { lb: 1, lbu: 1, sb: 1, lh: 2, lhu: 2, sh: 2, lw: 4, sw: 4 } as const

/** An item's words, given the words of the items it may skip. */
type Item = { readonly words: (skipped: number) => number[]; readonly skips: number }

const source = fc.integer({ min: 0, max: 31 })
const target = source.filter((register) => register !== BASE && register !== COUNTER)
const signed12 = fc.integer({ min: -2048, max: 2047 })
const plain = (words: number[]): Item => ({ words: () => words, skips: 0 })
const operands = { rd: target, rs1: source, rs2: source }

const computation = fc.oneof(
  fc.record({ mnemonic: fc.constantFrom(...REGISTER), ...operands }),
  fc.record({ mnemonic: fc.constantFrom(...IMMEDIATE), ...operands, imm: signed12 }),
  fc.record({ mnemonic: fc.constantFrom(...SHIFT), ...operands, imm: fc.nat(31) }),
  fc.record({
    mnemonic: fc.constantFrom('lui', 'auipc'),
    ...operands,
    imm: fc.integer().map((x) => x & -4096),
  }),
)

const access = fc
  .record({
    mnemonic: fc.constantFrom(...(Object.keys(SIZES) as (keyof typeof SIZES)[])),
    rd: target,
    rs2: source,
    place: signed12,
  })
  .map(({ mnemonic, rd, rs2, place }) => ({
    mnemonic,
    rd,
    rs2,
    rs1: BASE,
    imm: place - (place & (SIZES[mnemonic] - 1)),
  }))

const skips = fc.integer({ min: 0, max: 3 })

const item: fc.Arbitrary<Item> = fc.oneof(
  { weight: 8, arbitrary: computation.map((x) => plain([encode(x.mnemonic as Mnemonic, x)])) },
  { weight: 4, arbitrary: access.map((x) => plain([encode(x.mnemonic, x)])) },
  { weight: 1, arbitrary: fc.constant(plain([encode('fence')])) },
  {
    weight: 2,
    arbitrary: fc
      .record({ mnemonic: fc.constantFrom(...BRANCH), rs1: source, rs2: source, skips })
      .map(({ skips, mnemonic, ...x }) => ({
        skips,
        words: (n: number) => [encode(mnemonic, { ...x, imm: 4 + 4 * n })],
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ rd: target, skips })
      .map(({ rd, skips }) => ({ skips, words: (n: number) => [encode('jal', { rd, imm: 4 + 4 * n })] })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ rd: target, base: target, skips }).map(({ rd, base, skips }) => ({
      skips: base === 0 ? 0 : skips,
      words: (n: number) =>
        base === 0
          ? []
          : [encode('auipc', { rd: base }), encode('jalr', { rd, rs1: base, imm: 8 + 4 * n + (rd & 1) })],
    })),
  },
)

/** Words of items, from the last to the first because of the skips. */
function assemble(items: readonly Item[]): number[] {
  const lengths: number[] = []
  let code: number[] = []
  for (const { words, skips } of [...items].reverse()) {
    const skipped = lengths.slice(0, skips).reduce((sum, length) => sum + length, 0)
    const own = words(skipped)
    lengths.unshift(own.length)
    code = [...own, ...code]
  }
  return code
}

const block = fc
  .record({
    items: fc.array(item, { minLength: 1, maxLength: 25 }),
    times: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 40 })),
  })
  .map(({ items, times }) => {
    const body = assemble(items)
    return [
      encode('addi', { rd: COUNTER, imm: times }),
      ...body,
      encode('addi', { rd: COUNTER, rs1: COUNTER, imm: -1 }),
      encode('bne', { rs1: COUNTER, rs2: 0, imm: -4 * (body.length + 1) }),
    ]
  })

/** ELF files; the output is the data window and all registers. */
export const randomProgram: fc.Arbitrary<Uint8Array> = fc
  .record({
    constants: fc.array(fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 0x7fffffff, -0x80000000)), {
      minLength: 32,
      maxLength: 32,
    }),
    data: fc.uint8Array({ minLength: 2 * WINDOW, maxLength: 2 * WINDOW }),
    blocks: fc.array(block, { minLength: 1, maxLength: 5 }),
  })
  .map(({ constants, data, blocks }) => {
    const registers = Array.from({ length: 31 }, (_, i) => i + 1).filter((register) => register !== BASE)
    return programOf(
      [
        ...registers.flatMap((register) => loadConstant(register, constants[register]!)),
        ...loadConstant(BASE, DATA + WINDOW),
        ...blocks.flat(),
        ...loadConstant(BASE, DUMP),
        ...registers.map((register) => encode('sw', { rs1: BASE, rs2: register, imm: 4 * register })),
        encode('addi', { rd: 10, imm: 1 }),
        ...loadConstant(11, DATA),
        ...loadConstant(12, 2 * WINDOW + 128),
        ...systemCall(64),
        ...exit(0),
      ],
      data,
    )
  })
