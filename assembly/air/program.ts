/** Interprets the constraints of tables that no evaluator was generated for; see src/air/program.ts. */
import { add, fold, montgomery, mul, mulFactor, sub } from '../field/koalabear'

/** Bytes of a register: one value for each row of a block of 128. */
// @ts-ignore: decorator
@inline
export const REGISTER_BYTES: usize = 512
/** Operands with this bit are columns. */
// @ts-ignore: decorator
@inline
const COLUMN: u32 = 0x80000000
// @ts-ignore: decorator
@inline
const INSTRUCTION_BYTES: usize = 20

// @ts-ignore: decorator
@inline
const ADD: u32 = 0
// @ts-ignore: decorator
@inline
const SUBTRACT: u32 = 1
// @ts-ignore: decorator
@inline
const MULTIPLY: u32 = 2
// @ts-ignore: decorator
@inline
const SCALE: u32 = 3
// @ts-ignore: decorator
@inline
const ADD_CONSTANT: u32 = 4
// @ts-ignore: decorator
@inline
const SUBTRACT_FROM: u32 = 5

// @ts-ignore: decorator
@inline
function operand(word: u32, registers: usize, columns: usize, first: usize): usize {
  return (word & COLUMN) != 0
    ? <usize>load<u32>(columns + (<usize>(word & ~COLUMN) << 2)) + first
    : registers + <usize>word * REGISTER_BYTES
}

/** sum (an E column of 4 registers) = the weighted constraints on up to 128 rows from `row` on. */
export function weightedProgram(
  sum: usize, registers: usize, program: usize, columns: usize, weights: usize, row: u32, rows: u32,
): void {
  const first = <usize>row << 2
  const bytes = <usize>rows << 2
  memory.fill(sum, 0, 4 * REGISTER_BYTES)
  let at = program + 4
  const end = at + <usize>load<u32>(program) * INSTRUCTION_BYTES
  let weight = weights
  for (; at < end; at += INSTRUCTION_BYTES) {
    const a = operand(load<u32>(at, 8), registers, columns, first)
    const to = registers + <usize>load<u32>(at, 4) * REGISTER_BYTES
    const right = load<u32>(at, 12)
    switch (load<u32>(at)) {
      case ADD: {
        const b = operand(right, registers, columns, first)
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, add(v128.load(a + i), v128.load(b + i)))
        break
      }
      case SUBTRACT: {
        const b = operand(right, registers, columns, first)
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, sub(v128.load(a + i), v128.load(b + i)))
        break
      }
      case MULTIPLY: {
        const b = operand(right, registers, columns, first)
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, mul(v128.load(a + i), v128.load(b + i)))
        break
      }
      case SCALE: {
        const w = i32x4.splat(right)
        const ratio = i32x4.splat(load<u32>(at, 16))
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, mulFactor(v128.load(a + i), w, ratio))
        break
      }
      case ADD_CONSTANT: {
        const c = i32x4.splat(right)
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, add(v128.load(a + i), c))
        break
      }
      case SUBTRACT_FROM: {
        const c = i32x4.splat(right)
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, sub(c, v128.load(a + i)))
        break
      }
      default:
        addWeighted(sum, a, weight, bytes)
        weight += 64
    }
  }
}

/** sum += weight * value, on all rows of a block. */
function addWeighted(sum: usize, value: usize, weight: usize, bytes: usize): void {
  for (let c: usize = 0; c < 4; c++) {
    const w = v128.load(weight + (c << 4))
    const to = sum + c * REGISTER_BYTES
    for (let i: usize = 0; i < bytes; i += 16) {
      const v = v128.load(value + i)
      const product = montgomery(i64x2.extmul_low_i32x4_u(v, w), i64x2.extmul_high_i32x4_u(v, w))
      v128.store(to + i, add(v128.load(to + i), product))
    }
  }
}
