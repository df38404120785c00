/** Reachability, dominators and loops of a graph. */
import { type Block, type Graph, resolve, successors } from './ir.ts'

/**
 * Puts the blocks into reverse postorder, drops those that cannot be reached, and sets dominators and loop depths.
 */
export function analyse(graph: Graph): void {
  const order = postorder(graph).reverse()
  const reachable = new Set(order)
  for (const block of order) {
    if (block.preds.every((pred) => reachable.has(pred))) continue
    const kept = block.preds.map((pred) => reachable.has(pred))
    block.preds = block.preds.filter((_, i) => kept[i])
    for (const phi of block.phis) phi.args = phi.args.filter((_, i) => kept[i])
  }
  for (const [i, block] of order.entries()) {
    block.id = i
    block.idom = undefined
    block.loops = 0
  }
  graph.blocks = order
  setDominators(order)
  setLoops(order)
}

function postorder({ entry }: Graph): Block[] {
  const order: Block[] = []
  const seen = new Set<Block>([entry])
  const stack: { readonly block: Block; readonly next: readonly Block[]; at: number }[] = []
  const open = (block: Block) => stack.push({ block, next: successors(block.exit), at: 0 })
  open(entry)
  while (stack.length > 0) {
    const top = stack[stack.length - 1]
    if (top.at === top.next.length) {
      order.push(top.block)
      stack.pop()
      continue
    }
    const next = top.next[top.at++]
    if (seen.has(next)) continue
    seen.add(next)
    open(next)
  }
  return order
}

/** Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm". */
function setDominators(order: readonly Block[]): void {
  const entry = order[0]
  entry.idom = entry
  const meet = (left: Block, right: Block) => {
    let [a, b] = [left, right]
    while (a !== b) {
      while (a.id > b.id) a = a.idom!
      while (b.id > a.id) b = b.idom!
    }
    return a
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const block of order.slice(1)) {
      let idom: Block | undefined
      for (const pred of block.preds) {
        if (pred.idom !== undefined) idom = idom === undefined ? pred : meet(idom, pred)
      }
      if (block.idom === idom) continue
      block.idom = idom
      changed = true
    }
  }
  entry.idom = undefined
  for (const block of order) block.depth = block.idom === undefined ? 0 : block.idom.depth + 1
}

export function dominates(a: Block, b: Block): boolean {
  let at = b
  while (at.depth > a.depth) at = at.idom!
  return at === a
}

/** The lowest block that dominates both. */
export function commonDominator(left: Block, right: Block): Block {
  let [a, b] = [left, right]
  while (a !== b) {
    if (a.depth >= b.depth) a = a.idom!
    else b = b.idom!
  }
  return a
}

/** The blocks of the natural loop of a header. */
export function loopBlocks(header: Block): Set<Block> {
  const inside = new Set([header])
  const work = header.preds.filter((pred) => dominates(header, pred))
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (inside.has(block)) continue
    inside.add(block)
    work.push(...block.preds)
  }
  return inside
}

export const isHeader = (block: Block) => block.preds.some((pred) => dominates(block, pred))

function setLoops(order: readonly Block[]): void {
  for (const block of order) if (isHeader(block)) for (const inside of loopBlocks(block)) inside.loops++
}

/** Removes phis whose arguments are all one value, or the phi itself. */
export function removeTrivialPhis(graph: Graph): void {
  for (let changed = true; changed; ) {
    changed = false
    for (const block of graph.blocks) {
      block.phis = block.phis.filter((phi) => {
        const others = new Set(phi.args.map(resolve))
        others.delete(phi)
        if (others.size !== 1) return true
        phi.forward = [...others][0]
        changed = true
        return false
      })
    }
  }
}
