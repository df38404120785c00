/** Small models of loads and stores. */
import { OPERATION } from '../../../src/machine/family.ts'
import {
  accesses,
  addressOf,
  bytesOf,
  FALL_THROUGH,
  type SmallFamily,
  small,
  small4,
  wordOf,
} from './words.ts'

/** The size of upper limbs of gaps, which are 0 here. */
const MEMORY_GAP = { [2 ** 12]: 4 }

export const memoryFamilies: readonly SmallFamily[] = [
  small('lw', { ...small4, constants: MEMORY_GAP, given: ['m.lo', 'm.hi'] }, (words) => [
    {
      name: 'lw',
      op: OPERATION.lw,
      arrivals: () => accesses(words, 'm', [0, 1, 0x5a, 0xff], {}),
      effect(arrival) {
        const address = addressOf(words, arrival)
        if (address === undefined || address % 4 !== 0) return undefined
        return { word: words.of(arrival, 'm'), next: FALL_THROUGH }
      },
    },
  ]),
  small('sw', { ...small4, constants: MEMORY_GAP, given: ['m.old.lo', 'm.old.hi'] }, (words) => [
    {
      name: 'sw',
      op: OPERATION.sw,
      arrivals: () => accesses(words, 'c', [0, 1, 0x5a, 0xff], { 'm.old.lo': 3, 'm.old.hi': 7 }),
      effect(arrival) {
        const address = addressOf(words, arrival)
        if (address === undefined || address % 4 !== 0) return undefined
        return { word: words.of(arrival, 'c'), next: FALL_THROUGH }
      },
    },
  ]),
  small('load', { ...small4, constants: MEMORY_GAP, given: ['half', 'm.lo', 'm.hi'] }, (words) =>
    ['lb', 'lbu', 'lh', 'lhu'].map((name) => {
      const half = name.startsWith('lh') ? 1 : 0
      const unsigned = name.endsWith('u') ? 1 : 0
      return {
        name,
        op: OPERATION.lb,
        *arrivals() {
          const more = { half, unsigned }
          yield* accesses(words, 'm', [0, 0x6d, 0x92, 0xff], more)
          for (const arrival of words.pairs('b', 'm', more)) if (arrival['b.hi'] === 0) yield arrival
        },
        effect(arrival) {
          const address = addressOf(words, { offset: 0, ...arrival })
          if (address === undefined || (half === 1 && address % 2 === 1)) return undefined
          const bytes = bytesOf(words, words.of(arrival, 'm')).slice(address % 4, (address % 4) + 1 + half)
          const [value, size] = [wordOf(words, bytes), 2 ** ((words.bits / 2) * (1 + half))]
          const isNegative = unsigned === 0 && value >= size / 2
          return { word: words.reduce(isNegative ? value - size : value), next: FALL_THROUGH }
        },
      }
    }),
  ),
  small('store', { ...small4, constants: MEMORY_GAP, given: ['half', 'm.old.lo', 'm.old.hi'] }, (words) =>
    ['sb', 'sh'].map((name) => {
      const half = name === 'sh' ? 1 : 0
      return {
        name,
        op: OPERATION.sb,
        *arrivals() {
          for (const m of [0, 0x6d, 0x92, 0xff]) {
            const more = { half, ...words.in('m.old', m) }
            yield* accesses(words, 'c', [0, 0x5b], more)
          }
          for (let b = 0; b < 4; b++) yield* words.pairs('m.old', 'c', { half, ...words.in('b', b) })
        },
        effect(arrival) {
          const address = addressOf(words, { offset: 0, ...arrival })
          if (address === undefined || (half === 1 && address % 2 === 1)) return undefined
          const bytes = bytesOf(words, words.of(arrival, 'm.old'))
          const stored = bytesOf(words, words.of(arrival, 'c'))
          bytes.splice(address % 4, 1 + half, ...stored.slice(0, 1 + half))
          return { word: wordOf(words, bytes), next: FALL_THROUGH }
        },
      }
    }),
  ),
]
