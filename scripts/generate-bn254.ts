/**
 * Writes the unrolled field kernels of BN254 as AssemblyScript: one module of straight-line functions on 29-bit limbs.
 *
 * Shapes. A *scalar* is 9 u32 limbs of 29 bits (36 bytes). A *quad* is 9 v128, limb by limb, of 4 elements (144 bytes).
 * A *vector* is a quad followed by a scalar (5 elements, stride 192): the integer and the SIMD pipes are separate, so the
 * two multiplications are woven statement by statement. Elements are in Montgomery form with R = 2^261.
 *
 * Bounds. "Normal" means limbs below 2^29 (the top limb bounded by the value). A product wants one operand normal and the
 * other with limbs below 2^31, values whose product is below 2^261 * 32 p; it is normal and below 1.01 p + a b / 2^261.
 * Differences add a multiple of p that is written with large limbs, so that no limb borrows.
 *
 * Constants. V8 makes a vector constant anew wherever it is used, in three instructions that compete with multiplications for
 * the same port. So vector constants are loads from a table at the start of the memory, which `prepareConstants` fills;
 * products take 0.6 to 0.8 of the time.
 */

import { bn254 } from '@noble/curves/bn254.js'

const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n
const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n
const BITS = 29n
const LIMBS = 9
const MASK = (1n << BITS) - 1n

const limbs = (value: bigint): bigint[] =>
  Array.from({ length: LIMBS }, (_, i) =>
    i === LIMBS - 1 ? value >> (BITS * BigInt(i)) : (value >> (BITS * BigInt(i))) & MASK,
  )

/** -1 / n modulo 2^29. */
function negatedInverse(n: bigint): bigint {
  let x = 1n
  for (let i = 0; i < 6; i++) x = (x * (2n - n * x)) & MASK
  return (-x & MASK) as bigint
}

/** Steps of a product whose quotients are those of a multiple of the modulus; the other two keep the result below 1.01 p. */
const EARLY_STEPS = 7

/**
 * Limbs of (k n + 1) / 2^29 with k = -1 / n modulo 2^29. Then t + q k n, with q the low limb of t, is the rest of t plus q times
 * this, one limb higher: the quotient needs no multiplication, and nobody waits for it.
 */
const friendlyLimbs = (n: bigint): bigint[] => limbs((negatedInverse(n) * n + 1n) >> BITS)

/** `value` with every limb but the top one in [floor, floor + 2^29); floor is 2^29 or 2^30. */
function largeLimbs(value: bigint, floor: bigint): bigint[] {
  const plain = limbs(value)
  const lift = floor >> BITS
  return plain.map((limb, i) => (i === 0 ? limb + floor : i < LIMBS - 1 ? limb + floor - lift : limb - lift))
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let b = base % modulus, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if (e & 1n) result = (result * b) % modulus
  return result
}

/** Where the table of vector constants is: below what the memory's arena hands out. */
const TABLE_START = 512
const TABLE_END = 4096
/** Addresses by what both 64-bit lanes are. */
const slots = new Map<bigint, number>()

/** A vector whose 64-bit lanes both are `value`. */
function splat64(value: bigint): string {
  const bits = BigInt.asUintN(64, value)
  if (!slots.has(bits)) slots.set(bits, TABLE_START + 16 * slots.size)
  return `v128.load(0, ${slots.get(bits)})`
}

function splat32(value: bigint | number): string {
  const bits = BigInt.asUintN(32, BigInt(value))
  return splat64((bits << 32n) | bits)
}

const splatFloat = (value: number): string =>
  splat64(new BigUint64Array(new Float64Array([value]).buffer)[0]!)

/** The function that fills the table; made last, when all slots are known. */
function prepareConstants(): string {
  const stores = [...slots].map(([bits, at]) => `v128.store(0, i64x2.splat(${signed64(bits)}), ${at});`)
  if (TABLE_START + 16 * stores.length > TABLE_END) throw new Error('too many vector constants')
  return fn('prepareConstants', [], stores)
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** Merges lists of statements in proportion, so that each list keeps its order. */
function weave(...lists: string[][]): string[] {
  const next = lists.map(() => 0)
  const out: string[] = []
  for (;;) {
    let best = -1
    for (const [k, list] of lists.entries()) {
      if (next[k]! >= list.length) continue
      if (best < 0 || next[k]! * lists[best]!.length < next[best]! * list.length) best = k
    }
    if (best < 0) return out
    out.push(lists[best]![next[best]!++]!)
  }
}

/**
 * What a Montgomery product sums up: x y, the square of x, or x y + u w with one reduction. A square takes each product of
 * different limbs once, with a doubled limb.
 */
type Form = 'product' | 'square' | 'dot'

const FORMS = [
  ['Mul', 'product', ['x', 'y']],
  ['Square', 'square', ['x']],
  ['Dot', 'dot', ['x', 'y', 'u', 'w']],
] as const

const factors = (form: Form): (readonly [left: string, right: string])[] =>
  form === 'product'
    ? [['x', 'y']]
    : form === 'square'
      ? [['x', 'x']]
      : [
          ['x', 'y'],
          ['u', 'w'],
        ]

/** Limbs j that limb i of the left factor is multiplied with, and whether the right one is doubled. */
const isTaken = (form: Form, i: number, j: number): boolean => form !== 'square' || j >= i
const isDoubled = (form: Form, i: number, j: number): boolean => form === 'square' && j > i

/** z = (form) / 2^261 on scalars at byte offset `at` of the operands; `s` is a prefix for names. */
function scalarProduct(modulus: bigint, at: number, s: string, form: Form = 'product'): string[] {
  const p = limbs(modulus)
  const m = friendlyLimbs(modulus)
  const pairs = factors(form)
  const out = pairs.flatMap(([, y]) =>
    range(0, 9).map((j) => `const ${s}${y}${j} = <u64>load<u32>(${y}, ${at + 4 * j});`),
  )
  if (form === 'square') out.push(...range(1, 9).map((j) => `const ${s}d${j} = ${s}x${j} << 1;`))
  for (const j of range(0, 9)) out.push(`let ${s}z${j}: u64 = 0;`)
  out.push(`let ${s}t: u64, ${s}q: u64, ${pairs.map(([x]) => `${s}${x}i: u64`).join(', ')};`)
  for (const i of range(0, 9)) {
    const terms = (j: number) =>
      isTaken(form, i, j)
        ? pairs.map(([x, y]) => `${s}${x}i * ${s}${isDoubled(form, i, j) ? 'd' : y}${j} + `).join('')
        : ''
    for (const [x] of pairs) out.push(`${s}${x}i = <u64>load<u32>(${x}, ${at + 4 * i});`)
    out.push(`${s}t = ${terms(0)}${s}z0;`)
    if (i < EARLY_STEPS) {
      out.push(`${s}q = ${s}t & ${MASK};`, `${s}z0 = ${s}z1 + ${terms(1)}${s}q * ${m[0]} + (${s}t >> 29);`)
      for (const j of range(2, 9)) out.push(`${s}z${j - 1} = ${s}z${j} + ${terms(j)}${s}q * ${m[j - 1]};`)
      out.push(`${s}z8 = ${s}q * ${m[8]};`)
      continue
    }
    out.push(`${s}q = ((${s}t & ${MASK}) * ${negatedInverse(modulus)}) & ${MASK};`)
    out.push(`${s}t = (${s}t + ${s}q * ${p[0]}) >> 29;`)
    out.push(`${s}z0 = ${s}z1 + ${terms(1)}${s}q * ${p[1]} + ${s}t;`)
    for (const j of range(2, 8)) out.push(`${s}z${j - 1} = ${s}z${j} + ${terms(j)}${s}q * ${p[j]};`)
    out.push(`${s}z7 = ${i === EARLY_STEPS ? `${s}z8 + ` : ''}${terms(8)}${s}q * ${p[8]};`)
  }
  out.push(`store<u32>(z, <u32>(${s}z0 & ${MASK}), ${at});`)
  for (const j of range(1, 8)) {
    out.push(`${s}z${j} += ${s}z${j - 1} >> 29;`)
    out.push(`store<u32>(z, <u32>(${s}z${j} & ${MASK}), ${at + 4 * j});`)
  }
  out.push(`store<u32>(z, <u32>(${s}z7 >> 29), ${at + 32});`)
  return out
}

const low = (a: string, b: string) => `i64x2.extmul_low_i32x4_u(${a}, ${b})`
const high = (a: string, b: string) => `i64x2.extmul_high_i32x4_u(${a}, ${b})`
const add64 = (...terms: string[]): string => terms.reduce((a, b) => `i64x2.add(${a}, ${b})`)
const pack = (a: string, b: string) => `v128.shuffle<i32>(${a}, ${b}, 0, 2, 4, 6)`

/** The same on quads. `splat` means that y is a scalar, the same for all lanes. */
function quadProduct(modulus: bigint, form: Form = 'product', splat = false): string[] {
  const p = limbs(modulus)
  const m = friendlyLimbs(modulus)
  const pairs = factors(form)
  const load = (y: string, j: number) =>
    splat ? `v128.load32_splat(${y}, ${4 * j})` : `v128.load(${y}, ${16 * j})`
  // registers are too few for two factors: those of a dot product are loaded where they are used
  const held = form === 'dot' ? [] : pairs
  const out = held.flatMap(([, y]) => range(0, 9).map((j) => `const ${y}${j} = ${load(y, j)};`))
  if (form === 'square') out.push(...range(1, 9).map((j) => `const d${j} = i32x4.shl(x${j}, 1);`))
  out.push(`const mask = ${splat32(MASK)};`, `const mu = ${splat32(negatedInverse(modulus))};`)
  for (const j of range(0, 9)) out.push(`let l${j} = i64x2.splat(0), h${j} = i64x2.splat(0);`)
  out.push(`let tl: v128, th: v128, q: v128, ${pairs.map(([x]) => `${x}i: v128`).join(', ')};`)
  for (const i of range(0, 9)) {
    const terms = (half: typeof low, j: number) =>
      isTaken(form, i, j)
        ? pairs.map(([x, y]) =>
            half(`${x}i`, form === 'dot' ? load(y, j) : `${isDoubled(form, i, j) ? 'd' : y}${j}`),
          )
        : []
    for (const [x] of pairs) out.push(`${x}i = v128.load(${x}, ${16 * i});`)
    out.push(`tl = ${add64('l0', ...terms(low, 0))};`, `th = ${add64('h0', ...terms(high, 0))};`)
    if (i < EARLY_STEPS) {
      out.push(`q = v128.and(${pack('tl', 'th')}, mask);`)
      out.push(`l0 = ${add64('l1', ...terms(low, 1), low('q', splat32(m[0]!)), 'i64x2.shr_u(tl, 29)')};`)
      out.push(`h0 = ${add64('h1', ...terms(high, 1), high('q', splat32(m[0]!)), 'i64x2.shr_u(th, 29)')};`)
      for (const j of range(2, 9)) {
        out.push(`l${j - 1} = ${add64(`l${j}`, ...terms(low, j), low('q', splat32(m[j - 1]!)))};`)
        out.push(`h${j - 1} = ${add64(`h${j}`, ...terms(high, j), high('q', splat32(m[j - 1]!)))};`)
      }
      out.push(`l8 = ${low('q', splat32(m[8]!))};`, `h8 = ${high('q', splat32(m[8]!))};`)
      continue
    }
    out.push(`q = v128.and(i32x4.mul(${pack('tl', 'th')}, mu), mask);`)
    out.push(
      `tl = i64x2.shr_u(${add64('tl', low('q', splat32(p[0]!)))}, 29);`,
      `th = i64x2.shr_u(${add64('th', high('q', splat32(p[0]!)))}, 29);`,
    )
    out.push(`l0 = ${add64('l1', ...terms(low, 1), add64(low('q', splat32(p[1]!)), 'tl'))};`)
    out.push(`h0 = ${add64('h1', ...terms(high, 1), add64(high('q', splat32(p[1]!)), 'th'))};`)
    for (const j of range(2, 8)) {
      out.push(`l${j - 1} = ${add64(`l${j}`, ...terms(low, j), low('q', splat32(p[j]!)))};`)
      out.push(`h${j - 1} = ${add64(`h${j}`, ...terms(high, j), high('q', splat32(p[j]!)))};`)
    }
    const top = (column: string) => (i === EARLY_STEPS ? [column] : [])
    out.push(
      `l7 = ${add64(...top('l8'), ...terms(low, 8), low('q', splat32(p[8]!)))};`,
      `h7 = ${add64(...top('h8'), ...terms(high, 8), high('q', splat32(p[8]!)))};`,
    )
  }
  out.push(`v128.store(z, v128.and(${pack('l0', 'h0')}, mask), 0);`)
  for (const j of range(1, 8)) {
    out.push(
      `l${j} = i64x2.add(l${j}, i64x2.shr_u(l${j - 1}, 29));`,
      `h${j} = i64x2.add(h${j}, i64x2.shr_u(h${j - 1}, 29));`,
    )
    out.push(`v128.store(z, v128.and(${pack(`l${j}`, `h${j}`)}, mask), ${16 * j});`)
  }
  out.push(`v128.store(z, ${pack('i64x2.shr_u(l7, 29)', 'i64x2.shr_u(h7, 29)')}, 128);`)
  return out
}

/** Limb-wise expressions, one for the lanes and one for the scalar, given readers of limb j of an operand. */
interface Limbwise {
  readonly quad: (limb: (operand: string) => string, j: number) => string
  readonly scalar: (limb: (operand: string) => string, j: number) => string
}

/** What happens to the limbs of a linear expression before they are stored. */
type Finish = 'lazy' | 'carry' | 'fold'

/** Where the fold cuts: 2^257. */
const FOLD_SHIFT = 25
const foldConstant = (modulus: bigint) => limbs((1n << 257n) % modulus)

function quadLinear(modulus: bigint, z: string, e: Limbwise, finish: Finish): string[] {
  const limb = (j: number) => e.quad((operand) => `v128.load(${operand}, ${16 * j})`, j)
  if (finish === 'lazy') return range(0, 9).map((j) => `v128.store(${z}, ${limb(j)}, ${16 * j});`)
  const out = [`const mask = ${splat32(MASK)};`]
  const fold = foldConstant(modulus)
  if (finish === 'fold') {
    out.push(
      `let top = ${limb(8)};`,
      `const t = i32x4.shr_u(top, ${FOLD_SHIFT});`,
      `top = v128.and(top, ${splat32((1 << FOLD_SHIFT) - 1)});`,
    )
  }
  out.push('let carry: v128;')
  for (const j of range(0, 9)) {
    const value =
      finish === 'fold'
        ? `i32x4.add(${j === 8 ? 'top' : limb(j)}, i32x4.mul(t, ${splat32(fold[j]!)}))`
        : limb(j)
    out.push(`carry = ${j === 0 ? value : `i32x4.add(${value}, i32x4.shr_u(carry, 29))`};`)
    out.push(`v128.store(${z}, ${j === 8 ? 'carry' : 'v128.and(carry, mask)'}, ${16 * j});`)
  }
  return out
}

function scalarLinear(modulus: bigint, z: string, e: Limbwise, finish: Finish, at: number): string[] {
  const limb = (j: number) => e.scalar((operand) => `load<u32>(${operand}, ${at + 4 * j})`, j)
  if (finish === 'lazy') return range(0, 9).map((j) => `store<u32>(${z}, ${limb(j)}, ${at + 4 * j});`)
  const out: string[] = []
  const fold = foldConstant(modulus)
  if (finish === 'fold')
    out.push(
      `let s_top = ${limb(8)};`,
      `const s_t = s_top >> ${FOLD_SHIFT};`,
      `s_top &= ${(1 << FOLD_SHIFT) - 1};`,
    )
  out.push('let s_c: u32;')
  for (const j of range(0, 9)) {
    const value = finish === 'fold' ? `${j === 8 ? 's_top' : limb(j)} + s_t * ${fold[j]}` : limb(j)
    out.push(`s_c = ${j === 0 ? value : `${value} + (s_c >> 29)`};`)
    out.push(`store<u32>(${z}, ${j === 8 ? 's_c' : `s_c & ${MASK}`}, ${at + 4 * j});`)
  }
  return out
}

const constants = (values: bigint[]): Pick<Limbwise, 'quad' | 'scalar'> => ({
  quad: (_, j) => splat32(values[j]!),
  scalar: (_, j) => `${values[j]}`,
})

const fn = (name: string, parameters: string[], body: string[]): string =>
  [
    `export function ${name}(${parameters.map((p) => `${p}: usize`).join(', ')}): void {`,
    ...body.map((line) => `  ${line}`),
    '}',
  ].join('\n')

/** Loads of 4 lanes and the scalar from elements at addresses a0 .. a4 plus `offset`, limb by limb. */
function gather(z: string, offset: string): string[] {
  const lanes = [0, 1, 2, 3]
  const quad: string[] = []
  for (const block of [0, 1]) {
    for (const l of lanes) quad.push(`const r${block}_${l} = v128.load(a${l} + ${offset}, ${16 * block});`)
    quad.push(...transpose(`r${block}_`, `m${block}_`))
    for (const l of lanes) quad.push(`v128.store(${z}, m${block}_${l}, ${16 * (4 * block + l)});`)
  }
  for (const l of lanes) quad.push(`store<u32>(${z}, load<u32>(a${l} + ${offset}, 32), ${128 + 4 * l});`)
  const scalar = [0, 8, 16, 24].map((o) => `store<u64>(${z}, load<u64>(a4 + ${offset}, ${o}), ${144 + o});`)
  scalar.push(`store<u32>(${z}, load<u32>(a4 + ${offset}, 32), 176);`)
  return weave(quad, scalar)
}

function transpose(from: string, to: string): string[] {
  const s = (a: string, b: string, mask: string) => `v128.shuffle<i32>(${a}, ${b}, ${mask})`
  return [
    `const ${to}t0 = ${s(`${from}0`, `${from}1`, '0, 4, 1, 5')}, ${to}t1 = ${s(`${from}0`, `${from}1`, '2, 6, 3, 7')};`,
    `const ${to}t2 = ${s(`${from}2`, `${from}3`, '0, 4, 1, 5')}, ${to}t3 = ${s(`${from}2`, `${from}3`, '2, 6, 3, 7')};`,
    `const ${to}0 = ${s(`${to}t0`, `${to}t2`, '0, 1, 4, 5')}, ${to}1 = ${s(`${to}t0`, `${to}t2`, '2, 3, 6, 7')};`,
    `const ${to}2 = ${s(`${to}t1`, `${to}t3`, '0, 1, 4, 5')}, ${to}3 = ${s(`${to}t1`, `${to}t3`, '2, 3, 6, 7')};`,
  ]
}

function scatter(x: string, offset: string): string[] {
  const lanes = [0, 1, 2, 3]
  const quad: string[] = []
  for (const block of [0, 1]) {
    for (const l of lanes) quad.push(`const r${block}_${l} = v128.load(${x}, ${16 * (4 * block + l)});`)
    quad.push(...transpose(`r${block}_`, `m${block}_`))
    for (const l of lanes) quad.push(`v128.store(a${l} + ${offset}, m${block}_${l}, ${16 * block});`)
  }
  for (const l of lanes) quad.push(`store<u32>(a${l} + ${offset}, load<u32>(${x}, ${128 + 4 * l}), 32);`)
  const scalar = [0, 8, 16, 24].map((o) => `store<u64>(a4 + ${offset}, load<u64>(${x}, ${144 + o}), ${o});`)
  scalar.push(`store<u32>(a4 + ${offset}, load<u32>(${x}, 176), 32);`)
  return weave(quad, scalar)
}

const S = 144

function vector(name: string, parameters: string[], quad: string[], scalar: string[]): string {
  return fn(name, parameters, weave(quad, scalar))
}

function linear(name: string, parameters: string[], e: Limbwise, finish: Finish): string {
  return vector(name, ['z', ...parameters], quadLinear(Q, 'z', e, finish), scalarLinear(Q, 'z', e, finish, S))
}

/** A quad statement list that writes several linear expressions, reading every operand limb once per expression. */
const both = (...lists: string[][]): string[] => lists.flatMap((list) => ['{', ...list, '}'])

/** Writes the limbs of a constant to z. */
const constant = (name: string, value: bigint): string =>
  fn(
    name,
    ['z'],
    limbs(value).map((limb, j) => `store<u32>(z, ${limb}, ${4 * j});`),
  )

/** Sums and differences of quads: `terms` like '+x -y', plus a multiple of the modulus that keeps limbs positive. */
function combination(modulus: bigint, terms: string): Limbwise {
  const parts = terms.split(' ').map((term) => ({ minus: term[0] === '-', operand: term.slice(1) }))
  const minus = parts.filter((part) => part.minus).length
  const lift = minus === 0 ? undefined : constants(largeLimbs(32n * modulus, 1n << (minus === 1 ? 29n : 30n)))
  const start = (limb: (operand: string) => string, j: number, kind: 'quad' | 'scalar') =>
    lift?.[kind](limb, j)
  return {
    quad: (limb, j) =>
      parts.reduce<string | undefined>(
        (sum, { minus, operand }) => {
          if (sum === undefined) return limb(operand)
          return `i32x4.${minus ? 'sub' : 'add'}(${sum}, ${limb(operand)})`
        },
        start(limb, j, 'quad'),
      )!,
    scalar: (limb, j) =>
      parts.reduce<string | undefined>(
        (sum, { minus, operand }) => {
          if (sum === undefined) return limb(operand)
          return `${sum} ${minus ? '-' : '+'} ${limb(operand)}`
        },
        start(limb, j, 'scalar'),
      )!,
  }
}

// The second kind of vector: two pairs of elements in 5 limbs of 51 bits for fused multiply-adds on f64 lanes, woven because
// the steps of one pair wait for each other. A pair is 5 v128 (80 bytes). R = 2^255; values are signed, at most 2.6 p in
// magnitude (the top limb must stay below 2^51), limbs but the top one are in [0, 2^51) after a carry.

const WIDE = 51n
const WIDE_MASK = (1n << WIDE) - 1n
/** Bits of 1.5 * 2^103, 1.5 * 2^103 + 1.5 * 2^52 and 1.5 * 2^52: adding them rounds a product at 2^51 and at 1. */
const HIGH_BITS = 0x4668000000000000n
const LOW_BITS = 0x4338000000000000n
/** Keeps columns positive, so that an arithmetic shift can be a logical one. */
const BIAS = 1n << 62n
const PAIR = 80
/** Steps of a reduction that use a multiple of the modulus whose quotient costs nothing. */
const EARLY = 3
const HALF_WIDE = 1n << 50n

const signed64 = (value: bigint): bigint => BigInt.asIntN(64, value)
const toFloat = (x: string): string => `f64x2.sub(i64x2.add(${x}, round), round)`

/** What the products of both pairs share. */
const PAIR_CONSTANTS = [
  `const high = ${splat64(HIGH_BITS)}, both = ${splat64(HIGH_BITS + 3n)}, round = ${splat64(LOW_BITS)}, mask = ${splat64(WIDE_MASK)};`,
  `const unsigned = ${splat64(0x4330000000000000n)};`,
]

/**
 * A pair's product: z = (form) / 2^255 with a balanced quotient, so that |z| <= |form| / 2^255 + p / 2. The pair is at byte
 * offset `at` of the operands, `s` is a prefix for names.
 */
function pairProduct(modulus: bigint, form: Form, at: number, s: string): string[] {
  const p = range(0, 5).map((i) => (modulus >> (WIDE * BigInt(i))) & WIDE_MASK)
  const pairs = factors(form)
  let inverse = 1n
  for (let i = 0; i < 6; i++) inverse = BigInt.asUintN(51, inverse * (2n - modulus * inverse))
  const factor = BigInt.asIntN(51, -inverse)
  const negated = splatFloat(Number(factor))
  const [h, l, q] = [`${s}h`, `${s}l`, `${s}q`]
  const z = (j: number) => `${s}z${j}`
  const increase = (j: number, term: string) => `${z(j)} = i64x2.add(${z(j)}, ${term});`
  // M = (k p + 1) / 2^51 with k = -1 / p: z0 + z1 2^51 + q (k p) is (z1 + q M) 2^51 for q = z0, so the early quotients need no
  // product of their own. They are worth less than 2^51 p at the end, where the last two are those of p itself.
  const friendly = balancedLimbs((factor * modulus + 1n) >> WIDE)
  // how many high and low halves of products, each with its constant's bits, end up in a column
  const lows = new Array<number>(11).fill(0)
  for (const i of range(0, 5)) {
    for (const j of range(0, 5)) {
      lows[i + j]! += pairs.length
      lows[i < EARLY ? i + j + 1 : i + j]!++
    }
  }
  const start = range(0, 10).map((k) => {
    const highs = k === 0 ? 0 : lows[k - 1]!
    const constantBits = BigInt(highs) * HIGH_BITS + BigInt(lows[k]!) * LOW_BITS
    const centre = k < EARLY ? HALF_WIDE : 0n
    return splat64(BIAS + centre - constantBits - (k === 0 ? 0n : BIAS >> WIDE))
  })
  const out = [
    ...pairs.flatMap(([, y]) =>
      range(0, 5).map((j) => `const ${s}${y}${j} = ${toFloat(`v128.load(${y}, ${at + 16 * j})`)};`),
    ),
    ...range(0, 6).map((j) => `let ${z(j)} = ${start[j]};`),
    `let ${h}: v128, ${l}: v128, ${q}: v128, ${pairs.map(([x]) => `${s}${x}i: v128`).join(', ')};`,
  ]
  for (const i of range(0, 5)) {
    for (const [x, y] of pairs) {
      const xi = `${s}${x}i`
      const value = form === 'square' ? `${s}${x}${i}` : toFloat(`v128.load(${x}, ${at + 16 * i})`)
      out.push(`${xi} = ${value};`)
      for (const j of range(0, 5)) {
        if (!isTaken(form, i, j)) continue
        const times = (term: string) => (isDoubled(form, i, j) ? `i64x2.add(${term}, ${term})` : term)
        out.push(`${h} = f64x2.relaxed_madd(${xi}, ${s}${y}${j}, high);`, increase(j + 1, times(h)))
        out.push(
          `${l} = f64x2.relaxed_madd(${xi}, ${s}${y}${j}, f64x2.sub(both, ${h}));`,
          increase(j, times(l)),
        )
      }
    }
    const next = [
      `${z(0)} = i64x2.add(${z(1)}, i64x2.shr_u(${z(0)}, 51));`,
      ...range(1, 5).map((j) => `${z(j)} = ${z(j + 1)};`),
      ...(i < 4 ? [`${z(5)} = ${start[6 + i]};`] : []),
    ]
    if (i < EARLY) {
      // the column holds 2^50 more, so that its carry is the one of a quotient in [-2^50, 2^50)
      out.push(
        `${q} = f64x2.sub(v128.or(v128.and(${z(0)}, mask), unsigned), ${splatFloat(2 ** 52 + 2 ** 50)});`,
      )
      out.push(...next)
      for (const j of range(0, 5)) {
        const mj = splatFloat(Number(friendly[j]))
        out.push(`${h} = f64x2.relaxed_madd(${q}, ${mj}, high);`, increase(j + 1, h))
        out.push(increase(j, `f64x2.relaxed_madd(${q}, ${mj}, f64x2.sub(both, ${h}))`))
      }
      continue
    }
    out.push(`${q} = f64x2.sub(v128.or(v128.and(${z(0)}, mask), unsigned), unsigned);`)
    out.push(`${h} = f64x2.relaxed_madd(${q}, ${negated}, high);`)
    out.push(`${q} = f64x2.sub(f64x2.relaxed_madd(${q}, ${negated}, f64x2.sub(both, ${h})), round);`)
    for (const j of range(0, 5)) {
      const pj = splatFloat(Number(p[j]))
      out.push(`${h} = f64x2.relaxed_madd(${q}, ${pj}, high);`, increase(j + 1, h))
      out.push(increase(j, `f64x2.relaxed_madd(${q}, ${pj}, f64x2.sub(both, ${h}))`))
    }
    out.push(...next)
  }
  for (const j of range(0, 4)) {
    out.push(
      `v128.store(z, v128.and(${z(j)}, mask), ${at + 16 * j});`,
      increase(j + 1, `i64x2.shr_u(${z(j)}, 51)`),
    )
  }
  out.push(`v128.store(z, i64x2.sub(${z(4)}, ${splat64(BIAS)}), ${at + 64});`)
  return out
}

/** Sums and differences of operands, signed limbs, no lift. */
type Signed = (
  limb: (operand: string) => string,
  minus: (a: string, b: string) => string,
  plus: (a: string, b: string) => string,
) => string

function pairLinear(modulus: bigint, e: Signed, finish: Finish, at: number, s: string): string[] {
  const limb = (j: number) =>
    e(
      (x) => `v128.load(${x}, ${at + 16 * j})`,
      (a, b) => `i64x2.sub(${a}, ${b})`,
      (a, b) => `i64x2.add(${a}, ${b})`,
    )
  if (finish === 'lazy') return range(0, 5).map((j) => `v128.store(z, ${limb(j)}, ${at + 16 * j});`)
  const [mask, carry] = [splat64(WIDE_MASK), `${s}carry`]
  const out: string[] = []
  const balanced = balancedLimbs(modulus)
  if (finish === 'fold') {
    // t = round(value / p) from the top limb, an integer between -3 and 3 as f64
    const scale = splatFloat(Number(1n << 204n) / Number(modulus))
    out.push(
      `const ${s}top = ${limb(4)};`,
      `const ${s}t = f64x2.sub(f64x2.add(f64x2.mul(${toFloat(`${s}top`)}, ${scale}), round), round);`,
    )
  }
  out.push(`let ${carry}: v128;`)
  for (const j of range(0, 5)) {
    const raw = finish === 'fold' && j === 4 ? `${s}top` : limb(j)
    // t p_j + 1.5 * 2^52 has the integer t p_j in its low bits
    const value =
      finish === 'fold'
        ? `i64x2.sub(${raw}, f64x2.add(f64x2.mul(${s}t, ${splatFloat(Number(balanced[j]))}), round))`
        : raw
    const lift = BIAS + (finish === 'fold' ? LOW_BITS : 0n) - (j === 0 ? 0n : BIAS >> WIDE)
    const sum = `i64x2.add(${value}, ${splat64(lift)})`
    out.push(`${carry} = ${j === 0 ? sum : `i64x2.add(${sum}, i64x2.shr_u(${carry}, 51))`};`)
    out.push(
      j === 4
        ? `v128.store(z, i64x2.sub(${carry}, ${splat64(BIAS)}), ${at + 64});`
        : `v128.store(z, v128.and(${carry}, ${mask}), ${at + 16 * j});`,
    )
  }
  return out
}

/** Limbs of 51 bits in [-2^50, 2^50), the top one the rest. */
function balancedLimbs(value: bigint): bigint[] {
  let rest = value
  return range(0, 5).map((j) => {
    const limb = j === 4 ? rest : BigInt.asIntN(51, rest)
    rest = (rest - limb) >> WIDE
    return limb
  })
}

/** Both pairs of a vector: `pair` gives the statements of the one at byte offset `at`, with names that start with `s`. */
const bothPairs = (shared: string[], pair: (at: number, s: string) => string[]): string[] => [
  ...shared,
  ...weave(pair(0, 'a_'), pair(PAIR, 'b_')),
]

const relaxedLinear = (name: string, parameters: string[], e: Signed, finish: Finish): string => {
  const shared = finish === 'fold' ? [`const round = ${splat64(LOW_BITS)};`] : []
  const body = bothPairs(shared, (at, s) => pairLinear(Q, e, finish, at, s))
  return fn(name, ['z', ...parameters], body)
}

/** Loads coordinates of records (5 i64 limbs of 51 bits) at the addresses first and second. */
function relaxedGather(at: number, s: string, first: string, second: string): string[] {
  const rows = [0, 1].flatMap((block) => [
    `const ${s}r${block}0 = v128.load(${first} + offset, ${16 * block});`,
    `const ${s}r${block}1 = v128.load(${second} + offset, ${16 * block});`,
    `v128.store(z, v128.shuffle<i64>(${s}r${block}0, ${s}r${block}1, 0, 2), ${at + 32 * block});`,
    `v128.store(z, v128.shuffle<i64>(${s}r${block}0, ${s}r${block}1, 1, 3), ${at + 32 * block + 16});`,
  ])
  rows.push(
    `store<u64>(z, load<u64>(${first} + offset, 32), ${at + 64});`,
    `store<u64>(z, load<u64>(${second} + offset, 32), ${at + 72});`,
  )
  return rows
}

function relaxedScatter(at: number, s: string, first: string, second: string): string[] {
  const rows = [0, 1].flatMap((block) => [
    `const ${s}r${block}0 = v128.load(x, ${at + 32 * block}), ${s}r${block}1 = v128.load(x, ${at + 32 * block + 16});`,
    `v128.store(${first} + offset, v128.shuffle<i64>(${s}r${block}0, ${s}r${block}1, 0, 2), ${16 * block});`,
    `v128.store(${second} + offset, v128.shuffle<i64>(${s}r${block}0, ${s}r${block}1, 1, 3), ${16 * block});`,
  ])
  rows.push(
    `store<u64>(${first} + offset, load<u64>(x, ${at + 64}), 32);`,
    `store<u64>(${second} + offset, load<u64>(x, ${at + 72}), 32);`,
  )
  return rows
}

/** The operations of the second kind of vector; names start with w. */
function relaxedVectors(): string[] {
  const addresses = range(0, 4).map((l) => `const a${l} = <usize>load<u32>(table, ${4 * l});`)
  const difference: Signed = (limb, minus) => minus(limb('x'), limb('y'))
  const total: Signed = (limb, _minus, plus) => plus(limb('x'), limb('y'))
  const twice: Signed = (limb, minus) => minus(minus(limb('x'), limb('y')), limb('w'))
  const signed = (s: string): Signed => {
    const sign = `${s}sign`
    return (limb, minus) => minus(minus(`v128.xor(${limb('x')}, ${sign})`, sign), limb('y'))
  }
  const signs = ['low', 'high'].map(
    (half, k) => `const ${'ab'[k]}_sign = i64x2.extend_${half}_i32x4_s(v128.load(signs));`,
  )
  const ends = (at: number): [string, string] => (at === 0 ? ['a0', 'a1'] : ['a2', 'a3'])
  return [
    ...FORMS.map(([name, form, parameters]) =>
      fn(
        `w${name}`,
        ['z', ...parameters],
        bothPairs(PAIR_CONSTANTS, (at, s) => pairProduct(Q, form, at, s)),
      ),
    ),
    relaxedLinear('wSub', ['x', 'y'], difference, 'lazy'),
    relaxedLinear('wSubCarry', ['x', 'y'], difference, 'carry'),
    relaxedLinear('wSubFold', ['x', 'y'], difference, 'fold'),
    relaxedLinear('wSubTwoFold', ['x', 'y', 'w'], twice, 'fold'),
    relaxedLinear('wAddCarry', ['x', 'y'], total, 'carry'),
    fn(
      'wSubSigned',
      ['z', 'x', 'y', 'signs'],
      bothPairs(signs, (at, s) => pairLinear(Q, signed(s), 'carry', at, s)),
    ),
    fn(
      'wGather',
      ['z', 'table', 'offset'],
      bothPairs(addresses, (at, s) => relaxedGather(at, s, ...ends(at))),
    ),
    fn(
      'wScatter',
      ['x', 'table', 'offset'],
      bothPairs(addresses, (at, s) => relaxedScatter(at, s, ...ends(at))),
    ),
    // Factors between the two Montgomery forms, as raw numbers for fqMul: from 2^255 to 2^261, and back.
    constant('fqFromRelaxed', (1n << 267n) % Q),
    constant('fqToRelaxed', 1n << 255n),
    constant('fqFourTimes', 4n * Q),
  ]
}

// The endomorphism (x, y) -> (beta x, y) multiplies by lambda, so that k = k1 + lambda k2 with halves of half the size.

interface Endomorphism {
  readonly lambda: bigint
  /** The factor of x on G1 and on G2. */
  readonly beta: { readonly 1: bigint; readonly 2: bigint }
  /** Two short vectors (a, b) with a + lambda b = 0 modulo r, and round(2^256 c / r) for k = c1 v1 + c2 v2 + (k1, k2). */
  readonly basis: readonly (readonly [a: bigint, b: bigint, weight: bigint])[]
}

function endomorphism(): Endomorphism {
  const rootOfThree = (p: bigint) => {
    for (let g = 2n; ; g++) {
      const root = power(g, (p - 1n) / 3n, p)
      if (root !== 1n) return root
    }
  }
  const lambda = rootOfThree(R)
  const beta = rootOfThree(Q)
  const image1 = bn254.G1.Point.BASE.multiply(lambda).toAffine().x
  const image2 = bn254.G2.Point.BASE.multiply(lambda).toAffine().x
  const { x } = bn254.G2.Point.BASE.toAffine()
  const choices = [beta, (beta * beta) % Q]
  const beta1 = choices.find((b) => image1 === (b * bn254.G1.Point.BASE.toAffine().x) % Q)!
  const beta2 = choices.find((b) => image2.c0 === (b * x.c0) % Q && image2.c1 === (b * x.c1) % Q)!
  // remainders of the extended Euclidean algorithm around the square root of r
  let [r0, r1, t0, t1] = [R, lambda, 0n, 1n]
  const rows: [bigint, bigint][] = []
  while (r1 !== 0n) {
    const quotient = r0 / r1
    ;[r0, r1, t0, t1] = [r1, r0 - quotient * r1, t1, t0 - quotient * t1]
    rows.push([r0, -t0])
  }
  const first = rows.findIndex(([a]) => a * a < R)
  const length = ([a, b]: [bigint, bigint]) => a * a + b * b
  const v1 = rows[first]!
  const around = [rows[first - 1]!, rows[first + 1]!]
  const v2 = length(around[0]!) < length(around[1]!) ? around[0]! : around[1]!
  const determinant = v1[0] * v2[1] - v2[0] * v1[1]
  const weighted = ([a, b]: [bigint, bigint], numerator: bigint) => {
    const c = determinant < 0n ? -numerator : numerator
    const sign = c < 0n ? -1n : 1n
    return [sign * a, sign * b, (((sign * c) << 257n) / R + 1n) >> 1n] as const
  }
  const basis = [weighted(v1, v2[1]), weighted(v2, -v1[1])]
  // the error of a weight moves a rounded coefficient by less than 1/8, so halves are below 5/8 of the vectors' sum
  for (const i of [0, 1]) {
    const sum = basis.reduce((total, v) => total + (v[i]! < 0n ? -v[i]! : v[i]!), 0n)
    if (5n * sum >= 8n << 127n) throw new Error('the basis of the endomorphism is too long')
  }
  return { lambda, beta: { 1: beta1, 2: beta2 }, basis }
}

/** Adds the product of the words x (names) and the constant y to the words z0 .. of 32 bits; what goes beyond is dropped. */
function addWords(z: string, words: number, x: readonly string[], y: bigint): string[] {
  const out: string[] = []
  const yWords = range(0, words).map((j) => (y >> BigInt(32 * j)) & 0xffffffffn)
  while (yWords.at(-1) === 0n) yWords.pop()
  for (const [i, name] of x.entries()) {
    out.push('carry = 0;')
    for (const j of range(0, words - i)) {
      const term = yWords[j] === undefined ? '' : `${name} * ${yWords[j]} + `
      out.push(`carry += ${term}${z}${i + j};`, `${z}${i + j} = carry & 0xffffffff;`, 'carry >>= 32;')
    }
  }
  return out
}

/** Writes the halves k1, k2 of the scalar k (32 bytes, below r) at z: two's complement, 16 bytes each. */
function splitByEndomorphism({ basis }: Endomorphism): string {
  const words = (prefix: string, count: number) => range(0, count).map((i) => `${prefix}${i}`)
  const out = ['let carry: u64;']
  out.push(...range(0, 8).map((i) => `const k${i} = <u64>load<u32>(k, ${4 * i});`))
  for (const [n, [, , weight]] of basis.entries()) {
    out.push(...range(0, 13).map((i) => `let c${n}_${i}: u64 = 0;`))
    out.push(...addWords(`c${n}_`, 13, words('k', 8), weight))
    // round: add the highest of the dropped bits
    out.push(`carry = c${n}_7 >> 31;`)
    for (const i of range(8, 13))
      out.push(`carry += c${n}_${i};`, `c${n}_${i} = carry & 0xffffffff;`, 'carry >>= 32;')
  }
  for (const half of [0, 1] as const) {
    out.push(...range(0, 4).map((i) => `let h${half}_${i}: u64 = ${half === 0 ? `k${i}` : 0};`))
    for (const [n, vector] of basis.entries()) {
      const c = range(8, 12).map((i) => `c${n}_${i}`)
      out.push(...addWords(`h${half}_`, 4, c, BigInt.asUintN(128, -vector[half])))
    }
    out.push(...range(0, 4).map((i) => `store<u32>(z, <u32>h${half}_${i}, ${16 * half + 4 * i});`))
  }
  return fn('splitByEndomorphism', ['z', 'k'], out)
}

/** The text of assembly/generated/bn254.ts. */
export function generate(): string {
  const out = ['// Made by scripts/generate-bn254.ts.']
  const twice = constants(largeLimbs(32n * Q, 1n << 30n))
  const signed: Limbwise = {
    quad: (limb, j) =>
      `i32x4.add(${twice.quad(limb, j)}, i32x4.sub(i32x4.sub(v128.xor(${limb('x')}, sign), sign), ${limb('y')}))`,
    scalar: (limb, j) => `${twice.scalar(limb, j)} + ((${limb('x')} ^ s_sign) - s_sign) - ${limb('y')}`,
  }
  const signs = ['const sign = v128.load(signs);']
  const scalarSigns = ['const s_sign = load<u32>(signs, 16);']
  for (const [name, modulus] of [
    ['fq', Q],
    ['fr', R],
  ] as const) {
    out.push(fn(`${name}Mul`, ['z', 'x', 'y'], scalarProduct(modulus, 0, '')))
    out.push(
      fn(`${name}Sub`, ['z', 'x', 'y'], scalarLinear(modulus, 'z', combination(modulus, '+x -y'), 'fold', 0)),
    )
    out.push(
      fn(`${name}Add`, ['z', 'x', 'y'], scalarLinear(modulus, 'z', combination(modulus, '+x +y'), 'fold', 0)),
    )
    out.push(
      constant(`${name}Unit`, 1n),
      constant(`${name}One`, (1n << 261n) % modulus),
      constant(`${name}Square`, (1n << 522n) % modulus),
    )
    out.push(constant(`${name}Modulus`, modulus))
  }
  // 3 b of y^2 = x^3 + b: b = 3 on G1 and 3 / (9 + u) = 3 (9 - u) / 82 on G2
  const b3 = (value: bigint) => (value << 261n) % Q
  const ninth = (9n * power(82n, Q - 2n, Q)) % Q
  out.push(
    constant('fqB3', b3(9n)),
    constant('fqTwistB3Real', b3(9n * ninth)),
    constant('fqTwistB3Imaginary', b3(Q - ninth)),
  )
  out.push(
    ...FORMS.map(([name, form, parameters]) =>
      vector(`v${name}`, ['z', ...parameters], quadProduct(Q, form), scalarProduct(Q, S, 's_', form)),
    ),
    linear('vSub', ['x', 'y'], combination(Q, '+x -y'), 'lazy'),
    linear('vSubCarry', ['x', 'y'], combination(Q, '+x -y'), 'carry'),
    linear('vSubFold', ['x', 'y'], combination(Q, '+x -y'), 'fold'),
    linear('vSubTwoFold', ['x', 'y', 'w'], combination(Q, '+x -y -w'), 'fold'),
    linear('vAdd', ['x', 'y'], combination(Q, '+x +y'), 'lazy'),
    vector(
      'vSubSignedCarry',
      ['z', 'x', 'y', 'signs'],
      [...signs, ...quadLinear(Q, 'z', signed, 'carry')],
      [...scalarSigns, ...scalarLinear(Q, 'z', signed, 'carry', S)],
    ),
  )
  const addresses = range(0, 5).map((l) => `const a${l} = <usize>load<u32>(table, ${4 * l});`)
  out.push(
    fn('vGather', ['z', 'table', 'offset'], [...addresses, ...gather('z', 'offset')]),
    fn('vScatter', ['x', 'table', 'offset'], [...addresses, ...scatter('x', 'offset')]),
  )
  const quad = (z: string, terms: string, finish: Finish) => quadLinear(R, z, combination(R, terms), finish)
  out.push(
    fn('frMul4', ['z', 'x', 'y'], quadProduct(R)),
    fn('frMul4Splat', ['z', 'x', 'y'], quadProduct(R, 'product', true)),
    fn('frSub4', ['z', 'x', 'y'], quad('z', '+x -y', 'lazy')),
    fn('frSubFold4', ['z', 'x', 'y'], quad('z', '+x -y', 'fold')),
    fn('frAddFold4', ['z', 'x', 'y'], quad('z', '+x +y', 'fold')),
    // a = w + x + y + z folded, b = w - x + y - z, c = w - y, d = x - z; `a` may be `w`
    fn(
      'frSplit4',
      ['a', 'b', 'c', 'd', 'w', 'x', 'y', 'z'],
      both(
        quad('b', '+w +y -x -z', 'lazy'),
        quad('c', '+w -y', 'lazy'),
        quad('d', '+x -z', 'lazy'),
        quad('a', '+w +x +y +z', 'fold'),
      ),
    ),
    // a = x + y, b = x - y on lazy x
    fn('frJoin4', ['a', 'b', 'x', 'y'], both(quad('b', '+x -y', 'lazy'), quad('a', '+x +y', 'lazy'))),
    fn('frJoinFold4', ['a', 'b', 'x', 'y'], both(quad('b', '+x -y', 'fold'), quad('a', '+x +y', 'fold'))),
    // the outputs of a radix-4 butterfly of decimation in time for w, x, y, z and m = i (y - z); `a` may be `w`
    fn(
      'frMerge4',
      ['a', 'b', 'c', 'd', 'w', 'x', 'y', 'z', 'm'],
      both(
        quad('c', '+w +x -y -z', 'fold'),
        quad('d', '+w -x -m', 'fold'),
        quad('b', '+w +m -x', 'fold'),
        quad('a', '+w +x +y +z', 'fold'),
      ),
    ),
  )
  const glv = endomorphism()
  out.push(
    constant('fqBeta1', (glv.beta[1] << 261n) % Q),
    constant('fqBeta2', (glv.beta[2] << 261n) % Q),
    splitByEndomorphism(glv),
  )
  out.push(...relaxedVectors())
  out.push(prepareConstants())
  return out.join('\n\n') + '\n'
}
