/** Control flow: conditions made of conditions become branches, and jumps skip branches whose outcome they know. */
import { type Block, type Exit, exitArguments, type Graph, isComparison, newBlock, type Value } from './ir.ts'

/** Uses are counted anew after each change: a bound keeps that from taking long. */
const MAX_CHANGES = 300

/**
 * Needs resolved arguments. Afterwards the graph has to be analysed again.
 *
 * Returns whether anything changed.
 */
export function improveBranches(graph: Graph): boolean {
  let uses = countUses(graph)
  let changes = 0
  for (const block of [...graph.blocks]) {
    if (changes === MAX_CHANGES) break
    if (!splitCondition(graph, block, uses) && !threadConstants(block, uses)) continue
    changes++
    uses = countUses(graph)
  }
  return changes > 0
}

function countUses(graph: Graph): Map<Value, number> {
  const uses = new Map<Value, number>()
  const count = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1)
  for (const { phis, body, exit } of graph.blocks) {
    for (const value of [...phis, ...body]) value.args.forEach(count)
    exitArguments(exit).forEach(count)
  }
  return uses
}

const isFlag = (value: Value) => isComparison(value.op) || isJunction(value)
const isJunction = ({ op, args }: Value): boolean =>
  (op === 'and' || op === 'or') && args.every((arg) => isComparison(arg.op) || isJunction(arg))

/** A branch on a and b, or on a or b, as two branches, where nobody else needs the conjunction. */
function splitCondition(graph: Graph, block: Block, uses: ReadonlyMap<Value, number>): boolean {
  const { exit } = block
  if (exit.kind !== 'branch' || uses.get(exit.condition) !== 1 || !isJunction(exit.condition)) return false
  const { condition, taken, otherwise } = exit
  const [first, second] = condition.args
  if (!isFlag(first) || !isFlag(second)) return false
  const next = newBlock(graph.blocks.length)
  graph.blocks.push(next)
  next.preds = [block]
  next.exit = { kind: 'branch', condition: second, taken, otherwise }
  const isOr = condition.op === 'or'
  // The target of both branches gets another predecessor, the other one a different one.
  const [both, one] = isOr ? [taken, otherwise] : [otherwise, taken]
  both.preds.push(next)
  const at = both.preds.indexOf(block)
  for (const phi of both.phis) phi.args.push(phi.args[at])
  one.preds[one.preds.indexOf(block)] = next
  block.exit = isOr
    ? { kind: 'branch', condition: first, taken, otherwise: next }
    : { kind: 'branch', condition: first, taken: next, otherwise }
  return true
}

/** Blocks that only decide about a phi: predecessors that bring a constant jump to where it leads. */
function threadConstants(block: Block, uses: ReadonlyMap<Value, number>): boolean {
  const { exit, phis, body } = block
  if (exit.kind !== 'branch' || body.length > 0 || exit.taken === exit.otherwise) return false
  const { condition, taken, otherwise } = exit
  if (condition.op !== 'phi' || condition.block !== block) return false
  if ([taken, otherwise].includes(block)) return false
  // What else uses the phis would have to be told apart.
  const known = new Map(phis.map((phi) => [phi, phi === condition ? 1 : 0]))
  for (const target of [taken, otherwise]) {
    const at = target.preds.indexOf(block)
    for (const { args } of target.phis) {
      if (known.has(args[at])) known.set(args[at], known.get(args[at])! + 1)
    }
  }
  if (phis.some((phi) => known.get(phi) !== (uses.get(phi) ?? 0))) return false
  let changed = false
  for (let i = block.preds.length - 1; i >= 0; i--) {
    const pred = block.preds[i]
    const value = condition.args[i]
    if (value.op !== 'const' || pred.exit.kind !== 'jump' || pred === block) continue
    const target = value.imm !== 0 ? taken : otherwise
    const at = target.preds.indexOf(block)
    for (const phi of target.phis) {
      const arg = phi.args[at]
      phi.args.push(arg.block === block && arg.op === 'phi' ? arg.args[i] : arg)
    }
    target.preds.push(pred)
    const jump: Exit = { kind: 'jump', to: target }
    pred.exit = jump
    block.preds.splice(i, 1)
    for (const phi of phis) phi.args.splice(i, 1)
    changed = true
  }
  return changed
}
