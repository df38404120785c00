/** Honest and forged rows of the table of modular arithmetic, and what tells them apart. */
import { P } from '../../../src/field/koalabear.ts'
import { CALL, MEMORY } from '../../../src/machine/buses.ts'
import { MAX_TIME, TICKS } from '../../../src/machine/layout.ts'
import { modmul } from '../../../src/machine/precompiles/modmul/modmul.ts'
import {
  ACCUMULATE,
  DIVIDE,
  integerOf,
  NUMBER,
  quotientOf,
  relationOf,
  resultOf,
  SIZE,
  STEPS,
  TICK,
  WORDS,
  wordsOf,
} from '../../../src/machine/precompiles/modmul/operation.ts'
import { fillRow as fillOne, modmulTable } from '../../../src/machine/precompiles/modmul/table.ts'
import { CallRecord } from '../../../src/machine/precompiles/precompile.ts'
import { POINTERS_FACTOR } from '../../../src/machine/tables/call.ts'
import { performCall } from '../../../src/vm/accelerator.ts'
import {
  conversation,
  fillRow,
  forged,
  type RowTest,
  random,
  rejected,
  type Sample,
  type Verdict,
} from '../rows.ts'
import { forgeriesOfModmul } from './modmul-forgeries.ts'

const CLK = 0x5ac3d4
const AT = { result: 0x20000, a: 0x20100, b: 0x20200, modulus: 0x20300 } as const

export interface Call {
  readonly operation: number
  readonly a: bigint
  readonly b: bigint
  readonly replaced: bigint
  readonly modulus: bigint
}

/** The record of a call on these numbers, whose words were last accessed a while ago. */
export function recordOf({ operation, a, b, replaced, modulus }: Call): CallRecord {
  const memory = new Map<number, number>()
  const put = (at: number, value: bigint) => {
    for (const [k, word] of wordsOf(value).entries()) memory.set(at + 4 * k, word)
  }
  put(AT.result, replaced)
  put(AT.a, a)
  put(AT.b, b)
  put(AT.modulus, modulus)
  memory.set(AT.modulus + 4 * WORDS, operation)
  const access = (address: number, _: number | undefined, value: number | undefined) => {
    const before = memory.get(address)!
    if (value !== undefined) memory.set(address, value)
    return { before, last: CLK - 70_000 + (address & 0xff) }
  }
  const { words } = performCall(modmul, CLK, [AT.result, AT.a, AT.b, AT.modulus], access)
  return new CallRecord(Uint32Array.from(words), 0)
}

export interface ModmulSample extends Sample {
  readonly call: Call
}

export function sampleOf(call: Call): ModmulSample {
  const row = fillRow(modmulTable.main.length, (target) => fillOne(target, recordOf(call)), {})
  const { operation, a, b, replaced, modulus } = call
  return { name: `operation ${operation}: ${a} ${b} ${replaced} mod ${modulus}`, row, call }
}

const isWord = (limb: number): boolean => limb < 2 ** 16

/** What follows from the call and from what the row takes from memory. */
export function judge(row: readonly number[]): Verdict {
  const said = conversation(modmulTable, row)
  if (said.length === 0) return { kind: 'honest', why: [] }
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  const [call, ...accesses] = said
  const [clk, number, steps, ...pointers] = call.tuple
  if (call.bus !== CALL.name || call.multiplicity !== P - 1) return forged('no call')
  if (clk >= MAX_TIME || pointers.some((pointer) => pointer >= 2 ** 30)) return rejected(`${call.tuple}`)
  if (number !== NUMBER + 4 * POINTERS_FACTOR || steps !== STEPS) return forged('another call')
  const [result, a, b, modulus] = pointers
  const block = (at: number, tick: number, words: number = WORDS) =>
    Array.from({ length: words }, (_, k) => ({ address: at + 4 * k, time: clk + TICKS + tick }))
  const [operation] = block(modulus + 4 * WORDS, TICK.modulus, 1)
  const expected = [
    operation,
    ...block(a, TICK.a),
    ...block(b, TICK.b),
    ...block(modulus, TICK.modulus),
    ...block(result, TICK.result),
  ]
  if (accesses.length !== 2 * expected.length) return forged('other accesses')
  const [taken, put]: number[][] = [[], []]
  for (const [k, { address, time }] of expected.entries()) {
    const [take, give] = accesses.slice(2 * k, 2 * k + 2)
    if (take.bus !== MEMORY.name || take.multiplicity !== P - 1) return forged('takes nothing')
    if (give.bus !== MEMORY.name || give.multiplicity !== 1) return forged('puts nothing')
    const [from, last, lo, hi] = take.tuple
    if (last >= MAX_TIME || !isWord(lo) || !isWord(hi)) return rejected(`memory ${take.tuple}`)
    if (last >= time) return forged('takes a word from the future')
    const [to, now, low, high] = give.tuple
    if (from !== address || to !== address || now !== time) return forged(`another word: ${take.tuple}`)
    if (!isWord(low) || !isWord(high)) return forged(`puts no word: ${give.tuple}`)
    taken.push(lo + 2 ** 16 * hi)
    put.push(low + 2 ** 16 * high)
  }
  const last = expected.length - WORDS
  if (taken.slice(0, last).some((word, k) => word !== put[k])) return forged('changes an operand')
  const at = (words: readonly number[], k: number) =>
    integerOf(words.slice(1 + WORDS * k, 1 + WORDS * (k + 1)))
  const values = [at(taken, 0), at(taken, 1), at(taken, 3)] as const
  const m = at(taken, 2)
  const got = at(put, 3)
  const code = taken[0]
  if (code > (ACCUMULATE | DIVIDE)) return forged(`operation ${code}`)
  if ((code & DIVIDE) === 0) {
    const right = resultOf(code, ...values, m)
    return right === got ? { kind: 'honest', why: [] } : forged(`${got}, not ${right}`)
  }
  // All quotients, of which there are several if the divisor is not invertible.
  if (got >= m) return forged('is not reduced')
  const { x, y, z, w } = relationOf(code, ...values, got)
  const quotient = quotientOf({ x, y, z, w }, m)
  const isRight = x * y + z - w === quotient * m && quotient >= 0n && quotient < SIZE
  return isRight ? { kind: 'honest', why: [] } : forged(`${got} is no quotient`)
}

const next = random(5)
const number = (bits = 256): bigint =>
  integerOf(Array.from({ length: 8 }, () => next(2 ** 32))) >> BigInt(256 - bits)

export const MAX: bigint = SIZE - 1n
export const K1: bigint = SIZE - 2n ** 32n - 977n
export const R1: bigint = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n

export const CALLS: readonly Call[] = [
  ...[0, 1, 2, 3].flatMap((operation) => [
    { operation, a: number() % K1, b: number(), replaced: number(), modulus: K1 },
    { operation, a: number() % R1, b: number() % R1, replaced: number() % R1, modulus: R1 },
    { operation, a: 0n, b: 1n, replaced: 0n, modulus: 1n },
    { operation, a: 1n, b: MAX - 1n, replaced: MAX, modulus: MAX },
  ]),
  { operation: 1, a: MAX, b: MAX - 1n, replaced: MAX, modulus: MAX },
  { operation: 1, a: MAX, b: 0x10000n, replaced: MAX, modulus: 0x10001n },
  { operation: 0, a: MAX, b: 1n, replaced: 0n, modulus: 3n },
  { operation: 1, a: 0n, b: MAX, replaced: MAX, modulus: 1n },
  { operation: 0, a: K1 - 1n, b: 1n, replaced: 7n, modulus: K1 },
  { operation: 0, a: MAX, b: number(128), replaced: 0n, modulus: 2n ** 128n },
  { operation: 2, a: K1 + 5n, b: K1 - 2n, replaced: 0n, modulus: K1 },
]

/** Few, because the table has many columns. */
const samples = [CALLS[0], CALLS[5], CALLS[12], CALLS[16]].map(sampleOf)

export const modmulRowTest: RowTest<ModmulSample> = {
  table: modmulTable,
  samples,
  attacks: [],
  forgeries: forgeriesOfModmul(sampleOf),
  judge,
  free: {},
  cells: 689,
}
