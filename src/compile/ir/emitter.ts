/** Appends values to a block, simplified where they can be. */
import { type Block, type Graph, isComparison, type Member, newValue, type Op, type Value } from './ir.ts'
import { type Maker, simplifyBinary, simplifySelect } from './simplify.ts'

const BINARY: ReadonlySet<Op> = new Set<Op>([
  'add',
  'sub',
  'mul',
  'mulh',
  'mulhu',
  'div',
  'divu',
  'rem',
  'remu',
  'and',
  'or',
  'xor',
  'sll',
  'srl',
  'sra',
])

export class Emitter implements Maker {
  readonly graph: Graph
  #block: Block

  constructor(graph: Graph) {
    this.graph = graph
    this.#block = graph.entry
  }

  get block(): Block {
    return this.#block
  }

  set block(block: Block) {
    this.#block = block
  }

  constant(value: number): Value {
    const word = value | 0
    let found = this.graph.constants.get(word)
    if (found === undefined) {
      found = newValue(this.graph, this.graph.entry, 'const', [], word)
      this.graph.constants.set(word, found)
    }
    return found
  }

  make(op: Op, args: Value[], imm = 0): Value {
    return this.simplify(op, args) ?? this.append(newValue(this.graph, this.#block, op, args, imm))
  }

  /** An equal that needs no new operation of this kind. */
  simplify(op: Op, args: readonly Value[]): Value | undefined {
    if (BINARY.has(op) || isComparison(op)) {
      return simplifyBinary(this, op as Parameters<typeof simplifyBinary>[1], args[0], args[1])
    }
    if (op === 'select') return simplifySelect(this, args[0], args[1], args[2])
    return undefined
  }

  append(value: Value): Value {
    this.#block.body.push(value)
    return value
  }

  check(address: Value, members: readonly Member[]): void {
    const value = newValue(this.graph, this.#block, 'check', [address])
    value.members = members
    this.append(value)
  }
}
