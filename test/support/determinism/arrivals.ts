/**
 * What arrives by bus at the tables of precompiles, as far as it is not in their definitions: all else is found in the
 * graphs of the tables.
 */

import { ROTATIONS } from '../../../src/machine/precompiles/keccak/permutation.ts'
import { ROWS as KECCAK_ROWS, placeOf, startOf } from '../../../src/machine/precompiles/keccak/rows.ts'
import { CHUNKS } from '../../../src/machine/precompiles/matmul/layout.ts'
import { LIMBS } from '../../../src/machine/precompiles/modmul/operands.ts'
import { precompiles } from '../../../src/machine/precompiles.ts'
import type { Arrivals, Lookups } from './rows.ts'

type Own = Omit<Arrivals, 'table'>

/** By the name of the table. */
const OWN: Readonly<Record<string, Own>> = {
  // The words tell each row what it is; that there are no others is shown in docs/soundness.md, section 4.
  keccak: {
    told: Array.from({ length: KECCAK_ROWS }, (_, number) => {
      const [constant, flip, first, last] = startOf(number) as [number, number, number, number]
      return { real: 1, place: placeOf(number), constant, flip, first, last }
    }),
    // No row alone: that parts are integers follows from the four limbs of a lane, see src/machine/precompiles/keccak/rho.ts.
    ranges: Object.fromEntries(
      ROTATIONS.flatMap((rotation, lane) => {
        const inByte = rotation % 8
        const size = Math.min(inByte, 8 - inByte)
        return size === 0 ? [] : [[`cut${lane} part`, { lo: 0, hi: 2 ** size - 1 }]]
      }),
    ),
  },
  // The result is what satisfies the identity: see `modmul.test.ts`.
  modmul: {
    flags: ['accumulates', 'divides'],
    free: () => Array.from({ length: LIMBS }, (_, k) => `result[${k}]`),
  },
  // A row reads what it likes, when and as often as it likes: see docs/soundness.md, section 4.
  'matmul chunks': { given: ['time.lo', 'time.hi', 'address'] },
  // The sums of rows and columns that a block does not have are anything.
  'matmul blocks': {
    free: (value) => {
      const has = (name: string, k: number) => k === 0 || value(`rows of ${name}[${k}]`) === 1
      const sides = [0, 1, 2, 3]
      return sides.flatMap((i) =>
        sides.filter((j) => !has('a', i) || !has('b', j)).map((j) => `after[${i}][${j}]`),
      )
    },
  },
  // Blocks repeat the addresses and sizes that they were sent; only their sums are news.
  'matmul output': {
    flags: ['columns bit 0', 'columns bit 1', 'last row', 'last column'],
    isEcho: (bus, tuple, entry) => bus === 'matmul' && tuple[2] !== undefined && tuple[2] < 4 && entry === 3,
  },
  // Sums of at most 2^15 products of signed bytes.
  'matmul words': {
    flags: ['accumulate'],
    ranges: Object.fromEntries([0, 1, 2, 3].map((j) => [`sum ${j}`, { lo: -(2 ** 29), hi: 2 ** 29 }])),
  },
}

/** Memory has one word for each address and time. */
export const precompileLookups: Lookups = new Map([[CHUNKS.id, [0, 1]]])

/** The tables of each precompile. */
export const precompileGroups: readonly { readonly name: string; readonly group: readonly Arrivals[] }[] =
  precompiles.map(({ name, tables }) => ({
    name,
    group: tables.map(({ table }) => ({ table, ...OWN[table.name] })),
  }))
