/**
 * Fewer bounds checks: constant parts of addresses move into the accesses, checks of the same base join, and what a
 * dominating check or the range of a value implies goes away.
 *
 * A trap ends the program and only its exit code and earlier output are seen. So a check may move up to another one
 * of its block, past stores, but not past a system call or another kind of trap.
 */
import { MARGIN } from '../abi.ts'
import { Emitter } from './emitter.ts'
import {
  type Block,
  type Graph,
  hasEffect,
  isLoad,
  isStore,
  type Member,
  newValue,
  type Value,
} from './ir.ts'
import { unsignedBound } from './simplify.ts'

const MAX_DISPLACEMENT = 2047

/** Needs an analysed graph. */
export function reduceChecks(graph: Graph, minimumBytes: number): void {
  rebase(graph)
  for (const block of graph.blocks) {
    for (const value of block.body) fold(value)
    joinChecks(block)
  }
  new Elimination(graph, minimumBytes).run()
}

/** A base that counts up from below 0, as loops over constant addresses have: its comparison would always fail. */
const startsNegative = ({ op, args }: Value) =>
  op === 'phi' && args.some((arg) => arg.op === 'const' && arg.imm < 0)

/**
 * Loops that count from -n to 0 address memory at counter + constant. Their base becomes the counter plus the least
 * constant.
 */
function rebase(graph: Graph): void {
  const sums = new Map<Value, Value[]>()
  for (const { body } of graph.blocks) {
    for (const { op, args } of body) {
      if (op !== 'check' || args[0].op !== 'add' || args[0].args[1].op !== 'const') continue
      const [base] = args[0].args
      if (!startsNegative(base)) continue
      const list = sums.get(base) ?? []
      if (!list.includes(args[0])) list.push(args[0])
      sums.set(base, list)
    }
  }
  for (const [base, list] of sums) {
    const emitter = new Emitter(graph)
    const least = Math.min(...list.map(({ args }) => args[1].imm))
    const start = newValue(graph, base.block, 'add', [base, emitter.constant(least)])
    base.block.body.unshift(start)
    for (const sum of list) {
      const rest = sum.args[1].imm - least
      if (rest <= MAX_DISPLACEMENT) sum.args = [start, emitter.constant(rest)]
    }
  }
}

/** base + constant as base and displacement. */
function fold(value: Value): void {
  const isCheck = value.op === 'check'
  if (!isCheck && !isLoad(value.op) && !isStore(value.op)) return
  const base = value.args[0]
  if (base.op !== 'add' || base.args[1].op !== 'const') return
  const constant = base.args[1].imm
  if (startsNegative(base.args[0])) return
  if (isCheck) {
    if (constant < 0 || value.members.some((m) => m.displacement + constant + m.extent > MARGIN)) return
    value.members = value.members.map((m) => ({ ...m, displacement: m.displacement + constant }))
  } else {
    const displacement = value.imm + constant
    if (displacement > MAX_DISPLACEMENT || displacement < -MAX_DISPLACEMENT) return
    value.imm = displacement
  }
  value.args = [base.args[0], ...value.args.slice(1)]
}

const implies = (a: Member, b: Member) =>
  b.displacement >= a.displacement && b.displacement + b.extent <= a.displacement + a.extent

function joinChecks(block: Block): void {
  const open = new Map<Value, Value>()
  block.body = block.body.filter((value) => {
    if (value.op !== 'check') {
      if (hasEffect(value.op) && !isStore(value.op) && value.op !== 'set') open.clear()
      return true
    }
    const first = open.get(value.args[0])
    if (first === undefined) {
      open.set(value.args[0], value)
      return true
    }
    const added = value.members.filter((member) => !first.members.some((known) => implies(known, member)))
    first.members = [...first.members, ...added]
    return false
  })
}

class Elimination {
  readonly #graph: Graph
  readonly #minimumBytes: number
  readonly #known = new Map<Value, Member[]>()

  constructor(graph: Graph, minimumBytes: number) {
    this.#graph = graph
    this.#minimumBytes = minimumBytes
  }

  run(): void {
    const children = new Map<Block, Block[]>()
    for (const block of this.#graph.blocks) {
      if (block.idom !== undefined) children.set(block.idom, [...(children.get(block.idom) ?? []), block])
    }
    const work: (Block | readonly Value[])[] = [this.#graph.entry]
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
      if (!('preds' in item)) {
        for (const base of item) this.#known.get(base)!.pop()
        continue
      }
      work.push(this.#block(item), ...(children.get(item) ?? []))
    }
  }

  /** Bases of the members that became known. */
  #block(block: Block): Value[] {
    const added: Value[] = []
    block.body = block.body.filter((value) => {
      if (value.op !== 'check') return true
      const [base] = value.args
      const bound = unsignedBound(base)
      const known = this.#known.get(base) ?? []
      this.#known.set(base, known)
      value.members = value.members.filter(
        (member) =>
          bound + member.displacement + member.extent > this.#minimumBytes &&
          !known.some((other) => implies(other, member)),
      )
      for (const member of value.members) {
        known.push(member)
        added.push(base)
      }
      return value.members.length > 0
    })
    return added
  }
}
