/**
 * Fewer alignment tests. The addresses of a loop mostly differ from the one that it starts with by multiples of the
 * access: one test of that one, before the loop, tells about all of them.
 *
 * Code is made in two copies then. In one the test has been passed, and what it tells about needs no other; where it
 * fails, the other copy goes on, in which every access looks for itself.
 */
import { knownAlignment } from './alignment.ts'
import { dominates } from './analyse.ts'
import { residues } from './congruence.ts'
import { Emitter } from './emitter.ts'
import {
  type Block,
  type Graph,
  isLoad,
  isStore,
  LOAD_BYTES,
  newValue,
  STORE_BYTES,
  type Value,
} from './ir.ts'

/** That `root` + `offset` is a multiple of `bytes`, looked at in `block`: before an access of it, or at its end. */
interface Test {
  readonly root: Value
  readonly offset: number
  readonly bytes: number
  readonly block: Block
  readonly before: Value | undefined
  readonly accesses: Value[]
}

/** Decides how each access makes sure that it is aligned. Needs an analysed graph with resolved arguments. */
export function shareAlignmentTests(graph: Graph): void {
  const tests = [...findTests(graph, 4), ...findTests(graph, 2)]
  const worthwhile = tests.filter(({ before, accesses }) => before === undefined || accesses.length > 1)
  for (const test of worthwhile) for (const access of test.accesses) access.care = 'tested'
  insert(graph, worthwhile)
}

const bytesOf = ({ op }: Value) => (isLoad(op) ? LOAD_BYTES[op] : isStore(op) ? STORE_BYTES[op] : 0)

function findTests(graph: Graph, bytes: number): Test[] {
  const tests: Test[] = []
  const accesses = graph.blocks.flatMap(({ body }) =>
    body.filter((value) => value.care === 'test' && bytesOf(value) === bytes),
  )
  if (accesses.length === 0) return tests
  const residueOf = residues(graph, bytes)
  const byRoot = new Map<Value, Test[]>()
  // In reverse postorder, what dominates an access comes before it.
  for (const access of accesses) {
    const { root, offset: start } = residueOf(access.args[0])
    const offset = (start + access.imm) & (bytes - 1)
    if (root === undefined) {
      if (offset === 0) access.care = 'none'
      continue
    }
    if (access.imm % bytes === 0 && knownAlignment(access.args[0]) >= bytes) {
      access.care = 'none'
      continue
    }
    const ofRoot = byRoot.get(root) ?? []
    byRoot.set(root, ofRoot)
    let test = ofRoot.find((other) => other.offset === offset && dominates(other.block, access.block))
    if (test === undefined) {
      const block = outsideOfLoops(access.block, root.block)
      const before = block === access.block ? access : undefined
      test = { root, offset, bytes, block, before, accesses: [] }
      ofRoot.push(test)
      tests.push(test)
    }
    test.accesses.push(access)
  }
  return tests
}

/** The block in the fewest loops where a value of block `from` is there, and that dominates `block`. */
function outsideOfLoops(block: Block, from: Block): Block {
  let best = block
  for (let at = block; at !== from; ) {
    at = at.idom!
    if (at.loops < best.loops) best = at
  }
  return best
}

/** What is looked at in one place for one alignment is one test. */
function insert(graph: Graph, tests: readonly Test[]): void {
  const emitter = new Emitter(graph)
  const made = new Map<Block | Value, Map<number, Value>>()
  for (const { root, offset, bytes, block, before } of tests) {
    const place = before ?? block
    const at = before === undefined ? block.body.length : block.body.indexOf(before)
    const ofPlace = made.get(place) ?? new Map<number, Value>()
    made.set(place, ofPlace)
    let subject = root
    if (offset !== 0) {
      subject = newValue(graph, block, 'add', [root, emitter.constant(offset)])
      const known = ofPlace.get(bytes)
      block.body.splice(known === undefined ? at : block.body.indexOf(known), 0, subject)
    }
    const test = ofPlace.get(bytes)
    if (test === undefined) {
      const value = newValue(graph, block, 'test alignment', [subject], bytes)
      block.body.splice(before === undefined ? block.body.length : block.body.indexOf(before), 0, value)
      ofPlace.set(bytes, value)
    } else test.args.push(subject)
  }
}
