/**
 * Rows of the table of modular arithmetic that lie as consistently as they can: each violates one constraint or lookup
 * alone.
 *
 * A lie that wraps modulo p is 2^16 32512 = p - 1. A carry that is 32512 more than it should be adds 1 to its limb and
 * 32512 to the next, that is 2^16k p to the number; and so does a pair of bytes that is (-256 32512, 32512) more than it
 * should be, where the other factor is 2^8 or 2^8 + 1.
 */
import { add, inv, mul, P, reduce, sub } from '../../../src/field/koalabear.ts'
import { modmulTable } from '../../../src/machine/precompiles/modmul/table.ts'
import { at, edited, type Forgery } from '../rows.ts'
import type { Call, ModmulSample } from './modmul-rows.ts'

const LIMBS = 16
const BYTES = 32
const WRAP = 32512
const HALF = (P + 1) / 2
const K1 = 2n ** 256n - 2n ** 32n - 977n

/** Digits of a number; any integers once they are changed. */
type Digits = readonly number[]

const digits = (value: bigint, bits: number): Digits =>
  Array.from({ length: 256 / bits }, (_, k) =>
    Number((value >> BigInt(bits * k)) & (2n ** BigInt(bits) - 1n)),
  )
const limbs = (value: bigint): Digits => digits(value, 16)
const bytes = (value: bigint): Digits => digits(value, 8)
const changed = (values: Digits, changes: Readonly<Record<number, number>>): Digits =>
  values.map((value, k) => value + (changes[k] ?? 0))
const all = (count: number): number[] => Array.from({ length: count }, (_, k) => k)

interface Contents {
  readonly accumulates?: number
  readonly divides?: number
  readonly a: Digits
  readonly replaced?: Digits
  readonly result: Digits
  readonly x: Digits
  readonly b: Digits
  readonly modulus: Digits
  readonly quotient: Digits
  /** Flags of limbs 1 to 15; by default the uppermost limb that differs decides. */
  readonly decides?: Readonly<Record<number, number>>
  readonly excess?: number
}

/** A row with these contents, and with the carries that follow: upwards, or down to a limb whose equation fails. */
function rowWith(sample: ModmulSample, contents: Contents, failing = BYTES - 1): number[] {
  const { accumulates = 0, divides = 0, a, replaced = limbs(0n), result, x, b, modulus, quotient } = contents
  const edits: Record<string, number> = { accumulates, divides }
  const put = (name: string, values: Digits) => {
    for (const [k, value] of values.entries()) edits[`${name}[${k}]`] = value
  }
  const putBytes = (name: string, values: Digits) => {
    put(name, values)
    for (const k of all(LIMBS)) edits[`${name} xor[${k}]`] = values[2 * k] ^ values[2 * k + 1]
  }
  put('a', a)
  put('replaced', replaced)
  put('result', result)
  putBytes('x', x)
  putBytes('b', b)
  putBytes('modulus', modulus)
  putBytes('quotient', quotient)

  const pair = (values: Digits, k: number) => values[2 * k] + 256 * values[2 * k + 1]
  const own = (k: number) => pair(modulus, k) - result[k]
  const top = all(LIMBS).reduce((found, k) => (own(k) === 0 ? found : k), 0)
  const decides = contents.decides ?? { [top]: 1 }
  const flags = all(LIMBS).map((k) => (k === 0 ? 0 : (decides[k] ?? 0)))
  flags[0] = 1 - flags.reduce((sum, flag) => sum + flag, 0)
  for (const k of all(LIMBS).slice(1)) edits[`decides[${k}]`] = flags[k]
  edits.excess = contents.excess ?? flags.reduce((sum, flag, k) => sum + flag * own(k), 0)

  const equations = all(BYTES).map((k) => {
    const product = (left: Digits, right: Digits, byte: number) =>
      all(BYTES).reduce((sum, i) => add(sum, mul(reduce(left[i] ?? 0), reduce(right[byte - i] ?? 0))), 0)
    const difference = (byte: number) => sub(product(x, b, byte), product(quotient, modulus, byte))
    const sum = add(difference(2 * k), mul(256, difference(2 * k + 1)))
    if (k >= LIMBS) return sum
    const z = mul(reduce(accumulates), reduce(replaced[k]))
    return sub(add(sum, z), reduce(a[k] + result[k] - pair(x, k)))
  })
  const carries = all(BYTES).map(() => 0)
  for (let k = 0; k < failing; k++) carries[k + 1] = mul(add(equations[k], carries[k]), inv(2 ** 16))
  for (let k = BYTES - 1; k > failing; k--)
    carries[k] = sub(k === BYTES - 1 ? 0 : mul(2 ** 16, carries[k + 1]), equations[k])
  put(
    'carry',
    carries.slice(1).map((carry) => (carry > P / 2 ? carry - P : carry)),
  )
  return edited(modmulTable, sample.row, edits)
}

/** Contents of a product without tricks: a b = q m + result. */
const product = (a: bigint, b: bigint, result: bigint, modulus: bigint, quotient: bigint): Contents => ({
  a: limbs(a),
  result: limbs(result),
  x: bytes(a),
  b: bytes(b),
  modulus: bytes(modulus),
  quotient: bytes(quotient),
})

/** What wraps adds this to a number, at limb k. */
const wrapAt = (k: number): bigint => BigInt(P) << BigInt(16 * k)

/** The bytes of limb k shifted so. */
const wrapped = (values: Digits, k: number): Digits =>
  changed(values, { [2 * k]: -256 * WRAP, [2 * k + 1]: WRAP })

const A = 0x9b3f_0c11_72aa_e6d5_0d31_55f0_8c67_21be_3f84_9917_cc02_4e7b_a1d3_06f9_5b28_e40cn
const B = 0xc2d4_7713_98ef_014a_6be5_c33d_f012_4598_7d6a_be21_0f93_d84c_37a5_e8f1_62b0_491dn

export function forgeriesOfModmul(sampleOf: (call: Call) => ModmulSample): Forgery<ModmulSample>[] {
  const sample = sampleOf({ operation: 0, a: A, b: B, replaced: 0n, modulus: K1 })
  const forgeries: Forgery<ModmulSample>[] = []
  const forge = (name: string, contents: Contents, failing?: number) =>
    forgeries.push({ name, sample, row: rowWith(sample, contents, failing) })

  // a b + something = q m + result.
  const off = (more: bigint, a = A, b = B, modulus = K1): Contents =>
    product(a, b, (a * b + more) % modulus, modulus, (a * b + more) / modulus)
  for (const k of all(BYTES)) forge(`limb ${k} of the identity is off by 1`, off(-(1n << BigInt(16 * k))), k)
  for (const k of all(BYTES - 1)) forge(`carry ${k} wraps`, off(wrapAt(k)))
  for (const k of all(LIMBS)) {
    const times256 = off(wrapAt(k), 256n, B)
    forge(`bytes ${k} of b wrap`, { ...times256, b: wrapped(times256.b, k) })
    const by256 = off(wrapAt(k), A, 256n)
    forge(`bytes ${k} of x wrap`, { ...by256, x: wrapped(by256.x, k) })
    const [modulus, b, result] = k < 15 ? [2n ** 200n + 1n, 1n, 5n] : [2n ** 200n + 2n ** 16n, 2n ** 16n, 0n]
    const a = (256n * modulus + wrapAt(k) + result) / b
    const ofModulus = product(a, b, result, modulus, 256n)
    forge(`bytes ${k} of the modulus wrap`, { ...ofModulus, modulus: wrapped(ofModulus.modulus, k) })
    const quotient = k < 15 ? 77n : 0n
    const ofQuotient = product((257n * quotient + wrapAt(k) + result) / b, b, result, 257n, quotient)
    forge(`bytes ${k} of the quotient wrap`, { ...ofQuotient, quotient: wrapped(ofQuotient.quotient, k) })
  }

  // Flags: 2 for a memory word of 2, and halves.
  const c = 12345n
  forge('adds twice in place of dividing', { ...off(2n * c), accumulates: 2, replaced: limbs(c) })
  const even = limbs(0x0008_0006_0004n)
  forge('divides by half', {
    ...product(2n, 1n, 0n, K1, 0n),
    divides: HALF,
    result: even,
    x: bytes(0x0004_0003_0003n),
  })

  // With b = 1 and q = 0 the result is any a.
  const same = (value: bigint, modulus: bigint): Contents => product(value, 1n, value, modulus, 0n)
  const fives = BigInt(`0x${'0005'.repeat(LIMBS)}`)
  for (const k of all(LIMBS)) {
    const limb = 1n << BigInt(16 * k)
    const more = { ...same(fives, K1), x: bytes(fives + limb), result: limbs(fives + 2n * limb) }
    forge(`limb ${k} of x is another one`, more)
    if (k < 15) {
      const result = changed(limbs(fives), { [k]: -(2 ** 16), [k + 1]: 1 })
      forge(`limb ${k} of the result is negative`, { ...same(fives, K1), result })
    }
    if (k > 0) {
      const greater = fives + limb
      forge(`limb ${k} is greater than that of the modulus`, { ...same(greater, fives + 1n), decides: {} })
    }
    if (k > 0 && k < 15) {
      const greater = fives + (1n << 240n)
      forge(`limb ${k} decides -1 times`, { ...same(greater, fives + 2n), decides: { 15: 1, [k]: -1 } })
    }
  }
  forge('the uppermost limb of the result is negative', {
    ...product(5n, 1n, 5n, 2n ** 240n, 1n),
    result: changed(limbs(5n), { 15: -1 }),
  })
  forge('two limbs decide', {
    ...same(fives + (1n << 240n) + 3n, fives),
    decides: { 15: 1, 14: 1 },
  })
  forge('another excess', { ...same(fives + (1n << 240n), fives), excess: 1 })
  forge('no excess', same(fives, fives))
  const last = sampleOf({ operation: 0, a: K1 - 1n, b: 1n, replaced: 0n, modulus: K1 })
  forgeries.push({
    name: 'two rows in one',
    sample: last,
    row: edited(modmulTable, last.row, { real: 2, excess: 2 }),
  })

  // Accesses at the same time as before.
  for (const name of modmulTable.main.filter((column) => column.endsWith('.gap.lo'))) {
    const high = name.replace(/lo$/, 'hi')
    const low = sample.row[at(modmulTable, name)]
    const gap = (edits: Record<string, number>) => edited(modmulTable, sample.row, edits)
    forgeries.push({ name, sample, row: gap({ [name]: -1, [high]: 0 }) })
    forgeries.push({ name: high, sample, row: gap({ [high]: mul(inv(2 ** 16), reduce(-1 - low)) }) })
  }
  return forgeries
}
