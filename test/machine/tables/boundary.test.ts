import { describe, expect, test } from 'vitest'
import { P, reduce } from '../../../src/field/koalabear.ts'
import { ORDER } from '../../../src/machine/buses.ts'
import { CELL_WORD, ORDER_END, RAM_WORDS, REGISTER_WORD } from '../../../src/machine/layout.ts'
import { publicTuples } from '../../../src/machine/statement.ts'
import { boundary, boundaryColumns } from '../../../src/machine/tables/boundary.ts'
import {
  boundaryForgeries,
  boundaryTrace,
  check,
  ENTRIES,
  type Entry,
  imageTrace,
  insert,
  replace,
  statement,
  tuplesFor,
} from '../../support/boundary.ts'
import { faults, random } from '../../support/rows.ts'

describe('boundary', () => {
  test('an image at address 0', () => {
    const start = publicTuples(0, [{ first: 0, last: 3 }], statement).filter(({ bus }) => bus === ORDER)
    const entries: Entry[] = [{ word: 4, after: 3 }, { word: RAM_WORDS - 1 }, { word: ORDER_END, link: true }]
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
    const entries = replace(3, { word: RAM_WORDS - 1, link: false, time: 8, last: 2 ** 31 })
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
    ['a word between memory and registers', insert(4, { word: RAM_WORDS, after: RAM_WORDS - 1 })],
    ['the last one before the registers', insert(4, { word: REGISTER_WORD - 1, after: REGISTER_WORD - 1 })],
    ['the same without the bridge', replace(3, { word: RAM_WORDS })],
    ['a register of the image', insert(5, { word: REGISTER_WORD + 2, after: REGISTER_WORD + 1 })],
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

  test.each(boundaryForgeries)('rejects: $name', ({ entries, touched }) => {
    expect(check(entries, touched)).not.toEqual([])
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
            faults([trace, ...others], tuplesFor(ENTRIES)),
            `${boundary.main[index]} in row ${row}`,
          ).not.toEqual([])
        }
        column[row] = value
      })
    })
    expect(faults([trace, ...others], tuplesFor(ENTRIES))).toEqual([])
  })

  test('costs what it should', () => {
    expect(boundary.main.length + 4 * Math.ceil(boundary.interactions.length / 3)).toBe(21)
  })
})
