/** Small models of the instruction families, with what their instructions mean for words of two small limbs. */
import { P } from '../../../src/field/koalabear.ts'
import { XOR_WEIGHT } from '../../../src/machine/families/logic.ts'
import { families } from '../../../src/machine/families.ts'
import { type Family, OPERATION } from '../../../src/machine/family.ts'
import type { Arrival } from './determinism.ts'
import { arriving } from './determinism.ts'
import { limbConstants, type Model, modelOf, type Rule } from './model.ts'

/** What an instruction does: the word that it writes last, the next pc; undefined if it traps or exits. */
export type Effect = { readonly word?: number; readonly next?: number } | undefined

/** One operation of a family and everything that may arrive for it. */
export interface Operation {
  readonly name: string
  readonly op: number
  /** Columns that do not arrive, although they do in other operations of the family. */
  readonly computed?: readonly string[]
  readonly arrivals: () => Iterable<Arrival>
  effect(arrival: Arrival): Effect
}

export interface SmallFamily {
  readonly family: Family
  readonly model: Model
  /** Columns that arrivals give. */
  readonly columns: readonly string[]
  readonly impossible?: (value: (column: string) => number) => boolean
  readonly operations: readonly Operation[]
}

export const PC = 3
export const TARGET = 9
export const FALL_THROUGH = PC + 4

/** Words of `bits` times 2, as numbers. */
class Words {
  readonly bits: number
  readonly limb: number
  readonly size: number

  constructor(bits: number) {
    this.bits = bits
    this.limb = 2 ** bits
    this.size = 2 ** (2 * bits)
  }

  reduce(value: number): number {
    return ((value % this.size) + this.size) % this.size
  }

  signed(word: number): number {
    return word < this.size / 2 ? word : word - this.size
  }

  /** A word's columns. */
  in(name: string, word: number): Record<string, number> {
    return { [`${name}.lo`]: word % this.limb, [`${name}.hi`]: Math.floor(word / this.limb) }
  }

  of(arrival: Arrival, name: string): number {
    return arrival[`${name}.lo`]! + this.limb * arrival[`${name}.hi`]!
  }

  get all(): number[] {
    return Array.from({ length: this.size }, (_, word) => word)
  }

  *pairs(first = 'b', second = 'c', more: Arrival = {}): Iterable<Arrival> {
    for (const b of this.all) {
      for (const c of this.all) yield { ...BASE, ...more, ...this.in(first, b), ...this.in(second, c) }
    }
  }
}

const BASE = { real: 1, pc: PC, clk: 5 }

interface Options {
  readonly bits: number
  readonly q: number
  readonly constants?: Readonly<Record<number, number>>
  readonly without?: (label: string) => boolean
  readonly given?: readonly string[]
  /** Columns that are in no tuple and no rule unless one of the `uses` is 1: then they are taken to be 0. */
  readonly idle?: { readonly columns: readonly string[]; readonly uses: readonly string[] }
  readonly impossible?: (value: (column: string) => number) => boolean
}

function small(
  name: string,
  { bits, q, constants = {}, without, given = [], impossible, idle }: Options,
  operations: (words: Words) => Operation[],
): SmallFamily {
  const family = families.find((own) => own.name === name)!
  const scale = { q, bits, constants: { ...limbConstants(bits, q), ...constants } }
  const whole = modelOf(family.table, scale, without)
  const model = idle === undefined ? whole : withIdle(whole, idle)
  const columns = arriving(model, given)
  const own = impossible === undefined ? {} : { impossible }
  return { family, model, columns, ...own, operations: operations(new Words(bits)) }
}

/** The model with rules column (1 - uses) = 0. They are lossless if idle columns may indeed be anything. */
function withIdle(model: Model, { columns, uses }: NonNullable<Options['idle']>): Model {
  const { main } = model.table
  const indexOf = (name: string) => {
    const index = main.indexOf(name)
    if (index < 0) throw new RangeError(`no column ${name}`)
    return index
  }
  const rules = columns.map((name): Rule => {
    const column = indexOf(name)
    const products = uses.map((use): [string, number] => {
      const pair = [indexOf(use), column].sort((a, b) => a - b)
      return [pair.join(','), model.scale.q - 1]
    })
    return { kind: 'zero', label: `${name} is idle`, zero: new Map([[`${column}`, 1], ...products]) }
  })
  return { ...model, rules: [...model.rules, ...rules] }
}

/** Operations on b and c with a result. */
const binary = (
  words: Words,
  op: number,
  name: string,
  f: (b: number, c: number) => number,
  operands: Arrival = {},
): Operation => ({
  name,
  op,
  arrivals: () => words.pairs('b', 'c', operands),
  effect: (arrival) => ({
    word: words.reduce(f(words.of(arrival, 'b'), words.of(arrival, 'c'))),
    next: FALL_THROUGH,
  }),
})

/** The largest prime below 2^(2 bits - 1), which is to limbs of so many bits what p is to 16. */
const LIKE_P: Readonly<Record<number, number>> = { 2: 7, 3: 31, 4: 127, 5: 509, 6: 2039 }

const like = (bits: number): Options => ({ bits, q: LIKE_P[bits]! })

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

/** Kinds of shifts by an amount that the program gives as `shiftedWord` wants it. */
function* shifts(words: Words, kind: 'left' | 'logical' | 'arithmetic', amounts: number): Iterable<Arrival> {
  const isLeft = kind === 'left'
  for (let amount = 0; amount < amounts; amount++) {
    const t = amount % words.bits
    const most = t === words.bits - 1 ? 1 : 0
    const operands = {
      power: 2 ** t,
      far: amount < words.bits ? 0 : isLeft ? 2 ** t : 1,
      'left by 15': isLeft ? most : 0,
      'right by 15': isLeft ? 0 : most,
      't is 15': most,
      left: isLeft ? 1 : 0,
      arithmetic: kind === 'arithmetic' ? 1 : 0,
    }
    for (const b of words.all) yield { ...BASE, ...operands, ...words.in('b', b) }
  }
}

const shiftOperations = (words: Words, codes: readonly [number, number, number]): Operation[] =>
  (['left', 'logical', 'arithmetic'] as const).map((kind, k) => ({
    name: kind,
    op: codes[k]!,
    arrivals: () => shifts(words, kind, 2 * words.bits),
    effect(arrival) {
      const amount = Math.log2(arrival.power!) + (arrival.far === 0 ? 0 : words.bits)
      const b = words.of(arrival, 'b')
      const power = 2 ** amount
      const x = kind === 'arithmetic' ? words.signed(b) : b
      return { word: words.reduce(kind === 'left' ? b * power : Math.floor(x / power)), next: FALL_THROUGH }
    },
  }))

/** LIMPID_HEAVY=1 adds a size that takes a minute. With 2 bits, q would be below two limbs. */
const SHIFT_BITS = process.env.LIMPID_HEAVY ? [3, 4, 5] : [3, 4]

/** What in `shift` finds the amount: tested at its full size instead. */
const findsAmount = (label: string): boolean =>
  /amount bit|^power is|^far$|^t is 15$|^left by 15$/.test(label)

/** Registers and offsets with an address, and words of memory; all offsets of at most half a limb. */
function* accesses(
  words: Words,
  name: string,
  contents: readonly number[],
  more: Arrival,
): Iterable<Arrival> {
  for (const b of words.all) {
    for (let offset = -words.limb / 2; offset < words.limb / 2; offset++) {
      for (const m of contents) {
        yield { ...BASE, ...more, ...words.in('b', b), ...words.in(name, m), offset }
      }
    }
  }
}

/** The byte address of an access, if it is below a fourth of all addresses. */
function addressOf(words: Words, arrival: Arrival): number | undefined {
  const address = words.reduce(words.of(arrival, 'b') + arrival.offset!)
  return address < words.size / 4 ? address : undefined
}

/** Bytes of a word, lowest first. */
const bytesOf = (words: Words, word: number): number[] => {
  const byte = 2 ** (words.bits / 2)
  return [0, 1, 2, 3].map((k) => Math.floor(word / byte ** k) % byte)
}
const wordOf = (words: Words, bytes: readonly number[]): number =>
  bytes.reduce((sum, value, k) => sum + value * 2 ** ((words.bits / 2) * k), 0)

const MEMORY_GAP = { [2 ** 12]: 4 }

const divisions: Operation['name'][] = ['div', 'divu', 'rem', 'remu']

/** The operation for one in n of its arrivals; LIMPID_HEAVY=1 takes all. */
const every = (n: number, operation: Operation): Operation =>
  process.env.LIMPID_HEAVY
    ? operation
    : {
        ...operation,
        *arrivals() {
          let k = 0
          for (const arrival of operation.arrivals()) if (k++ % n === 0) yield arrival
        },
      }

const division = (words: Words, name: string): Operation => {
  const isSigned = !name.endsWith('u')
  const isRemainder = name.startsWith('rem')
  return binary(
    words,
    OPERATION.div,
    name,
    (x, y) => {
      const [b, c] = isSigned ? [words.signed(x), words.signed(y)] : [x, y]
      if (c === 0) return isRemainder ? b : -1
      const quotient = Math.trunc(b / c)
      return isRemainder ? b - quotient * c : quotient
    },
    { signed: isSigned ? 1 : 0, remainder: isRemainder ? 1 : 0 },
  )
}

/** `bounded` bits of what must be small in a division. */
const divConstants = (bits: number, bounded: number, q: number) => ({
  [2 ** 16 + 1]: 2 ** bits + 1,
  [2 ** 12]: 2 ** bounded,
  [2 ** 13]: 2 ** (bounded + 1),
  8: 8,
  // 2^32 - 2 p
  [2 ** 32 - 2 * P]: 2 ** (2 * bits) % q,
})

export const smallDivision = (bits: number, bounded: number, q: number): SmallFamily =>
  small('div', { bits, q, constants: divConstants(bits, bounded, q) }, (words) =>
    divisions.map((name) => (bits === 3 ? division(words, name) : every(199, division(words, name)))),
  )

/** System calls, with numbers that fit a small limb. */
const CALL = { read: 5, write: 6, exit: 9, exitGroup: 10 }
const BAD_DESCRIPTOR = -9
const UNKNOWN_CALL = -6

const small4 = like(4)

export const smallFamilies: readonly SmallFamily[] = [
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
  small('addi', small4, (words) => [
    {
      ...binary(words, OPERATION.addi, 'addi', (b, c) => b + c),
      arrivals: () => words.pairs('b', 'imm'),
      effect: (arrival) => ({
        word: words.reduce(words.of(arrival, 'b') + words.of(arrival, 'imm')),
        next: FALL_THROUGH,
      }),
    },
  ]),
  small('add', small4, (words) => [
    binary(words, OPERATION.add, 'add', (b, c) => b + c),
    binary(words, OPERATION.sub, 'sub', (b, c) => b - c),
  ]),
  small('logic', small4, (words) => [
    binary(words, OPERATION.xor, 'xor', (b, c) => b ^ c, { weight: XOR_WEIGHT.xor }),
    binary(words, OPERATION.xor, 'or', (b, c) => b | c, { weight: XOR_WEIGHT.or }),
    binary(words, OPERATION.xor, 'and', (b, c) => b & c, { weight: -1 }),
  ]),
  small('logici', { ...small4, given: ['imm lower', 'imm upper', 'imm sign'] }, (words) =>
    (
      [
        ['xori', 2, (b: number, c: number) => b ^ c],
        ['ori', 1, (b: number, c: number) => b | c],
        ['andi', -1, (b: number, c: number) => b & c],
      ] as const
    ).map(([name, weight, f]) => ({
      name,
      op: OPERATION.xori,
      *arrivals() {
        for (const b of words.all) {
          for (let imm = 0; imm < 2 * words.limb; imm++) {
            const [lower, upper] = bytesOf(words, imm % words.limb)
            const sign = imm < words.limb ? 0 : 1
            const immediate = { 'imm lower': lower!, 'imm upper': upper!, 'imm sign': sign }
            yield { ...BASE, ...words.in('b', b), ...immediate, weight }
          }
        }
      },
      effect(arrival) {
        const low = wordOf(words, [arrival['imm lower']!, arrival['imm upper']!])
        const imm = low + (arrival['imm sign'] === 1 ? words.size - words.limb : 0)
        return { word: f(words.of(arrival, 'b'), imm), next: FALL_THROUGH }
      },
    })),
  ),
  ...SHIFT_BITS.map((bits) =>
    small('slli', { ...like(bits), given: ['power', 'far', 'left by 15', 'right by 15'] }, (words) =>
      shiftOperations(words, [OPERATION.slli, OPERATION.srli, OPERATION.srai]),
    ),
  ),
  ...SHIFT_BITS.map((bits) => {
    const bitColumns = [1, 2, 4, 8, 16].map((weight) => `amount bit ${weight}`)
    const given = [...bitColumns, 'power', 'far', 'left by 15', 't is 15']
    return small('shift', { ...like(bits), without: findsAmount, given }, (words) =>
      shiftOperations(words, [OPERATION.sll, OPERATION.srl, OPERATION.sra]),
    )
  }),
  small('slt', { ...small4, given: ['rs2 or imm.lo', 'imm.hi'] }, (words) => {
    const set = (name: string, op: number, less: (b: number, c: number) => boolean): Operation =>
      binary(words, op, name, (b, c) => (less(b, c) ? 1 : 0))
    const immediate = (name: string, op: number, less: (b: number, c: number) => boolean): Operation => ({
      ...set(name, op, less),
      computed: ['c.lo', 'c.hi'],
      *arrivals() {
        for (const { 'c.lo': lo, 'c.hi': hi, ...rest } of words.pairs())
          yield { ...rest, 'rs2 or imm.lo': lo!, 'imm.hi': hi! }
      },
      effect(arrival) {
        const c = arrival['rs2 or imm.lo']! + words.limb * arrival['imm.hi']!
        return { word: less(words.of(arrival, 'b'), c) ? 1 : 0, next: FALL_THROUGH }
      },
    })
    const signed = (b: number, c: number) => words.signed(b) < words.signed(c)
    const unsigned = (b: number, c: number) => b < c
    return [
      set('slt', OPERATION.slt, signed),
      set('sltu', OPERATION.sltu, unsigned),
      immediate('slti', OPERATION.slti, signed),
      immediate('sltiu', OPERATION.sltiu, unsigned),
    ]
  }),
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
  // Limb 1 is at most 4 byte^3, here 256.
  small('mul', { bits: 4, q: 257, constants: { [2 ** 9]: 8, [2 ** 10]: 16 } }, (words) => [
    binary(words, OPERATION.mul, 'mul', (b, c) => b * c),
  ]),
  // Carries have at most 8 bytes' values of a limb, here 512, and limbs are at most 256 in absolute value.
  small('mulh', { bits: 4, q: 1021, constants: { [2 ** 9]: 8, [2 ** 10]: 16, [2 ** 11]: 32 } }, (words) =>
    (
      [
        ['mulh', 1, 1],
        ['mulhsu', 1, 0],
        ['mulhu', 0, 0],
      ] as const
    ).map(([name, bSigned, cSigned]) =>
      binary(
        words,
        OPERATION.mulh,
        name,
        (x, y) => {
          const b = bSigned === 1 ? words.signed(x) : x
          const c = cSigned === 1 ? words.signed(y) : y
          return Math.floor((b * c) / words.size)
        },
        { 'b signed': bSigned, 'c signed': cSigned },
      ),
    ),
  ),
  // |D| is below 2^(2 bits + bounded) + 2^(2 bits + 2), which must be at most 2^(bits - 2) q.
  ...(
    [
      [3, 2, 257],
      [4, 2, 521],
    ] as const
  ).map(([bits, bounded, q]) => smallDivision(bits, bounded, q)),
  small(
    'ecall',
    {
      ...small4,
      constants: {
        ...MEMORY_GAP,
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
  if (a7 !== CALL.read && a7 !== CALL.write) return { word: words.reduce(UNKNOWN_CALL) }
  const known = a7 === CALL.read ? [0, 3] : [1, 2]
  if (!known.includes(fd)) return { word: words.reduce(BAD_DESCRIPTOR) }
  if (fd === 2) return { word: n }
  const moved = a7 === CALL.read ? Math.min(n, cell) : n
  if (!isAddress(moved) || (moved > 0 && !isAddress(a1))) return undefined
  if (a7 === CALL.write && cell + n >= words.size) return undefined
  return { word: moved, ...(moved === 0 ? { next: FALL_THROUGH } : {}) }
}
