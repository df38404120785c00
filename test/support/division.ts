/** Divisions, what a forger could claim of them, and the best rows for a claim. */
import { expect } from 'vitest'
import { inv, mul, reduce } from '../../src/field/koalabear.ts'
import { div } from '../../src/machine/families/div.ts'
import {
  at,
  type Case,
  type Edits,
  edited,
  honestRow,
  instruction,
  judge,
  operandPairs,
  random,
} from './family.ts'

export const DIVISIONS = ['div', 'divu', 'rem', 'remu'] as const
export type Division = (typeof DIVISIONS)[number]

export const division = (mnemonic: Division, b: number, c: number): Case => ({
  instruction: instruction(mnemonic),
  b,
  c,
})

const next = random(9)
const word = () => next(2 ** (1 + next(32)))

/** Random words of all sizes, so that quotients are too, and their negatives. */
export const signedWord = () => (next(2) === 0 ? word() : (2 ** 32 - word()) % 2 ** 32)

/** Dividends q c + r with remainders at their bounds and limbs that are 0 or all ones. */
const EXACT: [number, number][] = [
  0x10000, 0x20000, 0x1ffff, 0x30000, 0x7fff0000, 0xffff, 0x8000, 0x4000, 3,
].flatMap((c) =>
  [1, 2, 3, 0x7fff, 0xffff].flatMap((q) => {
    const dividends = [q * c - 1, q * c, q * c + 1, q * c + c - 1].filter((b) => b < 2 ** 31)
    return dividends.flatMap((b): [number, number][] =>
      [b, (2 ** 32 - b) % 2 ** 32].flatMap((x): [number, number][] => [
        [x, c],
        [x, 2 ** 32 - c],
      ]),
    )
  }),
)

/** Dividends and divisors with all edges. */
export const PAIRS: [number, number][] = [
  ...operandPairs(),
  ...EXACT,
  ...Array.from({ length: 300 }, (): [number, number] => [signedWord(), signedWord()]),
]

/** What a forger claims. The integers are modulo 2^32 with a sign, which need not be theirs. */
export interface Claim {
  readonly q: number
  readonly r: number
  readonly qSign: number
  readonly rSign: number
  readonly zero?: number
  /** What is used instead of q.lo modulo 2^15. */
  readonly digit?: number
  /** What is edited before the rest follows from it, and after. */
  readonly before?: Edits
  readonly after?: Edits
}

/** All rows with these claims in which the forger gets everything right that follows by an equation. */
export function* forgeries(execution: Case, claim: Claim): Generator<number[]> {
  const { table } = div
  const { q, r, qSign, rSign, zero = 0, before = {}, after = {} } = claim
  const base = edited(table, honestRow(div, execution), before)
  const get = (name: string) => base[at(table, name)]
  const value = get('remainder') === 1 ? r : q
  const c = { lo: get('c.lo'), hi: get('c.hi'), sign: get('c.sign') }
  const complemented = (limb: number, sign: number) => reduce(limb + mul(sign, reduce(0xffff - 2 * limb)))
  const upper = reduce(complemented(c.hi, c.sign) - complemented(r >>> 16, rSign))
  const lower = reduce(complemented(c.lo, c.sign) - complemented(r & 0xffff, rSign) + c.sign - rSign - 1)
  const high = { q: (q >>> 16) - 0xffff * qSign, c: c.hi - 0xffff * c.sign }
  const low = { q: (q & 0xffff) - 2 ** 16 * qSign, c: c.lo - 2 ** 16 * c.sign }
  for (let choice = 0; choice < 24; choice++) {
    const bit = choice & 1
    const equal = (choice >> 1) & 1
    const large = (choice >> 2) & 1
    const small = (choice >> 3) - 1
    const digit = reduce(claim.digit ?? (q & 0xffff) - bit * 2 ** 15)
    const change = reduce(mul(digit, c.lo) + (r & 0xffff) - get('b.lo'))
    const difference = zero === 1 ? 0 : equal === 1 ? lower : reduce(upper - 1)
    const sum = reduce(difference + lower + 65537)
    yield edited(
      table,
      edited(table, base, {
        'q.lo': q & 0xffff,
        'q.hi': q >>> 16,
        'q.sign': qSign,
        'r.lo': r & 0xffff,
        'r.hi': r >>> 16,
        'r.sign': rSign,
        'a.lo': value & 0xffff,
        'a.hi': value >>> 16,
        'q.lo upper bit': mul(reduce((q & 0xffff) - digit), inv(2 ** 15)),
        deficit: 2 * digit + c.lo - mul(change, inv(2 ** 14)),
        'large deficit': large,
        small,
        bounded: small === 0 ? high.q + high.c : small === 1 ? low.c : low.q,
        'division by zero': zero,
        'equal upper limbs': equal,
        difference,
        inverse: zero === 1 || sum === 0 ? 0 : inv(sum),
      }),
      after,
    )
  }
}

/** All reasons for which the best forgeries of a claim are rejected; fails if one is not. */
export function refute(execution: Case, claim: Claim): string[][] {
  const reasons: string[][] = []
  for (const row of forgeries(execution, claim)) {
    const verdict = judge(div, row, [execution])
    if (verdict.kind !== 'rejected') {
      const { instruction: own, b, c } = execution
      expect.fail(`${own.mnemonic} ${b} ${c}: ${JSON.stringify(claim)}: ${verdict.kind} ${verdict.why}`)
    }
    reasons.push([...verdict.why])
  }
  const least = Math.min(...reasons.map((why) => why.length))
  return reasons.filter((why) => why.length === least)
}
