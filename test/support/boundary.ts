/** A small world around the boundary table: an image, touched words, and the verifier's part of the order. */
import type { PublicTuple, Trace } from '../../src/air/check.ts'
import type { Table } from '../../src/air/table.ts'
import { P, reduce } from '../../src/field/koalabear.ts'
import { MEMORY, ORDER } from '../../src/machine/buses.ts'
import { chainBridges } from '../../src/machine/compile.ts'
import { ORDER_END, ORDER_START, RAM_WORDS, REGISTER_WORD } from '../../src/machine/layout.ts'
import { publicTuples } from '../../src/machine/statement.ts'
import { boundary, boundaryColumns } from '../../src/machine/tables/boundary.ts'
import { image, imageColumns } from '../../src/machine/tables/image.ts'
import { faults } from './rows.ts'

/** A row of the boundary table: a touched word, or a link to where a bridge of the verifier begins, or to the end. */
export interface Entry {
  readonly word: number
  readonly link?: boolean | number
  readonly real?: number
  /** The word before; by default that of the row before, or the end of the bridge that begins there. */
  readonly after?: number
  readonly time?: number
  readonly last?: number
  /** What is in the low limb alone, the high one being 0. */
  readonly whole?: 'word' | 'gap'
  /** Time and value that the first access finds, by default the word's start. */
  readonly found?: readonly [time: number, value: number]
}

/** Words 0x4000 and 0x4001 and register 2 have values at the start. */
export const IMAGE = [
  { word: 0x4000, value: 0x1234 },
  { word: 0x4001, value: 0xffff5678 },
  { word: REGISTER_WORD + 2, value: 0x3fffffc0 },
] as const
const BRIDGES = [
  { first: 0x4000, last: 0x4001 },
  { first: REGISTER_WORD + 2, last: REGISTER_WORD + 2 },
]
/** Two words are touched, and two registers besides that of the image; the first of them is where its bridge begins. */
export const ENTRIES: readonly Entry[] = [
  { word: 7, time: 40, last: 0x80000001 },
  { word: 0x3fff, link: true },
  { word: 0x9000, time: 44 },
  { word: RAM_WORDS - 1, link: true },
  { word: REGISTER_WORD + 1, time: 48, last: 5 },
  { word: REGISTER_WORD + 32, time: 52, last: 6 },
  { word: ORDER_END, link: true },
]

export function boundaryTrace(
  entries: readonly Entry[],
  table: Table = boundary,
): Omit<Trace, 'main'> & { readonly main: readonly Uint32Array[] } {
  const { real, link, word, gap, time, last } = boundaryColumns
  const main = boundary.main.map(() => new Uint32Array(entries.length))
  let previous = ORDER_START
  entries.forEach((entry, row) => {
    const set = ({ index }: { readonly index: number }, value: number) => {
      main[index][row] = reduce(value)
    }
    const setWord = ({ lo, hi }: typeof word, value: number, whole = false) => {
      set(lo, whole ? value : ((value % 65536) + 65536) % 65536)
      set(hi, whole ? 0 : Math.floor(value / 65536))
    }
    set(real, entry.real ?? 1)
    set(link, Number(entry.link ?? 0))
    setWord(word, entry.word, entry.whole === 'word')
    setWord(gap, entry.word - 1 - (entry.after ?? previous), entry.whole === 'gap')
    set(time, entry.time ?? 0)
    setWord(last, entry.last ?? 0)
    previous = chainBridges(BRIDGES).find(({ first }) => first - 1 === entry.word)?.last ?? entry.word
  })
  return { table, preprocessed: [], main }
}

export function imageTrace(): Trace {
  const { last } = imageColumns
  const main = image.main.map(() => IMAGE.map(() => 0))
  IMAGE.forEach(({ value }, row) => {
    main[last.lo.index][row] = value & 0xffff
    main[last.hi.index][row] = value >>> 16
  })
  const columns = [
    IMAGE.map(() => 1),
    IMAGE.map(({ word }) => 4 * word),
    IMAGE.map(({ value }) => value & 0xffff),
    IMAGE.map(({ value }) => value >>> 16),
  ]
  return { table: image, preprocessed: columns, main }
}

export const statement = { publicInput: new Uint8Array(), output: new Uint8Array(), exitCode: 0 }

/** The verifier's part of the order, and one access to each touched word, which finds a zero. */
export function tuplesFor(touched: readonly Entry[]): PublicTuple[] {
  const order = publicTuples(0, BRIDGES, statement).filter(({ bus }) => bus === ORDER)
  const accesses = touched.flatMap(
    ({ word, link = false, time = 0, last = 0, found: [before, value] = [0, 0] }) =>
      link
        ? []
        : [
            { bus: MEMORY, tuple: [4 * word, before, value & 0xffff, value >>> 16], multiplicity: -1 },
            { bus: MEMORY, tuple: [4 * word, time, last & 0xffff, last >>> 16], multiplicity: 1 },
          ],
  )
  return [...order, ...accesses]
}

/** What is wrong with these rows, by another table in place of the boundary table if there is one. */
export const check = (entries: readonly Entry[], touched = ENTRIES, table = boundary): string[] =>
  faults([boundaryTrace(entries, table), imageTrace()], tuplesFor(touched))

export const insert = (at: number, ...entries: Entry[]): Entry[] => [
  ...ENTRIES.slice(0, at),
  ...entries,
  ...ENTRIES.slice(at),
]
export const replace = (at: number, entry: Partial<Entry>): Entry[] =>
  ENTRIES.map((old, k) => (k === at ? { ...old, ...entry } : old))

/** Rows, and accesses that find what no honest memory has. */
export interface BoundaryForgery {
  readonly name: string
  readonly entries: readonly Entry[]
  readonly touched: readonly Entry[]
}

const [first] = ENTRIES
const [, ...others] = ENTRIES
/** Somebody else finds the zero that word 7 starts with, and leaves the same or something else. */
const likeTheFirst = [...ENTRIES, first]
const again: Entry = { word: 7, time: 60, last: 5 }
const andAgain = [...ENTRIES, again]

/** From word 7 around all numbers modulo p and back to it, by links with gaps below 2^28. */
const around = (whole: Partial<Entry>): Entry[] => [
  ...[1, 2, 3, 4, 5, 6, 7].map((k) => ({ word: 7 + k * 2 ** 28, link: true, ...whole })),
  { ...again, after: 7 + 7 * 2 ** 28 - P },
]

/** Each is refuted by one constraint or lookup. */
export const boundaryForgeries: readonly BoundaryForgery[] = [
  {
    name: 'a word starts twice, and another one less than never',
    entries: [
      { ...first, real: 2 },
      { word: 0x3fff, real: 2 },
      { word: 8, after: ORDER_START, real: -1 },
      { word: 0x3fff, after: 8, real: -1 },
      ...others.slice(1).map((entry, k) => (k === 0 ? { ...entry, after: 0x4001 } : entry)),
    ],
    touched: likeTheFirst,
  },
  { name: 'a word starts twice in a row', entries: replace(0, { link: -1 }), touched: likeTheFirst },
  {
    name: 'a link that is no row gives a word a value',
    entries: insert(
      0,
      { word: 7, real: 0, link: true, time: 4, last: 99 },
      { ...first, after: ORDER_START },
    ).filter((entry) => entry !== first),
    touched: replace(0, { found: [4, 99] }),
  },
  { name: 'around by low limbs', entries: insert(1, ...around({ whole: 'word' })), touched: andAgain },
  { name: 'around by high limbs', entries: insert(1, ...around({})), touched: andAgain },
  {
    name: 'back by a low limb of a gap',
    entries: insert(3, { ...again, after: 0x9000, whole: 'gap' }),
    touched: andAgain,
  },
  {
    name: 'back by a high limb of a gap',
    entries: insert(3, { ...again, after: 0x9000 }),
    touched: andAgain,
  },
  {
    name: 'back by a gap that is short of p, in limbs',
    entries: insert(3, { ...again, after: 0x9000 - P }),
    touched: andAgain,
  },
]
