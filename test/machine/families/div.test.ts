import { describe, expect, test } from 'vitest'
import { inv, P } from '../../../src/field/koalabear.ts'
import { div } from '../../../src/machine/families/div.ts'
import { testConfusion } from '../../support/confusion.ts'
import {
  type Claim,
  DIVISIONS,
  division,
  forgeries,
  PAIRS,
  refute,
  signedWord,
} from '../../support/division.ts'
import {
  type Attack,
  type Case,
  EDGES,
  instruction,
  judge,
  random,
  testFamily,
} from '../../support/family.ts'

const cases: Case[] = DIVISIONS.flatMap((mnemonic): Case[] => [
  ...PAIRS.map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  {
    instruction: instruction(mnemonic, { rd: 6, rs2: 6 }),
    b: 2 ** 31,
    c: 2 ** 31,
    cGap: 0,
    aOld: 2 ** 31,
    aGap: 1,
  },
  { instruction: instruction(mnemonic, { rs2: 0 }), b: 77, c: 0 },
])

const add = (n: number) => (honest: number) => honest + n
const plain = division('divu', 100, 7)
const negative = division('rem', 2 ** 32 - 100, 7)
const overflow = division('div', 2 ** 31, 2 ** 32 - 1)
const byZero = division('divu', 100, 0)

const attacks: Attack[] = [
  { name: 'the remainder instead of the quotient', execution: plain, edits: { 'a.lo': 2 }, by: 'result' },
  { name: 'a mixture of both', execution: plain, edits: { remainder: inv(2), 'a.lo': 8 }, by: 'program' },
  { name: 'sign of b dropped', execution: negative, edits: { 'b.sign': 0 }, by: 'bits' },
  { name: 'sign of c invented', execution: negative, edits: { 'c.sign': 1 }, by: 'bits' },
  {
    name: 'sign of an unsigned number',
    execution: division('divu', 2 ** 31, 7),
    edits: { 'b.sign': 1 },
    by: 'b.sign only if signed',
  },
  { name: 'half a sign', execution: negative, edits: { 'q.sign': inv(2) }, by: 'q.sign is boolean' },
  {
    name: 'upper limb of q out of range',
    execution: plain,
    edits: { 'q.lo': 14 - 2 ** 16, 'q.hi': 1, 'a.lo': 14 - 2 ** 16, 'a.hi': 1 },
    by: 'bits',
  },
  {
    name: 'lower limb of q out of range',
    execution: division('divu', 0x100000, 1),
    edits: { 'q.lo': 0x100000, 'q.hi': 0, 'a.lo': 0x100000, 'a.hi': 0 },
    by: 'bits',
  },
  {
    name: 'r out of range',
    execution: division('remu', 100, 0x20000),
    edits: { 'r.lo': 100 - 2 ** 16, 'r.hi': 1, 'a.lo': 100 - 2 ** 16, 'a.hi': 1 },
    by: 'bits',
  },
  {
    name: 'upper limb of r below 0',
    execution: plain,
    edits: { 'r.lo': 2 + 2 ** 16, 'r.hi': -1 },
    by: 'bits',
  },
  { name: 'overflow into the sign', execution: overflow, edits: { 'q.sign': 1 }, by: 'modulo p' },
  { name: 'division by zero claimed', execution: plain, edits: { 'division by zero': 1 }, by: 'zero is 0' },
  {
    name: 'another quotient by zero',
    execution: byZero,
    edits: { 'q.lo': 0, 'q.hi': 0, 'q.lo upper bit': 0, 'a.lo': 0, 'a.hi': 0 },
    by: 'quotient by zero',
  },
  {
    name: 'another remainder by zero',
    execution: division('remu', 100, 0),
    edits: { 'r.lo': 101, 'a.lo': 101 },
    by: 'modulo p',
  },
  { name: 'both limb comparisons', execution: plain, edits: { 'equal upper limbs': inv(2) }, by: 'boolean' },
  {
    name: 'bounded by another',
    execution: division('divu', 2 ** 31, 5),
    edits: { small: 0, bounded: 0 },
    by: 'what is bounded',
  },
  { name: 'operands swapped', execution: plain, edits: { rs1: add(4), rs2: add(-4) }, by: 'program' },
  { name: 'another destination', execution: plain, edits: { rd: add(4) }, by: 'program' },
  { name: 'half a row', execution: plain, edits: { real: inv(2) }, by: 'real is boolean' },
]

testFamily({
  family: div,
  cases,
  attacks,
  free: {
    'q.sign': 'a quotient by zero counts 0 times',
    small: 'several bounds may hold',
    bounded: 'follows small',
    'large deficit': 'most deficits are in both ranges',
    inverse: 'nothing is compared with a divisor 0',
    'division by zero': 'any number but 0 means it',
    'equal upper limbs': 'nothing is compared with a divisor 0',
    difference: 'nothing is compared with a divisor 0',
  },
  refuses: [instruction('mul'), instruction('mulh'), instruction('srl')],
  cells: 64,
})

testConfusion(div, DIVISIONS, { b: 0xfedcba98, c: 0x89ab })

const isSignedDivision = (mnemonic: string) => mnemonic === 'div' || mnemonic === 'rem'
const modulo = (value: bigint) => Number(BigInt.asUintN(32, value))

/** The integers of an execution: dividend, divisor, and the true quotient and remainder if there are. */
function integersOf({ instruction: { mnemonic }, b = 0, c = 0 }: Case) {
  const integer = (w: number) => (isSignedDivision(mnemonic) ? BigInt.asIntN(32, BigInt(w)) : BigInt(w))
  return { dividend: integer(b), divisor: integer(c) }
}

const claimOf = (q: bigint, r: bigint): Claim => ({
  q: modulo(q),
  r: modulo(r),
  qSign: q < 0n ? 1 : 0,
  rSign: r < 0n ? 1 : 0,
})
const isWord = (value: bigint) => value >= -(2n ** 32n) && value < 2n ** 32n
const magnitude = (value: bigint) => (value < 0n ? -value : value)

const next = random(13)

describe('div: no other quotient and remainder', () => {
  const executions = DIVISIONS.flatMap((mnemonic) =>
    PAIRS.filter((_, k) => k % 9 === 0).map(([b, c]) => division(mnemonic, b, c)),
  )

  test('the honest claim is honest', () => {
    for (const execution of executions.filter(({ c }) => c !== 0)) {
      const { dividend, divisor } = integersOf(execution)
      const claim = claimOf(dividend / divisor, dividend % divisor)
      const verdicts = [...forgeries(execution, claim)].map((row) => judge(div, row, [execution]).kind)
      expect(verdicts).toContain('honest')
      expect(verdicts).not.toContain('forged')
    }
  })

  test('with a remainder out of its range', () => {
    for (const execution of executions) {
      const { dividend, divisor } = integersOf(execution)
      const quotient = divisor === 0n ? 0n : dividend / divisor
      for (const by of [-2n, -1n, 1n, 2n]) {
        const q = quotient + by
        const r = dividend - q * divisor
        if (divisor !== 0n && isWord(q) && isWord(r)) refute(execution, claimOf(q, r))
      }
    }
  })

  test('with other signs', () => {
    for (const execution of executions) {
      const { dividend, divisor } = integersOf(execution)
      if (divisor === 0n) continue
      const { q, r, qSign, rSign } = claimOf(dividend / divisor, dividend % divisor)
      for (const claim of [
        { q, r, qSign: 1 - qSign, rSign },
        { q, r, qSign, rSign: 1 - rSign },
        { q: modulo(-BigInt(q)), r, qSign: 1 - qSign, rSign },
        { q, r: modulo(-BigInt(r)), qSign, rSign: 1 - rSign },
        { q: modulo(-BigInt(q)), r: modulo(-BigInt(r)), qSign: 1 - qSign, rSign: 1 - rSign },
      ]) {
        refute(execution, claim)
      }
    }
  })

  test('of the dividend plus multiples of p, of 2^14, of 2^14 p', () => {
    const steps = [BigInt(P), 2n ** 14n, 2n ** 16n, 2n ** 32n, 2n ** 14n * BigInt(P), 2n ** 16n * BigInt(P)]
    const divisors = [
      3,
      2 ** 13,
      2 ** 14 - 1,
      2 ** 14 + 1,
      0xffff,
      0x10001,
      2 ** 20,
      2 ** 29 + 5,
      2 ** 31,
      2 ** 32 - 2 ** 14,
    ]
    const dividends = [100, 2 ** 31 + 12345, 2 ** 32 - 2 ** 20]
    const all = DIVISIONS.flatMap((mnemonic) =>
      dividends.flatMap((b) => divisors.map((c) => division(mnemonic, b, c))),
    )
    for (const execution of all) {
      const { dividend, divisor } = integersOf(execution)
      if (divisor === 0n) continue
      for (const step of steps) {
        for (const times of [-3n, -2n, -1n, 1n, 2n, 3n, 4n]) {
          const other = dividend + times * step
          const r = other % divisor
          const q = other / divisor
          for (const [by, rest] of [
            [0n, r],
            [1n, r - divisor],
            [-1n, r + divisor],
          ]) {
            if (
              isWord(q + by) &&
              rest !== undefined &&
              isWord(rest) &&
              magnitude(rest) < magnitude(divisor)
            ) {
              refute(execution, claimOf(q + by, rest))
            }
          }
        }
      }
    }
  })

  test('of random claims', () => {
    for (const execution of executions) {
      const { dividend, divisor } = integersOf(execution)
      for (let k = 0; k < 4; k++) {
        const claim = { q: signedWord(), r: signedWord(), qSign: next(2), rSign: next(2), zero: next(2) }
        const q = BigInt(claim.q) - 2n ** 32n * BigInt(claim.qSign)
        if (divisor !== 0n ? q !== dividend / divisor : claim.q !== 2 ** 32 - 1) refute(execution, claim)
      }
    }
  })

  test('by zero', () => {
    for (const mnemonic of DIVISIONS) {
      for (const b of EDGES) {
        for (const [q, r] of [
          [0, b],
          [1, b],
          [2 ** 32 - 2, b],
          [2 ** 32 - 1, b ^ 1],
          [2 ** 32 - 1, 0],
        ]) {
          if (q === 2 ** 32 - 1 && r === b) continue
          for (const zero of [0, 1]) {
            for (const sign of [0, 1])
              refute(division(mnemonic, b, 0), { q, r: r >>> 0, qSign: sign, rSign: sign & (r >>> 31), zero })
          }
        }
      }
    }
  })
})
