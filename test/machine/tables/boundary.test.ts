import { describe, expect, test } from 'vitest'
import type { PublicTuple, Trace } from '../../../src/air/check.ts'
import { P, reduce } from '../../../src/field/koalabear.ts'
import { MEMORY, ORDER } from '../../../src/machine/buses.ts'
import { CELL_WORD, ORDER_END, ORDER_START, REGISTER_WORD } from '../../../src/machine/layout.ts'
import { publicTuples } from '../../../src/machine/statement.ts'
import { boundary, boundaryColumns } from '../../../src/machine/tables/boundary.ts'
import { image, imageColumns } from '../../../src/machine/tables/image.ts'
import { faults, random } from '../../support/rows.ts'

/** A row of the boundary table: a touched word, or a link to where a bridge of the verifier begins, or to the end. */
interface Entry {
  readonly word: number
  readonly link?: boolean
  /** The word before; by default that of the row before, or the end of the bridge that begins there. */
  readonly after?: number
  readonly time?: number
  readonly last?: number
}

/** Words 0x4000 and 0x4001 and register 2 have values at the start. */
const IMAGE = [
  { word: 0x4000, value: 0x1234 },
  { word: 0x4001, value: 0xffff5678 },
  { word: REGISTER_WORD + 2, value: 0x3fffffc0 },
] as const
const BRIDGES = [
  { first: 0x4000, last: 0x4001 },
  { first: REGISTER_WORD + 2, last: REGISTER_WORD + 2 },
]
/** Two words are touched, and two registers besides that of the image; the first of them is where its bridge begins. */
const ENTRIES: readonly Entry[] = [
  { word: 7, time: 40, last: 0x80000001 },
  { word: 0x3fff, link: true },
  { word: 0x9000, time: 44 },
  { word: REGISTER_WORD + 1, time: 48, last: 5 },
  { word: REGISTER_WORD + 32, time: 52, last: 6 },
  { word: ORDER_END, link: true },
]

function boundaryTrace(
  entries: readonly Entry[],
): Omit<Trace, 'main'> & { readonly main: readonly Uint32Array[] } {
  const { real, link, word, gap, time, last } = boundaryColumns
  const main = boundary.main.map(() => new Uint32Array(entries.length))
  let previous = ORDER_START
  entries.forEach((entry, row) => {
    const set = ({ index }: { readonly index: number }, value: number) => {
      main[index][row] = reduce(value)
    }
    const setWord = ({ lo, hi }: typeof word, value: number) => {
      set(lo, ((value % 65536) + 65536) % 65536)
      set(hi, Math.floor(value / 65536))
    }
    set(real, 1)
    set(link, entry.link ? 1 : 0)
    setWord(word, entry.word)
    setWord(gap, entry.word - 1 - (entry.after ?? previous))
    set(time, entry.time ?? 0)
    setWord(last, entry.last ?? 0)
    previous = BRIDGES.find(({ first }) => first - 1 === entry.word)?.last ?? entry.word
  })
  return { table: boundary, preprocessed: [], main }
}

function imageTrace(): Trace {
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

const statement = { publicInput: new Uint8Array(), output: new Uint8Array(), exitCode: 0 }

/** The verifier's part of the order, and one access to each touched word, which finds a zero. */
function tuples(touched: readonly Entry[]): PublicTuple[] {
  const order = publicTuples(0, BRIDGES, statement).filter(({ bus }) => bus === ORDER)
  const accesses = touched.flatMap(({ word, link = false, time = 0, last = 0 }) =>
    link
      ? []
      : [
          { bus: MEMORY, tuple: [4 * word, 0, 0, 0], multiplicity: -1 },
          { bus: MEMORY, tuple: [4 * word, time, last & 0xffff, last >>> 16], multiplicity: 1 },
        ],
  )
  return [...order, ...accesses]
}

const check = (entries: readonly Entry[], touched = ENTRIES) =>
  faults([boundaryTrace(entries), imageTrace()], tuples(touched))

const insert = (at: number, ...entries: Entry[]): Entry[] => [
  ...ENTRIES.slice(0, at),
  ...entries,
  ...ENTRIES.slice(at),
]
const replace = (at: number, entry: Partial<Entry>): Entry[] =>
  ENTRIES.map((old, k) => (k === at ? { ...old, ...entry } : old))

describe('boundary', () => {
  test('an image at address 0', () => {
    const start = publicTuples(0, [{ first: 0, last: 3 }], statement).filter(({ bus }) => bus === ORDER)
    const entries: Entry[] = [{ word: 4, after: 3 }, { word: 2 ** 28 }, { word: ORDER_END, link: true }]
    expect(faults([boundaryTrace(entries)], start)).toEqual([])
    expect(faults([boundaryTrace([{ word: 0 }, ...entries])], start)).not.toEqual([])
  })

  test('each touched word starts once', () => {
    expect(check(ENTRIES)).toEqual([])
  })

  test('words that nobody touches may be there', () => {
    expect(check(insert(3, { word: 0x9001 }, { word: 0xa000 }))).toEqual([])
  })

  test('the first and the last word', () => {
    const entries = insert(3, { word: 2 ** 28 - 1, time: 8, last: 2 ** 31 })
    entries[0] = { word: 0, time: 1, last: 9 }
    expect(check(entries, entries)).toEqual([])
  })

  test('a link may also be a word that nobody touches', () => {
    expect(check(replace(1, { link: false }))).toEqual([])
  })

  const attacks: [string, Entry[]][] = [
    ['a word twice', insert(1, { word: 7, after: 6 })],
    ['a word twice, in a row', insert(1, { word: 7 })],
    ['a word twice, once after larger ones', insert(3, { word: 7, after: 0x9000 })],
    ['a word twice, the second time modulo p', insert(3, { word: 7 + P })],
    ['a word of the image, instead of the bridge to it', replace(1, { word: 0x4000, link: false })],
    ['a word of the image, before the bridge', insert(1, { word: 0x4000 })],
    ['a word of the image, at the start of the bridge', insert(2, { word: 0x4000, after: 0x3fff })],
    ['a word of the image, within the bridge', insert(2, { word: 0x4001, after: 0x4000 })],
    ['a word of the image, after the bridge', insert(2, { word: 0x4001, after: 0x4001 })],
    ['a register of the image', insert(4, { word: REGISTER_WORD + 2, after: REGISTER_WORD + 1 })],
    ['a bridge not taken', replace(1, { word: 0x4002 })],
    ['a bridge taken twice', insert(2, { word: 0x3fff, link: true, after: 0x3ffe })],
    ['a touched word that is only a link', replace(2, { link: true })],
    ['a touched word that is missing', ENTRIES.filter((_, k) => k !== 2)],
    ['no end', ENTRIES.slice(0, -1)],
    ['a word behind the end', [...ENTRIES, { word: CELL_WORD }]],
    ['an order that starts behind a touched word', replace(0, { after: 3 })],
    ['a circle of its own', [...ENTRIES, { word: 0xb000, after: 0xb001 }, { word: 0xb001, after: 0xb000 }]],
    ['a word before all words', insert(0, { word: -1, after: -2 })],
    ['a word from 2^29 on', [...ENTRIES, { word: 2 ** 29, after: ORDER_END }]],
    ['a gap from 2^28 on', replace(0, { word: 2 ** 28 })],
  ]
  test.each(attacks)('rejects: %s', (_, entries) => {
    expect(check(entries)).not.toEqual([])
  })

  test('rejects every other value in a column', () => {
    const { link: isLink, time, last } = boundaryColumns
    const free = [isLink, time, last.lo, last.hi].map(({ index }) => index)
    const next = random(5)
    const trace = boundaryTrace(ENTRIES)
    const others = [imageTrace()]
    ENTRIES.forEach(({ link = false }, row) => {
      trace.main.forEach((column, index) => {
        // A link has no value, and to be one or not makes no difference to untouched words.
        if (link && free.includes(index)) return
        const value = column[row]
        for (const change of [
          value + 1,
          value - 1,
          1 - value,
          value + 2 ** 16,
          2 ** 28,
          next(P),
          next(2 ** 16),
        ]) {
          if (reduce(change) === value) continue
          column[row] = reduce(change)
          expect(
            faults([trace, ...others], tuples(ENTRIES)),
            `${boundary.main[index]} in row ${row}`,
          ).not.toEqual([])
        }
        column[row] = value
      })
    })
    expect(faults([trace, ...others], tuples(ENTRIES))).toEqual([])
  })

  test('costs what it should', () => {
    expect(boundary.main.length + 4 * Math.ceil(boundary.interactions.length / 3)).toBe(21)
  })
})
