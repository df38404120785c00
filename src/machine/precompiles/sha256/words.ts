/**
 * The words a_t, or e_t, in a row: of rounds -4 to 7, counted from the row's first. The row before has made those of
 * rounds -4 to -1. Bits of a word are needed where it is mixed, in the round after its own. Later it only has part in a
 * choice or a majority: in rounds 0 and 1 those are looked up by bytes, so that the words -2 and -3 need no bits.
 */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { type Word, wordColumns } from '../../access.ts'
import { wordBytes } from '../../bytes.ts'
import type { Row } from '../../row.ts'
import { bits, limbsOf, numberOf } from './bits.ts'
import { ROUNDS } from './rows.ts'

export interface StateWords {
  /** Of rounds -1 to 6. */
  bits(round: number): readonly Expression[]
  /** Of rounds -3 to -1; those of rounds -3 and -2 have to be looked up. */
  bytes(round: number): readonly Expression[]
  word(round: number): Word
  /** `values` has the words of rounds -4 to 7 from `at` on. */
  fill(row: Row, values: Uint32Array, at: number): void
}

export function stateWords(t: TableBuilder, name: string): StateWords {
  const limbs = [-4, -3, -2].map((k) => wordColumns(t, `${name}${k}`))
  const bytes = [-3, -2].map((k) => wordBytes(t, `${name}${k}`, limbs[k + 4]!))
  const mixed = Array.from({ length: ROUNDS }, (_, k) => bits(t, `${name}${k - 1}`, 32))
  const last = wordColumns(t, `${name}${ROUNDS - 1}`)
  const words: Word[] = [...limbs, ...mixed.map(({ columns }) => limbsOf(columns)), last]
  return {
    bits: (round) => mixed[round + 1]!.columns,
    bytes: (round) => (round < -1 ? bytes[round + 3]!.bytes : bytesOf(mixed[round + 1]!.columns)),
    word: (round) => words[round + 4]!,
    fill(row, values, at) {
      for (const [k, own] of limbs.entries()) row.setWord(own, values[at + k]!)
      for (const [k, own] of bytes.entries()) own.fill(row, values[at + 1 + k]!)
      for (const [k, own] of mixed.entries()) own.fill(row, values[at + 3 + k]!)
      row.setWord(last, values[at + ROUNDS + 3]!)
    },
  }
}

/** Bits of a word as bytes. */
export const bytesOf = (digits: readonly Expression[]): Expression[] =>
  [0, 8, 16, 24].map((at) => numberOf(digits.slice(at, at + 8)))
