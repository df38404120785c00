/** Small models of the families that compute. */
import { P } from '../../../src/field/koalabear.ts'
import { XOR_WEIGHT } from '../../../src/machine/families/logic.ts'
import { OPERATION } from '../../../src/machine/family.ts'
import type { Arrival } from './determinism.ts'
import {
  BASE,
  binary,
  bytesOf,
  every,
  FALL_THROUGH,
  like,
  type Operation,
  type SmallFamily,
  small,
  small4,
  type Words,
  wordOf,
} from './words.ts'

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
const divisions: Operation['name'][] = ['div', 'divu', 'rem', 'remu']

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
export const arithmeticFamilies: readonly SmallFamily[] = [
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
]
