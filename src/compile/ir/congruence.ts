/** Which values are the same modulo a power of two, but for a constant: what loops count up from tells about all rounds. */
import { knownAlignment } from './alignment.ts'
import type { Graph, Value } from './ir.ts'

/** A value is `root` + `offset` modulo the power of two; the constant `offset` if there is no root. */
export interface Residue {
  readonly root: Value | undefined
  readonly offset: number
}

/** Rounds before giving up: each but the last finds two values different that looked the same. */
const MAX_ROUNDS = 50

/**
 * Residues of all values modulo 2 or 4. Values are assumed to be the same as long as nothing tells them apart.
 * The root of a value dominates it. Needs an analysed graph with resolved arguments.
 */
export function residues(graph: Graph, modulus: number): (value: Value) => Residue {
  const alone = (value: Value): Residue => ({ root: value, offset: 0 })
  const known = new Map(graph.params.map((param) => [param, alone(param)]))
  const of = (value: Value): Residue => {
    if (value.op === 'const') return { root: undefined, offset: value.imm & (modulus - 1) }
    return known.get(value) ?? alone(value)
  }
  const split = new Set<Value>()
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let changed = false
    const update = (value: Value, residue: Residue) => {
      const before = known.get(value)
      if (before !== undefined && isSame(before, residue)) return
      known.set(value, residue)
      changed = true
    }
    for (const { phis, body } of graph.blocks) {
      for (const phi of phis) {
        // What is not known yet may turn out to be the same. At least one argument comes from a block before.
        const args = phi.args.filter((arg) => arg.op === 'const' || known.has(arg)).map(of)
        if (args.some((residue) => !isSame(residue, args[0]))) split.add(phi)
        update(phi, split.has(phi) ? alone(phi) : args[0])
      }
      for (const value of body) update(value, combine(value, of, modulus) ?? alone(value))
    }
    if (!changed) return of
  }
  return alone
}

const isSame = (a: Residue, b: Residue) => a.root === b.root && a.offset === b.offset

/** Undefined if nothing is known. */
function combine(value: Value, of: (value: Value) => Residue, modulus: number): Residue | undefined {
  const { op, args } = value
  const [a, b] = args.slice(0, 2).map(of)
  const sum = (root: Value | undefined, offset: number) => ({ root, offset: offset & (modulus - 1) })
  if (op === 'add' && a.root === undefined) return sum(b.root, a.offset + b.offset)
  if (op === 'add' && b.root === undefined) return sum(a.root, a.offset + b.offset)
  if (op === 'sub' && b.root === undefined) return sum(a.root, a.offset - b.offset)
  if (op === 'sub' && a.root === b.root) return sum(undefined, a.offset - b.offset)
  if (op === 'select' && isSame(of(args[1]), of(args[2]))) return of(args[1])
  return knownAlignment(value) >= modulus ? sum(undefined, 0) : undefined
}
