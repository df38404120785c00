/** Small models of jumps, branches and system calls. */
import { OPERATION } from '../../../src/machine/family.ts'
import type { Arrival } from './determinism.ts'
import {
  accesses,
  addressOf,
  BASE,
  type Effect,
  FALL_THROUGH,
  type Operation,
  type SmallFamily,
  small,
  small4,
  TARGET,
  type Words,
} from './words.ts'

/** The size of upper limbs of gaps, which are 0 here, and the first number of a precompile. */
const FIRST_CALL = 8

const branches = (words: Words): [string, number, (b: number, c: number) => boolean][] => [
  ['blt', OPERATION.blt, (b, c) => words.signed(b) < words.signed(c)],
  ['bge', OPERATION.bge, (b, c) => words.signed(b) >= words.signed(c)],
  ['bltu', OPERATION.bltu, (b, c) => b < c],
  ['bgeu', OPERATION.bgeu, (b, c) => b >= c],
]

const branch = (
  words: Words,
  op: number,
  name: string,
  taken: (b: number, c: number) => boolean,
): Operation => ({
  name,
  op,
  arrivals: () => words.pairs('b', 'c', { target: TARGET }),
  effect: (arrival) => ({
    next: taken(words.of(arrival, 'b'), words.of(arrival, 'c')) ? TARGET : FALL_THROUGH,
  }),
})
/** System calls, with numbers that fit a small limb. */
const CALL = { read: 1, write: 2, exit: 5, exitGroup: 6 }
const BAD_DESCRIPTOR = -9
const UNKNOWN_CALL = -6
export const controlFamilies: readonly SmallFamily[] = [
  small('jump', { ...small4, given: ['next'] }, () => [
    {
      name: 'jump',
      op: OPERATION.jump,
      arrivals: () => [{ ...BASE, next: TARGET }],
      effect: () => ({ next: TARGET }),
    },
  ]),
  small('constant', { ...small4, given: ['next'] }, (words) => [
    {
      name: 'constant',
      op: OPERATION.constant,
      arrivals: () => words.all.map((value) => ({ ...BASE, next: TARGET, ...words.in('value', value) })),
      effect: (arrival) => ({ word: words.of(arrival, 'value'), next: TARGET }),
    },
  ]),
  small('jalr', small4, (words) => [
    {
      name: 'jalr',
      op: OPERATION.jalr,
      *arrivals() {
        for (const { offset, ...rest } of accesses(words, 'link', [0, 77], {}))
          yield { ...rest, imm: offset! }
      },
      effect(arrival) {
        const target = addressOf(words, { ...arrival, offset: arrival.imm! })
        return target === undefined
          ? undefined
          : { word: words.of(arrival, 'link'), next: target - (target % 2) }
      },
    },
  ]),
  small('beqz', small4, (words) => [
    {
      name: 'beqz',
      op: OPERATION.beqz,
      arrivals: () =>
        words.all.map((b) => ({ ...BASE, zero: TARGET, other: FALL_THROUGH, ...words.in('b', b) })),
      effect: (arrival) => ({ next: words.of(arrival, 'b') === 0 ? TARGET : FALL_THROUGH }),
    },
  ]),
  small('beq', small4, (words) => [
    branch(words, OPERATION.beq, 'beq', (b, c) => b === c),
    branch(words, OPERATION.bne, 'bne', (b, c) => b !== c),
  ]),
  small('blt', small4, (words) => branches(words).map(([name, op, taken]) => branch(words, op, name, taken))),
  small(
    'ecall',
    {
      ...small4,
      constants: {
        [2 ** 12]: FIRST_CALL,
        63: CALL.read,
        64: CALL.write,
        93: CALL.exit,
        94: CALL.exitGroup,
        [2 ** 16 - 9]: 16 + BAD_DESCRIPTOR,
        [2 ** 16 - 38]: 16 + UNKNOWN_CALL,
      },
      given: ['cell.old.lo', 'cell.old.hi'],
      idle: {
        columns: ['x.lo', 'x.hi', 'd.lo', 'd.hi', 'cell.new.lo', 'cell.new.hi', 'ends'],
        uses: ['read public', 'read private', 'write public'],
      },
      // A transfer of no bytes counts down from -1 and never ends: it takes as many rows as F has elements.
      impossible: (value) => value('some bytes') === 1 && value('a0.lo') === 0 && value('a0.hi') === 0,
    },
    (words) => {
      const call = (name: string, arrivals: () => Iterable<Arrival>): Operation => ({
        name,
        op: OPERATION.ecall,
        arrivals,
        effect: (arrival) => systemCall(words, arrival),
      })
      const registers = (a7: number, fd: number, a1: number, n: number, cell: number): Arrival => ({
        ...BASE,
        ...words.in('a7', a7),
        ...words.in('a.old', fd),
        ...words.in('a1', a1),
        ...words.in('a2', n),
        ...words.in('cell.old', cell),
      })
      const some = [0, 1, 15, 16, 63, 64, 255]
      return [
        call('every call with every descriptor', function* () {
          for (const a7 of words.all) for (const fd of words.all) yield registers(a7, fd, 20, 3, 2)
        }),
        call('every length with every cell', function* () {
          // Reads of both inputs have the same rules, and writes of debug text move nothing.
          for (const [a7, fd] of [
            [CALL.read, 3],
            [CALL.write, 1],
          ] as const)
            for (const n of words.all) for (const cell of words.all) yield registers(a7, fd, 20, n, cell)
        }),
        call('every buffer', function* () {
          for (const [a7, fd] of [
            [CALL.read, 0],
            [CALL.read, 3],
            [CALL.write, 1],
            [CALL.write, 2],
          ] as const)
            for (const a1 of words.all)
              for (const n of some) for (const cell of some) yield registers(a7, fd, a1, n, cell)
        }),
      ]
    },
  ),
]

/** What is left of a system call: a0, and where execution goes on if no bytes move. */
function systemCall(words: Words, arrival: Arrival): Effect {
  const [a7, fd, a1, n, cell] = ['a7', 'a.old', 'a1', 'a2', 'cell.old'].map((name) =>
    words.of(arrival, name),
  ) as [number, number, number, number, number]
  const isAddress = (word: number) => word < words.size / 4
  if (a7 === CALL.exit || a7 === CALL.exitGroup) return undefined
  if (a7 >= FIRST_CALL && a7 < words.limb) return undefined
  if (a7 !== CALL.read && a7 !== CALL.write) return { word: words.reduce(UNKNOWN_CALL) }
  const known = a7 === CALL.read ? [0, 3] : [1, 2]
  if (!known.includes(fd)) return { word: words.reduce(BAD_DESCRIPTOR) }
  if (fd === 2) return { word: n }
  const moved = a7 === CALL.read ? Math.min(n, cell) : n
  if (!isAddress(moved) || (moved > 0 && !isAddress(a1))) return undefined
  if (a7 === CALL.write && cell + n >= words.size) return undefined
  return { word: moved, ...(moved === 0 ? { next: FALL_THROUGH } : {}) }
}
