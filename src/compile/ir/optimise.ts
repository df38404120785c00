/**
 * Global value numbering over the dominator tree: simplifies again now that phis are known, computes nothing twice,
 * forwards stores to loads of the same block, folds branches on constants, and drops what nobody uses.
 */
import { analyse, removeTrivialPhis } from './analyse.ts'
import { improveBranches } from './branches.ts'
import { Emitter } from './emitter.ts'
import {
  type Block,
  exitArguments,
  type Graph,
  hasEffect,
  isLoad,
  isPure,
  isStore,
  LOAD_BYTES,
  newBlock,
  newValue,
  type Op,
  resolve,
  STORE_BYTES,
  type Value,
} from './ir.ts'

const ROUNDS = 4

/** Afterwards the graph is analysed and all arguments are resolved. */
export function optimise(graph: Graph): void {
  analyse(graph)
  for (let round = 0; round < ROUNDS; round++) {
    removeTrivialPhis(graph)
    const changed = new Numbering(graph).run()
    mergeBlocks(graph)
    resolveAll(graph)
    removeUnused(graph)
    const branched = improveBranches(graph)
    analyse(graph)
    if (!changed && !branched && round > 0) break
  }
  removeTrivialPhis(graph)
  resolveAll(graph)
  removeUnused(graph)
}

/** Bytes of memory, or a runtime word, with a known content. */
interface Known {
  readonly op: Op
  readonly base: Value | undefined
  readonly displacement: number
  readonly bytes: number
  readonly value: Value
}

class Numbering extends Emitter {
  readonly #numbers = new Map<string, Value>()
  #added: string[] = []
  #known: Known[] = []
  #changed = false

  run(): boolean {
    const children = new Map<Block, Block[]>()
    for (const block of this.graph.blocks) {
      if (block.idom !== undefined) children.set(block.idom, [...(children.get(block.idom) ?? []), block])
    }
    const after = new Map<Block, Known[]>()
    const work: (Block | readonly string[])[] = [this.graph.entry]
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
      if (!('preds' in item)) {
        for (const key of item) this.#numbers.delete(key)
        continue
      }
      this.#added = []
      this.#known = item.preds.length === 1 ? (after.get(item.preds[0]) ?? []) : []
      this.#block(item)
      after.set(item, this.#known)
      work.push(this.#added, ...(children.get(item) ?? []))
    }
    return this.#changed
  }

  /** A new operation, unless a dominating one is equal. */
  override make(op: Op, args: Value[], imm = 0): Value {
    const simplified = this.simplify(op, args)
    if (simplified !== undefined) return simplified
    return this.#number(op, args, imm, undefined)
  }

  #number(op: Op, args: Value[], imm: number, value: Value | undefined): Value {
    const key = `${op} ${imm} ${args.map(({ id }) => id).join()}`
    const found = this.#numbers.get(key)
    if (found !== undefined) return found
    const kept = value ?? this.#fresh(op, args, imm)
    kept.block = this.block
    this.append(kept)
    this.#numbers.set(key, kept)
    this.#added.push(key)
    return kept
  }

  #fresh(op: Op, args: Value[], imm: number): Value {
    this.#changed = true
    return newValue(this.graph, this.block, op, args, imm)
  }

  #block(block: Block): void {
    const body = block.body
    block.body = []
    this.block = block
    for (const value of body) this.#value(value)
    const exit = block.exit
    if (exit.kind === 'branch') exit.condition = resolve(exit.condition)
    if (exit.kind === 'switch') Object.assign(exit, { index: resolve(exit.index) })
    if (exit.kind === 'branch' && exit.condition.op === 'const') {
      const [to, other] =
        exit.condition.imm !== 0 ? [exit.taken, exit.otherwise] : [exit.otherwise, exit.taken]
      block.exit = { kind: 'jump', to }
      removeEdge(block, other)
      this.#changed = true
    } else if (exit.kind === 'branch') this.#branch(exit)
  }

  /** Conditions need no comparison with 0. */
  #branch(exit: { condition: Value; taken: Block; otherwise: Block }): void {
    for (;;) {
      const { op, args } = exit.condition
      if ((op !== 'eq' && op !== 'ne') || args[1].op !== 'const' || args[1].imm !== 0) return
      exit.condition = args[0]
      if (op === 'eq') [exit.taken, exit.otherwise] = [exit.otherwise, exit.taken]
    }
  }

  #value(value: Value): void {
    value.args = value.args.map((arg) => resolve(arg))
    const { op, args, imm } = value
    if (isPure(op)) {
      const equal = this.simplify(op, args) ?? this.#number(op, args, imm, value)
      if (equal !== value) {
        value.forward = equal
        this.#changed = true
      }
      return
    }
    if (isLoad(op) || op === 'get') {
      const known = this.#known.find(
        (entry) => entry.op === op && entry.base === args[0] && entry.displacement === imm,
      )
      if (known !== undefined) {
        value.forward = known.value
        this.#changed = true
        return
      }
      const bytes = isLoad(op) ? LOAD_BYTES[op] : 4
      this.#known = [...this.#known, { op, base: args[0], displacement: imm, bytes, value }]
    } else if (isStore(op)) this.#forget(value)
    else if (op === 'set') {
      this.#known = this.#known.filter((entry) => entry.op !== 'get' || entry.displacement !== imm)
      this.#known.push({ op: 'get', base: undefined, displacement: imm, bytes: 4, value: args[0] })
    } else if (op === 'call' || op === 'call indirect' || op === 'grow' || op === 'ecall') this.#known = []
    if ((op === 'trap if zero' || op === 'check') && this.#isSettled(value)) return
    this.append(value)
  }

  #isSettled({ op, args, members, imm }: Value): boolean {
    if (op === 'trap if zero' && args[0].op === 'const') return args[0].imm !== 0
    const key = `${op} ${imm} ${args[0].id} ${members.map((m) => `${m.displacement}+${m.extent}`).join()}`
    if (this.#numbers.has(key)) return true
    this.#numbers.set(key, args[0])
    this.#added.push(key)
    return false
  }

  /** A store changes the same bytes, and those that another base may reach. */
  #forget({ op, args: [base, value], imm }: Value): void {
    const bytes = STORE_BYTES[op as keyof typeof STORE_BYTES]
    this.#known = this.#known.filter(
      (entry) =>
        entry.base === undefined ||
        (entry.base === base &&
          (entry.displacement >= imm + bytes || entry.displacement + entry.bytes <= imm)),
    )
    if (op === 'sw') this.#known.push({ op: 'lw', base, displacement: imm, bytes: 4, value })
  }
}

/** Takes one edge between two blocks away. */
function removeEdge(from: Block, to: Block): void {
  const at = to.preds.indexOf(from)
  to.preds.splice(at, 1)
  for (const phi of to.phis) phi.args.splice(at, 1)
}

/** Joins blocks to their only predecessor where that has no other successor. */
function mergeBlocks(graph: Graph): void {
  const gone = new Set<Block>()
  for (const block of graph.blocks) {
    if (gone.has(block)) continue
    for (;;) {
      const exit = block.exit
      if (exit.kind !== 'jump') break
      const next = exit.to
      if (next.preds.length !== 1 || next === block || next === graph.entry) break
      for (const phi of next.phis) phi.forward = resolve(phi.args[0])
      for (const value of next.body) value.block = block
      block.body = block.body.length === 0 ? next.body : [...block.body, ...next.body]
      block.exit = next.exit
      replacePredecessor(next, block)
      gone.add(next)
      next.body = []
      next.phis = []
      next.exit = { kind: 'trap', code: 0 }
    }
  }
}

function replacePredecessor(old: Block, by: Block): void {
  const exit = old.exit
  const targets =
    exit.kind === 'jump'
      ? [exit.to]
      : exit.kind === 'branch'
        ? [exit.taken, exit.otherwise]
        : exit.kind === 'switch'
          ? exit.targets
          : []
  for (const target of targets) target.preds = target.preds.map((pred) => (pred === old ? by : pred))
}

function resolveAll(graph: Graph): void {
  for (const block of graph.blocks) {
    for (const phi of block.phis) phi.args = phi.args.map(resolve)
    for (const value of block.body) value.args = value.args.map(resolve)
    const exit = block.exit
    if (exit.kind === 'branch') exit.condition = resolve(exit.condition)
    if (exit.kind === 'switch') block.exit = { ...exit, index: resolve(exit.index) }
    if (exit.kind === 'return') exit.values = exit.values.map(resolve)
  }
}

/** Keeps what has an effect, or is used by what is kept. */
export function removeUnused(graph: Graph): void {
  const used = new Set<Value>()
  const work: Value[] = []
  const mark = (value: Value) => {
    if (used.has(value)) return
    used.add(value)
    work.push(value)
  }
  for (const block of graph.blocks) {
    for (const value of block.body) if (hasEffect(value.op)) mark(value)
    for (const value of exitArguments(block.exit)) mark(value)
  }
  for (let value = work.pop(); value !== undefined; value = work.pop())
    for (const arg of value.args) mark(arg)
  for (const block of graph.blocks) {
    block.phis = block.phis.filter((phi) => used.has(phi))
    block.body = block.body.filter((value) => used.has(value))
  }
}

/** A block on the edge between two. */
export function splitEdge(graph: Graph, from: Block, to: Block): Block {
  const middle = newBlock(graph.blocks.length)
  middle.exit = { kind: 'jump', to }
  middle.preds = [from]
  middle.loops = Math.min(from.loops, to.loops)
  middle.idom = from
  middle.depth = from.depth + 1
  const exit = from.exit
  if (exit.kind === 'branch') {
    if (exit.taken === to) exit.taken = middle
    else exit.otherwise = middle
  }
  to.preds[to.preds.indexOf(from)] = middle
  graph.blocks.push(middle)
  return middle
}
