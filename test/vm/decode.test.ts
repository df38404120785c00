import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode } from '../../src/vm/decode.ts'
import { disassemble } from '../../src/vm/disassemble.ts'
import { type Format, ISA, type Mnemonic, OPERANDS } from '../../src/vm/isa.ts'
import { encode } from './support/assembler.ts'

const register = fc.integer({ min: 0, max: 31 })

const IMMEDIATES: Record<Format, fc.Arbitrary<number>> = {
  R: fc.constant(0),
  I: fc.integer({ min: -2048, max: 2047 }),
  shift: fc.integer({ min: 0, max: 31 }),
  S: fc.integer({ min: -2048, max: 2047 }),
  B: fc.integer({ min: -2048, max: 2047 }).map((half) => 2 * half),
  U: fc.integer({ min: -(2 ** 19), max: 2 ** 19 - 1 }).map((upper) => upper << 12),
  J: fc.integer({ min: -(2 ** 19), max: 2 ** 19 - 1 }).map((half) => 2 * half),
  fence: fc.constant(0),
  system: fc.constant(0),
}

describe('the ISA table', () => {
  test('holds the 48 instructions of RV32IM, each matched by its own words only', () => {
    expect(ISA.length).toBe(48)
    for (const spec of ISA) {
      expect((spec.match & spec.mask) >>> 0, spec.mnemonic).toBe(spec.match)
      expect(ISA.filter((other) => (spec.match & other.mask) >>> 0 === other.match)).toEqual([spec])
    }
  })

  test('decode undoes encode', () => {
    const instruction = fc.integer({ min: 0, max: ISA.length - 1 }).chain((op) => {
      const { mnemonic, format } = ISA[op]!
      const { rd, rs1, rs2 } = OPERANDS[format]
      const operand = (used: boolean) => (used ? register : fc.constant(0))
      return fc.record({
        mnemonic: fc.constant(mnemonic as Mnemonic),
        op: fc.constant(op),
        rd: operand(rd),
        rs1: operand(rs1),
        rs2: operand(rs2),
        imm: IMMEDIATES[format],
      })
    })
    fc.assert(
      fc.property(instruction, (expected) => {
        expect(decode(encode(expected.mnemonic, expected))).toEqual(expected)
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['all zeros', 0],
    ['all ones', 0xffffffff],
    ['compressed nop', 0x00010001],
    ['a shift by 32', 0x02051513],
    ['funct7 of no instruction', 0x04b50533],
    ['a load of 8 bytes', 0x00053503],
    ['branch with funct3 2', 0x00a52063],
    ['jalr with funct3 1', 0x00051067],
    ['fence.i', 0x0000100f],
    ['csrr', 0xf1402573],
    ['ecall with a register', 0x00000573],
    ['mret', 0x30200073],
    ['wfi', 0x10500073],
    ['lr.w', 0x1005252f],
    ['flw', 0x00052507],
  ])('%s is no instruction', (_, word) => {
    expect(decode(word)).toBeUndefined()
    expect(disassemble(word, 0)).toBe(`.word 0x${word.toString(16).padStart(8, '0')}`)
  })

  test.each([0x0ff0000f, 0x8330000f, 0x0100000f, 0x00008f8f])('0x%x is a fence without operands', (word) => {
    expect(decode(word)).toMatchObject({ mnemonic: 'fence', rd: 0, rs1: 0, rs2: 0, imm: 0 })
  })

  test.each([
    ['addi', { rd: 10, rs1: 11, imm: -1 }, 'addi a0, a1, -1'],
    ['lw', { rd: 10, rs1: 2, imm: 8 }, 'lw a0, 8(sp)'],
    ['sb', { rs2: 5, rs1: 8, imm: -3 }, 'sb t0, -3(s0)'],
    ['beq', { rs1: 10, rs2: 0, imm: -16 }, 'beq a0, zero, 0x00010000'],
    ['jal', { rd: 1, imm: 32 }, 'jal ra, 0x00010030'],
    ['jalr', { rd: 0, rs1: 1 }, 'jalr zero, 0(ra)'],
    ['lui', { rd: 10, imm: -4096 }, 'lui a0, 0xfffff'],
    ['srai', { rd: 1, rs1: 2, imm: 31 }, 'srai ra, sp, 31'],
    ['mulhsu', { rd: 31, rs1: 30, rs2: 29 }, 'mulhsu t6, t5, t4'],
    ['ecall', {}, 'ecall'],
  ] as const)('%s is disassembled', (mnemonic, operands, text) => {
    expect(disassemble(encode(mnemonic, operands), 0x10010)).toBe(text)
  })
})

test('llvm-mc reads random words as the decoder does', (ctx) => {
  const command = ['--disassemble', '--triple=riscv32', '--mattr=+m', '-M', 'no-aliases']
  if (spawnSync('llvm-mc', ['--version']).status !== 0) return ctx.skip('llvm-mc is not installed')
  const opcodes = [0x37, 0x17, 0x6f, 0x67, 0x63, 0x03, 0x23, 0x13, 0x33]
  const words = fc.sample(
    fc
      .tuple(fc.nat(0x1ffffff), fc.constantFrom(...opcodes))
      .map(([high, opcode]) => (high * 128 + opcode) >>> 0),
    { numRuns: 4000, seed: 1 },
  )
  const byte = (word: number, at: number) => `0x${((word >>> (8 * at)) & 255).toString(16)}`
  const input = words.map((word) => [0, 1, 2, 3].map((at) => byte(word, at)).join(' ')).join('\n')
  const { stdout, stderr } = spawnSync('llvm-mc', command, { input, encoding: 'utf8', maxBuffer: 1 << 26 })
  const unknown = new Set(
    [...stderr.matchAll(/:(\d+):\d+: warning: invalid/g)].map(([, line]) => Number(line) - 1),
  )
  const known = stdout.split('\n').flatMap((line) => /^\s+([a-z]\S*)/.exec(line)?.[1] ?? [])
  expect(known.length + unknown.size).toBe(words.length)
  words.forEach((word, i) => {
    const mnemonic = unknown.has(i) ? undefined : known.shift()
    expect(decode(word)?.mnemonic, byte(word, 0)).toBe(mnemonic)
  })
})
