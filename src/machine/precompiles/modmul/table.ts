/**
 * The table of modular arithmetic: one row for each call.
 *
 * A row reads a, b, the modulus and the operation, replaces the number at the result, and proves
 *   x y + z - w = q m,   0 <= q < 2^256,   0 <= result < m,
 * where z is the replaced number, or 0 if the operation does not accumulate, and of x and w one is a, the other the
 * result: x is the result if the operation divides. With m = 0 nothing is below m. The product determines w, which is the
 * result and so unique; a quotient is unique if b is invertible modulo m, which is not proved.
 */
import { defineTable } from '../../../air/table.ts'
import { range16, wordAccess } from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import { type CallRecord, receiveCall } from '../precompile.ts'
import { assertIdentity } from './identity.ts'
import { byteOperand, LIMBS, limbOperand, operandAccess } from './operands.ts'
import {
  ACCUMULATE,
  DIVIDE,
  integerOf,
  NUMBER,
  quotientOf,
  relationOf,
  STEPS,
  TICK,
  WORDS,
  wordsOf,
} from './operation.ts'
import { assertLess } from './reduced.ts'

/** Accesses in the order of the executor. */
const ACCESS = { a: 0, b: WORDS, modulus: 2 * WORDS, operation: 3 * WORDS, result: 3 * WORDS + 1 } as const

export const { table: modmulTable, result: fillRow } = defineTable('modmul', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const names = ['result', 'a', 'b', 'modulus'] as const
  const pointers = names.map((name) => t.column(`at ${name}`))
  receiveCall(t, { number: NUMBER, pointers }, clk, STEPS, real)
  const place = (name: (typeof names)[number]) => ({
    real,
    pointer: pointers[names.indexOf(name)]!,
    time: clk.plus(TICKS + TICK[name]),
  })

  const accumulates = t.boolean('accumulates')
  const divides = t.boolean('divides')
  const modulusPlace = place('modulus')
  const operation = {
    lo: accumulates.times(ACCUMULATE).plus(divides.times(DIVIDE)),
    hi: t.constant(0),
  }
  const operationAccess = wordAccess(
    t,
    'operation',
    real,
    modulusPlace.pointer.plus(4 * WORDS),
    modulusPlace.time,
    operation,
    operation,
  )

  const a = limbOperand(t, 'a')
  const replaced = limbOperand(t, 'replaced')
  const result = limbOperand(t, 'result')
  const x = byteOperand(t, 'x', real)
  const y = byteOperand(t, 'b', real)
  const m = byteOperand(t, 'modulus', real)
  const q = byteOperand(t, 'quotient', real)
  for (const limb of result.limbs) range16(t, limb, real)
  const accesses = {
    a: operandAccess(t, 'a', place('a'), a, a),
    b: operandAccess(t, 'b', place('b'), y, y),
    modulus: operandAccess(t, 'modulus', modulusPlace, m, m),
    result: operandAccess(t, 'result', place('result'), replaced, result),
  }
  const less = assertLess(t, result.limbs, m.limbs, real)

  const z = replaced.limbs.map((limb) => accumulates.times(limb))
  const w = Array.from({ length: LIMBS }, (_, k) => {
    const [factor, own] = [a.limbs[k]!, result.limbs[k]!]
    t.assertZero(`limb ${k} of x`, factor.plus(divides.times(own.minus(factor))).minus(x.limbs[k]!))
    return factor.plus(own).minus(x.limbs[k]!)
  })
  const identity = assertIdentity(t, { x, y, z, q, m, w }, real)

  return (row: Row, call: CallRecord) => {
    const words = (first: number, word: (k: number) => number) =>
      Array.from({ length: WORDS }, (_, k) => word(first + k))
    const before = (name: (typeof names)[number]) => words(ACCESS[name], (k) => call.before(k))
    const [old, factor, divisor, modulus] = [before('result'), before('a'), before('b'), before('modulus')]
    const after = words(ACCESS.result, (k) => call.after(k))
    const code = call.before(ACCESS.operation)
    const relation = relationOf(code, ...([factor, divisor, old, after].map(integerOf) as Four))
    const quotient = wordsOf(quotientOf(relation, integerOf(modulus)))
    const isQuotient = (code & DIVIDE) !== 0
    const left = isQuotient ? after : factor
    row.set(real, 1)
    row.set(clk, call.clk)
    for (const [k, pointer] of pointers.entries()) row.set(pointer, call.pointer(k))
    row.set(accumulates, code & ACCUMULATE)
    row.set(divides, isQuotient ? 1 : 0)
    a.fill(row, factor)
    replaced.fill(row, old)
    result.fill(row, after)
    x.fill(row, left)
    y.fill(row, divisor)
    m.fill(row, modulus)
    q.fill(row, quotient)
    operationAccess.fill(row, call.gap(ACCESS.operation))
    for (const name of names) accesses[name].fill(row, call, ACCESS[name])
    less.fill(row, after, modulus)
    identity.fill(row, {
      x: left,
      y: divisor,
      z: (code & ACCUMULATE) !== 0 ? old : wordsOf(0n),
      q: quotient,
      m: modulus,
      w: isQuotient ? factor : after,
    })
  }
})

type Four = [bigint, bigint, bigint, bigint]

export function fillModmul(call: CallRecord, next: () => Row): void {
  fillRow(next(), call)
}
