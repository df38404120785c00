/** Algebra on words: what an operation on known or special operands is. */
import { type Arithmetic, type Comparison, isComparison, type Op, type Value } from './ir.ts'

/** Makes values; the simplifier asks for what it needs. */
export interface Maker {
  constant(value: number): Value
  /** A new value, simplified in turn. */
  make(op: Op, args: Value[]): Value
}

const shift = (amount: number) => amount & 31

/** The value of an operation on constants, as RISC-V defines it. */
export function evaluate(op: Arithmetic | Comparison, a: number, b: number): number {
  switch (op) {
    case 'add':
      return (a + b) | 0
    case 'sub':
      return (a - b) | 0
    case 'mul':
      return Math.imul(a, b)
    case 'mulh':
      return Number(BigInt.asIntN(32, (BigInt(a) * BigInt(b)) >> 32n))
    case 'mulhu':
      return Number(BigInt.asIntN(32, (BigInt(a >>> 0) * BigInt(b >>> 0)) >> 32n))
    case 'div':
      return b === 0 ? -1 : (a / b) | 0
    case 'divu':
      return b === 0 ? -1 : ((a >>> 0) / (b >>> 0)) | 0
    case 'rem':
      return b === 0 ? a : (a % b) | 0
    case 'remu':
      return b === 0 ? a : ((a >>> 0) % (b >>> 0)) | 0
    case 'and':
      return a & b
    case 'or':
      return a | b
    case 'xor':
      return a ^ b
    case 'sll':
      return a << shift(b)
    case 'srl':
      return (a >>> shift(b)) | 0
    case 'sra':
      return a >> shift(b)
    case 'eq':
      return Number(a === b)
    case 'ne':
      return Number(a !== b)
    case 'lt':
      return Number(a < b)
    case 'ltu':
      return Number(a >>> 0 < b >>> 0)
    case 'ge':
      return Number(a >= b)
    case 'geu':
      return Number(a >>> 0 >= b >>> 0)
  }
}

/** The comparison that is true when this one is false. */
export const INVERSE: Readonly<Record<Comparison, Comparison>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  ge: 'lt',
  ltu: 'geu',
  geu: 'ltu',
}

const COMMUTATIVE: ReadonlySet<Op> = new Set<Op>([
  'add',
  'mul',
  'mulh',
  'mulhu',
  'and',
  'or',
  'xor',
  'eq',
  'ne',
])

const isPowerOfTwo = (value: number) => value !== 0 && (value & (value - 1)) === 0
const log2 = (value: number) => 31 - Math.clz32(value)

/** Largest value as an unsigned number that a word can have, as far as its definition tells. */
export function unsignedBound(value: Value, effort = 6): number {
  const MAX = 0xffffffff
  if (value.op === 'const') return value.imm >>> 0
  if (effort === 0) return isComparison(value.op) ? 1 : MAX
  const bound = (i: number) => unsignedBound(value.args[i], effort - 1)
  const constant = value.args.length === 2 && value.args[1].op === 'const' ? value.args[1].imm : undefined
  switch (value.op) {
    case 'and':
      return Math.min(bound(0), bound(1))
    case 'or':
    case 'xor': {
      const most = Math.max(bound(0), bound(1))
      return most === 0 ? 0 : 2 ** (log2(most | 0) + 1) - 1
    }
    case 'add':
    case 'mul': {
      const most = value.op === 'add' ? bound(0) + bound(1) : bound(0) * bound(1)
      return Math.min(most, MAX)
    }
    case 'sll': {
      const most = constant === undefined ? MAX + 1 : bound(0) * 2 ** shift(constant)
      return Math.min(most, MAX)
    }
    case 'srl':
      return constant === undefined ? bound(0) : Math.floor(bound(0) / 2 ** shift(constant))
    case 'divu':
      return constant === undefined || constant === 0 ? MAX : Math.floor(bound(0) / (constant >>> 0))
    case 'remu':
      return constant === undefined || constant === 0 ? bound(0) : Math.min(bound(0), (constant >>> 0) - 1)
    case 'select':
      return Math.max(bound(1), bound(2))
    case 'lbu':
      return 255
    case 'lhu':
      return 65535
    default:
      return isComparison(value.op) ? 1 : MAX
  }
}

/** The simplest equal of an operation with two operands; undefined if it has to be computed. */
export function simplifyBinary(
  maker: Maker,
  op: Arithmetic | Comparison,
  left: Value,
  right: Value,
): Value | undefined {
  let [a, b] = [left, right]
  if (a.op === 'const' && b.op === 'const') return maker.constant(evaluate(op, a.imm, b.imm))
  const swap = COMMUTATIVE.has(op) && (a.op === 'const' || (b.op !== 'const' && a.id > b.id))
  if (swap) [a, b] = [b, a]
  const simplified = isComparison(op)
    ? simplifyComparison(maker, op, a, b)
    : simplifyArithmetic(maker, op, a, b)
  return simplified ?? (swap ? maker.make(op, [a, b]) : undefined)
}

function simplifyArithmetic(maker: Maker, op: Arithmetic, a: Value, b: Value): Value | undefined {
  if (a === b) {
    if (op === 'sub' || op === 'xor') return maker.constant(0)
    if (op === 'and' || op === 'or') return a
  }
  if (op === 'sub' && b.op === 'sub' && b.args[0] === a) return b.args[1]
  if (op === 'sub' && a.op === 'const' && a.imm === 0 && b.op === 'sub') {
    return maker.make('sub', [b.args[1], b.args[0]])
  }
  if (a.op === 'const' && a.imm === 0 && ['sll', 'srl', 'sra', 'div', 'divu', 'rem', 'remu'].includes(op)) {
    // 0 / 0 traps before it gets here, or is never used.
    return a
  }
  if (b.op !== 'const') return undefined
  const k = b.imm
  const nested = a.args.length === 2 && a.args[1].op === 'const' ? a.args[1].imm : undefined
  const same = nested !== undefined && a.op === op
  switch (op) {
    case 'add':
      if (k === 0) return a
      if (same) return maker.make('add', [a.args[0], maker.constant((nested + k) | 0)])
      return undefined
    case 'sub':
      return maker.make('add', [a, maker.constant(-k | 0)])
    case 'mul':
      return simplifyProduct(maker, a, k)
    case 'mulhu':
    case 'mulh':
      return k === 0 ? b : undefined
    case 'div':
    case 'divu':
      if (k === 1) return a
      if (op === 'divu' && isPowerOfTwo(k)) return maker.make('srl', [a, maker.constant(log2(k))])
      return undefined
    case 'remu':
      return isPowerOfTwo(k) ? maker.make('and', [a, maker.constant((k - 1) | 0)]) : undefined
    case 'rem':
      return k === 1 || k === -1 ? maker.constant(0) : undefined
    case 'and':
      if (k === 0) return b
      if (k === -1) return a
      if (same) return maker.make('and', [a.args[0], maker.constant(nested & k)])
      // A mask of ones that covers all the bits there are.
      return (k & (k + 1)) === 0 && unsignedBound(a) <= k >>> 0 ? a : undefined
    case 'or':
    case 'xor':
      if (k === 0) return a
      if (op === 'or' && k === -1) return b
      if (same) return maker.make(op, [a.args[0], maker.constant(evaluate(op, nested, k))])
      if (op === 'xor' && k === 1 && isComparison(a.op)) return maker.make(INVERSE[a.op], [...a.args])
      return undefined
    default:
      return simplifyShift(maker, op, a, shift(k), k)
  }
}

function simplifyProduct(maker: Maker, a: Value, k: number): Value | undefined {
  if (k === 0) return maker.constant(0)
  if (k === 1) return a
  const shifted = (amount: number) => maker.make('sll', [a, maker.constant(amount)])
  if (isPowerOfTwo(k)) return shifted(log2(k))
  if (isPowerOfTwo(k - 1)) return maker.make('add', [shifted(log2(k - 1)), a])
  if (isPowerOfTwo(k + 1)) return maker.make('sub', [shifted(log2(k + 1)), a])
  if (k === -1) return maker.make('sub', [maker.constant(0), a])
  return undefined
}

function simplifyShift(
  maker: Maker,
  op: Arithmetic,
  a: Value,
  amount: number,
  given: number,
): Value | undefined {
  if (amount === 0) return a
  if (amount !== given) return maker.make(op, [a, maker.constant(amount)])
  const inner = a.args.length === 2 && a.args[1].op === 'const' ? shift(a.args[1].imm) : undefined
  if (inner === undefined) return undefined
  if (a.op === op) {
    const sum = inner + amount
    if (sum < 32) return maker.make(op, [a.args[0], maker.constant(sum)])
    return op === 'sra' ? maker.make('sra', [a.args[0], maker.constant(31)]) : maker.constant(0)
  }
  if (inner === amount && op === 'srl' && a.op === 'sll' && amount >= 21) {
    return maker.make('and', [a.args[0], maker.constant(-1 >>> amount)])
  }
  if (inner === amount && op === 'sll' && a.op === 'srl' && amount <= 11) {
    return maker.make('and', [a.args[0], maker.constant(-1 << amount)])
  }
  return undefined
}

function simplifyComparison(maker: Maker, op: Comparison, a: Value, b: Value): Value | undefined {
  if (a === b) return maker.constant(evaluate(op, 0, 0))
  if (b.op === 'const') return compareWithConstant(maker, op, a, b.imm)
  if (a.op !== 'const') return undefined
  const k = a.imm
  if (op === 'ltu' && k === 0) return maker.make('ne', [b, a])
  if (op === 'geu' && k === 0) return maker.make('eq', [b, a])
  // k < b is b >= k + 1, which has the constant where an immediate can be.
  if (op === 'lt' && k !== 0x7fffffff) return maker.make('ge', [b, maker.constant(k + 1)])
  if (op === 'ge' && k !== 0x7fffffff) return maker.make('lt', [b, maker.constant(k + 1)])
  if (op === 'ltu' && k !== -1) return maker.make('geu', [b, maker.constant((k + 1) | 0)])
  if (op === 'geu' && k !== -1) return maker.make('ltu', [b, maker.constant((k + 1) | 0)])
  return maker.constant(op === 'lt' || op === 'ltu' ? 0 : 1)
}

function compareWithConstant(maker: Maker, op: Comparison, a: Value, k: number): Value | undefined {
  const zero = () => maker.constant(0)
  if (op === 'ltu' && k === 0) return zero()
  if (op === 'geu' && k === 0) return maker.constant(1)
  if (op === 'ltu' && k === 1) return maker.make('eq', [a, zero()])
  if (op === 'geu' && k === 1) return maker.make('ne', [a, zero()])
  const bound = unsignedBound(a)
  if (op === 'ltu' && bound < k >>> 0) return maker.constant(1)
  if (op === 'geu' && bound < k >>> 0) return zero()
  if (bound <= 0x7fffffff && k < 0) {
    if (op === 'lt' || op === 'eq') return zero()
    if (op === 'ge' || op === 'ne') return maker.constant(1)
  }
  if (op !== 'eq' && op !== 'ne') return undefined
  if (isComparison(a.op)) {
    if (k === 0) return op === 'ne' ? a : maker.make(INVERSE[a.op], [...a.args])
    if (k === 1) return op === 'eq' ? a : maker.make(INVERSE[a.op], [...a.args])
    return maker.constant(op === 'ne' ? 1 : 0)
  }
  if (k === 0 && (a.op === 'xor' || a.op === 'sub')) return maker.make(op, [...a.args])
  if (a.op === 'add' && a.args[1].op === 'const') {
    return maker.make(op, [a.args[0], maker.constant((k - a.args[1].imm) | 0)])
  }
  return undefined
}

/** The simplest equal of `condition ? a : b`; undefined if it has to be chosen. */
export function simplifySelect(maker: Maker, condition: Value, a: Value, b: Value): Value | undefined {
  if (condition.op === 'const') return condition.imm === 0 ? b : a
  if (a === b) return a
  if (a.op === 'const' && b.op === 'const') {
    const flag = () =>
      isComparison(condition.op) ? condition : maker.make('ne', [condition, maker.constant(0)])
    if (a.imm === 1 && b.imm === 0) return flag()
    if (a.imm === 0 && b.imm === 1) return maker.make('eq', [condition, maker.constant(0)])
    if (a.imm === -1 && b.imm === 0) return maker.make('sub', [maker.constant(0), flag()])
  }
  return undefined
}
