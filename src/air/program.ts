/**
 * Constraints as data: the program by which kernels evaluate a table that they were not generated for. It is the graph
 * of the table in the order of its constraints, on blocks of rows; values are kept as in `codegen.ts`, times powers of
 * Montgomery's R.
 *
 * A program is u32 words: the number of instructions, then `INSTRUCTION_WORDS` each: operation, target, left, right,
 * extra. Targets and operands are registers, operands with bit 31 are columns, preprocessed ones first.
 */
import { mul, neg, P } from '../field/koalabear.ts'
import { montgomeryPower, nodeScales } from './codegen.ts'
import type { Table } from './table.ts'

export const INSTRUCTION_WORDS = 5

/** A bit of operands that are columns. */
export const COLUMN = 0x80000000

export const OPERATION = {
  add: 0,
  subtract: 1,
  /** Product over R. */
  multiply: 2,
  /** left times the constant `right`; `extra` is floor(2^32 right / p). */
  scale: 3,
  /** left plus the constant `right`. */
  addConstant: 4,
  /** The constant `right` minus left. */
  subtractFrom: 5,
  /** left is the next constraint: it is added with the next weight. */
  constraint: 6,
} as const

/** Registers that kernels have room for; a register is one value of each row of a block. */
export const MAX_REGISTERS = 1900

/**
 * The program of a table.
 *
 * @throws {RangeError} if it needs more than `MAX_REGISTERS`
 */
export function tableProgram(table: Table): number[] {
  const { graph, constraints, preprocessed } = table
  const scales = nodeScales(graph)
  const words: number[] = [0]
  const registers = new Registers(table.name)
  /** Uses of each node that are still to come. */
  const uses = countUses(table)
  const places = new Map<number, number>()
  const emit = (operation: number, target: number, left: number, right = 0, extra = 0) => {
    words.push(operation, target, left, right, extra)
    words[0]!++
  }
  const constantAt = (id: number, k: number): number => {
    const node = graph.nodes[id]!
    if (node.kind !== 'constant') throw new TypeError('not a constant')
    return mul(node.value, montgomeryPower(k))
  }
  const isConstant = (id: number) => scales[id] === undefined
  const release = (id: number) => {
    const left = uses.get(id)! - 1
    uses.set(id, left)
    const place = places.get(id)
    if (left === 0 && place !== undefined && place < COLUMN) registers.release(place)
  }
  const scale = (target: number, operand: number, w: number) =>
    emit(OPERATION.scale, target, operand, w, Number((BigInt(w) << 32n) / BigInt(P)))
  /** Calls `use` with an operand that holds the node times R^k. */
  const withAligned = (id: number, k: number, use: (operand: number) => void) => {
    const place = places.get(id)!
    if (scales[id] === k) return use(place)
    const target = registers.take()
    scale(target, place, montgomeryPower(k - scales[id]!))
    use(target)
    registers.release(target)
  }
  const evaluate = (id: number): void => {
    const node = graph.nodes[id]!
    if (places.has(id) || isConstant(id)) return
    if (node.kind === 'constant') return
    if (node.kind === 'column') {
      places.set(id, COLUMN + (node.of === 'main' ? preprocessed.length + node.index : node.index))
      return
    }
    const { kind, left, right } = node
    evaluate(left)
    evaluate(right)
    const target = registers.take()
    const k = scales[id]!
    if (kind === 'mul') {
      if (isConstant(left)) scale(target, places.get(right)!, constantAt(left, 0))
      else if (isConstant(right)) scale(target, places.get(left)!, constantAt(right, 0))
      else emit(OPERATION.multiply, target, places.get(left)!, places.get(right)!)
    } else if (isConstant(left)) {
      const operation = kind === 'add' ? OPERATION.addConstant : OPERATION.subtractFrom
      withAligned(right, k, (operand) => emit(operation, target, operand, constantAt(left, k)))
    } else if (isConstant(right)) {
      const constant = constantAt(right, k)
      const added = kind === 'add' ? constant : neg(constant)
      withAligned(left, k, (operand) => emit(OPERATION.addConstant, target, operand, added))
    } else {
      const operation = kind === 'add' ? OPERATION.add : OPERATION.subtract
      withAligned(left, k, (a) => withAligned(right, k, (b) => emit(operation, target, a, b)))
    }
    places.set(id, target)
    release(left)
    release(right)
  }
  for (const { expression, label } of constraints) {
    if (isConstant(expression.id)) throw new RangeError(`${table.name}: ${label} is a constant`)
    evaluate(expression.id)
    emit(OPERATION.constraint, 0, places.get(expression.id)!)
    release(expression.id)
  }
  return words
}

/** How often each node is an operand or a constraint. */
function countUses({ graph, constraints }: Table): Map<number, number> {
  const uses = new Map<number, number>()
  const visit = (id: number): void => {
    const before = uses.get(id) ?? 0
    uses.set(id, before + 1)
    const node = graph.nodes[id]!
    if (before > 0 || node.kind === 'constant' || node.kind === 'column') return
    visit(node.left)
    visit(node.right)
  }
  for (const { expression } of constraints) visit(expression.id)
  return uses
}

class Registers {
  readonly #table: string
  readonly #free: number[] = []
  #count = 0

  constructor(table: string) {
    this.#table = table
  }

  take(): number {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#count === MAX_REGISTERS)
      throw new RangeError(`${this.#table}: its constraints share more than ${MAX_REGISTERS} values`)
    return this.#count++
  }

  release(register: number): void {
    this.#free.push(register)
  }
}
