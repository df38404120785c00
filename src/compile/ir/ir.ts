/**
 * The intermediate representation: static single assignment over 32-bit words. 64-bit values are two of them.
 *
 * Comparisons give 0 or 1. Shifts take their amount modulo 32. Addresses are WebAssembly addresses, which are
 * machine addresses as well: linear memory starts at 0.
 */

export type Arithmetic =
  | 'add'
  | 'sub'
  | 'mul'
  | 'mulh'
  | 'mulhu'
  | 'div'
  | 'divu'
  | 'rem'
  | 'remu'
  | 'and'
  | 'or'
  | 'xor'
  | 'sll'
  | 'srl'
  | 'sra'

export type Comparison = 'eq' | 'ne' | 'lt' | 'ltu' | 'ge' | 'geu'

export type Load = 'lb' | 'lbu' | 'lh' | 'lhu' | 'lw'
export type Store = 'sb' | 'sh' | 'sw'

export type Op =
  | Arithmetic
  | Comparison
  | Load
  | Store
  /** `imm` is the value. */
  | 'const'
  /** `imm` is the number of the word among the parameters. */
  | 'param'
  /** One argument for each predecessor of the block. */
  | 'phi'
  /** Word `imm` of what the call `args[0]` returns. */
  | 'result'
  /** args[0] != 0 ? args[1] : args[2] */
  | 'select'
  /** Traps unless the accesses in `members` to args[0] + displacement are within memory. */
  | 'check'
  /** Goes on in the copy of the code that assumes nothing unless all args are multiples of `imm`. */
  | 'test alignment'
  /** Traps with code `imm` if args[0] = 0. */
  | 'trap if zero'
  /** Traps if args[0] / args[1] is 2^31. */
  | 'trap if overflow'
  /** Reads and writes the word of the runtime area at address `imm`. */
  | 'get'
  | 'set'
  /** Calls function `imm` with args; its results are `result` values. */
  | 'call'
  /** Calls element args[0] of the table for type key number `imm`. */
  | 'call indirect'
  /** memory.grow */
  | 'grow'
  /** System call args[0] with arguments args[1..3], or a fourth one. */
  | 'ecall'

/** An access of `extent` bytes from WebAssembly address (x + displacement) mod 2^32. */
export interface Member {
  readonly displacement: number
  readonly extent: number
}

/** How a load or store makes sure that it is aligned, which the machine demands. */
export type Care =
  /** It is known to be. */
  | 'none'
  /** It looks, and goes byte by byte if it is not. */
  | 'test'
  /** A dominating `test alignment` has looked. */
  | 'tested'

export interface Value {
  readonly id: number
  readonly op: Op
  args: Value[]
  /** Constant, displacement, index: see `Op`. */
  imm: number
  block: Block
  members: readonly Member[]
  care: Care
  /** Set when the value turned out to be another. */
  forward: Value | undefined
}

export type Exit =
  | { readonly kind: 'jump'; to: Block }
  | { readonly kind: 'branch'; condition: Value; taken: Block; otherwise: Block }
  | { readonly kind: 'switch'; index: Value; readonly targets: Block[] }
  | { readonly kind: 'return'; values: Value[] }
  | { readonly kind: 'trap'; readonly code: number }

export interface Block {
  id: number
  phis: Value[]
  body: Value[]
  exit: Exit
  preds: Block[]
  /** Immediate dominator, depth in the dominator tree, number of loops around: set by `analyse`. */
  idom: Block | undefined
  depth: number
  loops: number
}

export interface Graph {
  readonly name: string
  readonly entry: Block
  /** In reverse postorder after `analyse`. */
  blocks: Block[]
  readonly params: Value[]
  /** The constants by their value; they belong to no block. */
  readonly constants: Map<number, Value>
  nextId: number
}

export function newBlock(id: number): Block {
  return {
    id,
    phis: [],
    body: [],
    exit: { kind: 'trap', code: 0 },
    preds: [],
    idom: undefined,
    depth: 0,
    loops: 0,
  }
}

const NO_MEMBERS: readonly Member[] = []

export function newValue(graph: Graph, block: Block, op: Op, args: Value[], imm = 0): Value {
  return { id: graph.nextId++, op, args, imm, block, members: NO_MEMBERS, care: 'none', forward: undefined }
}

/** What a value is after all replacements. */
export function resolve(value: Value): Value {
  let end = value
  while (end.forward !== undefined) end = end.forward
  for (let at = value; at.forward !== undefined; ) {
    const next: Value = at.forward
    at.forward = end
    at = next
  }
  return end
}

export function successors(exit: Exit): readonly Block[] {
  switch (exit.kind) {
    case 'jump':
      return [exit.to]
    case 'branch':
      return [exit.taken, exit.otherwise]
    case 'switch':
      return exit.targets
    default:
      return []
  }
}

/** The values an exit uses. */
export function exitArguments(exit: Exit): readonly Value[] {
  switch (exit.kind) {
    case 'branch':
      return [exit.condition]
    case 'switch':
      return [exit.index]
    case 'return':
      return exit.values
    default:
      return []
  }
}

const COMPARISONS: ReadonlySet<Op> = new Set<Op>(['eq', 'ne', 'lt', 'ltu', 'ge', 'geu'])
const EFFECTS: ReadonlySet<Op> = new Set<Op>([
  'sb',
  'sh',
  'sw',
  'check',
  'test alignment',
  'trap if zero',
  'trap if overflow',
  'set',
  'call',
  'call indirect',
  'grow',
  'ecall',
])
const IMPURE: ReadonlySet<Op> = new Set<Op>([
  ...EFFECTS,
  'lb',
  'lbu',
  'lh',
  'lhu',
  'lw',
  'get',
  'phi',
  'param',
  'result',
])

export const isComparison = (op: Op): op is Comparison => COMPARISONS.has(op)
/** Must stay even if nobody uses its value. */
export const hasEffect = (op: Op) => EFFECTS.has(op)
/** The same arguments give the same value anywhere. */
export const isPure = (op: Op) => !IMPURE.has(op)

export const LOAD_BYTES: Readonly<Record<Load, number>> = { lb: 1, lbu: 1, lh: 2, lhu: 2, lw: 4 }
export const STORE_BYTES: Readonly<Record<Store, number>> = { sb: 1, sh: 2, sw: 4 }
export const isLoad = (op: Op): op is Load => op in LOAD_BYTES
export const isStore = (op: Op): op is Store => op in STORE_BYTES
