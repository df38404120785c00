/** 64-bit operations on pairs of words, low word first. */
import type { Emitter } from './emitter.ts'
import type { Comparison, Op, Value } from './ir.ts'

export type Wide = readonly [low: Value, high: Value]

export class WideEmitter {
  readonly #emit: Emitter

  constructor(emitter: Emitter) {
    this.#emit = emitter
  }

  #op(op: Op, ...args: Value[]): Value {
    return this.#emit.make(op, args)
  }

  #number(value: number): Value {
    return this.#emit.constant(value)
  }

  constant(value: bigint): Wide {
    return [
      this.#number(Number(BigInt.asIntN(32, value))),
      this.#number(Number(BigInt.asIntN(32, value >> 32n))),
    ]
  }

  extend(low: Value, signed: boolean): Wide {
    return [low, signed ? this.#op('sra', low, this.#number(31)) : this.#number(0)]
  }

  add([al, ah]: Wide, [bl, bh]: Wide): Wide {
    const low = this.#op('add', al, bl)
    // The sum is below a term exactly if it wrapped; a constant term makes the better comparison.
    const carry =
      low === al || low === bl ? this.#number(0) : this.#op('ltu', low, bl.op === 'const' ? bl : al)
    return [low, this.#op('add', this.#op('add', ah, bh), carry)]
  }

  sub([al, ah]: Wide, [bl, bh]: Wide): Wide {
    const borrow = this.#op('ltu', al, bl)
    return [this.#op('sub', al, bl), this.#op('sub', this.#op('sub', ah, bh), borrow)]
  }

  mul([al, ah]: Wide, [bl, bh]: Wide): Wide {
    const cross = this.#op('add', this.#op('mul', al, bh), this.#op('mul', ah, bl))
    return [this.#op('mul', al, bl), this.#op('add', this.#op('mulhu', al, bl), cross)]
  }

  bitwise(op: 'and' | 'or' | 'xor', [al, ah]: Wide, [bl, bh]: Wide): Wide {
    return [this.#op(op, al, bl), this.#op(op, ah, bh)]
  }

  isZero([low, high]: Wide): Value {
    return this.#op('eq', this.#op('or', low, high), this.#number(0))
  }

  compare(op: Comparison, [al, ah]: Wide, [bl, bh]: Wide): Value {
    if (op === 'eq' || op === 'ne') {
      const differing = this.#op('or', this.#op('xor', al, bl), this.#op('xor', ah, bh))
      return this.#op(op, differing, this.#number(0))
    }
    if ((op === 'lt' || op === 'ge') && bl.op === 'const' && bl.imm === 0) return this.#op(op, ah, bh)
    const below = this.#op('ltu', al, bl)
    const highBelow = this.#op(op === 'lt' || op === 'ge' ? 'lt' : 'ltu', ah, bh)
    const less = this.#op('select', this.#op('eq', ah, bh), below, highBelow)
    return op === 'lt' || op === 'ltu' ? less : this.#op('xor', less, this.#number(1))
  }

  select(condition: Value, [al, ah]: Wide, [bl, bh]: Wide): Wide {
    return [this.#op('select', condition, al, bl), this.#op('select', condition, ah, bh)]
  }

  /** Shift or rotation by a constant; undefined if the amount is not known. */
  shiftByConstant(
    op: 'shl' | 'shr_s' | 'shr_u' | 'rotl' | 'rotr',
    value: Wide,
    amount: Wide,
  ): Wide | undefined {
    if (amount[0].op !== 'const') return undefined
    const [low, high] = value
    const n = amount[0].imm & 63
    if (n === 0) return value
    const k = this.#number(n & 31)
    const rest = this.#number(32 - (n & 31))
    /** Bits of two adjacent words, shifted. */
    const left = (upper: Value, lower: Value) =>
      (n & 31) === 0 ? upper : this.#op('or', this.#op('sll', upper, k), this.#op('srl', lower, rest))
    const right = (upper: Value, lower: Value) =>
      (n & 31) === 0 ? lower : this.#op('or', this.#op('srl', lower, k), this.#op('sll', upper, rest))
    const zero = this.#number(0)
    switch (op) {
      case 'shl':
        return n < 32 ? [this.#op('sll', low, k), left(high, low)] : [zero, this.#op('sll', low, k)]
      case 'shr_u':
        return n < 32 ? [right(high, low), this.#op('srl', high, k)] : [this.#op('srl', high, k), zero]
      case 'shr_s': {
        const shifted = this.#op('sra', high, k)
        return n < 32 ? [right(high, low), shifted] : [shifted, this.#op('sra', high, this.#number(31))]
      }
      case 'rotl':
        return n < 32 ? [left(low, high), left(high, low)] : [left(high, low), left(low, high)]
      case 'rotr':
        return n < 32 ? [right(high, low), right(low, high)] : [right(low, high), right(high, low)]
    }
  }

  /** Shift by an amount that is not known. */
  shift(op: 'shl' | 'shr_s' | 'shr_u', [low, high]: Wide, [amount]: Wide): Wide {
    const far = this.#op('and', amount, this.#number(32))
    // 31 - n modulo 32 is the complement of n; together with one more bit it makes a shift by 32 - n, n = 0 included.
    const complement = this.#op('xor', amount, this.#number(-1))
    const one = this.#number(1)
    if (op === 'shl') {
      const carried = this.#op('srl', this.#op('srl', low, one), complement)
      const nearHigh = this.#op('or', this.#op('sll', high, amount), carried)
      const shifted = this.#op('sll', low, amount)
      return [this.#op('select', far, this.#number(0), shifted), this.#op('select', far, shifted, nearHigh)]
    }
    const carried = this.#op('sll', this.#op('sll', high, one), complement)
    const nearLow = this.#op('or', this.#op('srl', low, amount), carried)
    const shifted = this.#op(op === 'shr_s' ? 'sra' : 'srl', high, amount)
    const fill = op === 'shr_s' ? this.#op('sra', high, this.#number(31)) : this.#number(0)
    return [this.#op('select', far, shifted, nearLow), this.#op('select', far, fill, shifted)]
  }

  rotate(op: 'rotl' | 'rotr', [low, high]: Wide, [amount]: Wide): Wide {
    const far = this.#op('and', amount, this.#number(32))
    const upper = this.#op('select', far, low, high)
    const lower = this.#op('select', far, high, low)
    const complement = this.#op('xor', amount, this.#number(-1))
    const one = this.#number(1)
    const join = (a: Value, b: Value) =>
      op === 'rotl'
        ? this.#op('or', this.#op('sll', a, amount), this.#op('srl', this.#op('srl', b, one), complement))
        : this.#op('or', this.#op('srl', a, amount), this.#op('sll', this.#op('sll', b, one), complement))
    return [join(lower, upper), join(upper, lower)]
  }
}
