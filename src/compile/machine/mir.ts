/** Machine code with virtual registers. */

import type { Mnemonic } from '../../vm/isa.ts'
import type { Care, Member } from '../ir/ir.ts'

export type MachineOp =
  | Mnemonic
  /** defs[0] = imm; given up and repeated at its uses if registers are short. */
  | 'constant'
  /** defs[i] = uses[i], all at once. */
  | 'moves'
  /** defs[0] = uses[0] branch uses[1] ? uses[2] : uses[3] */
  | 'select'
  | 'check'
  /** Goes on in the copy of the code that assumes nothing unless all uses are multiples of `imm`. */
  | 'test alignment'
  /** Traps with code `imm` if uses[0] = 0; if uses[0] >= uses[1] unsigned; if uses[0] / uses[1] overflows. */
  | 'trap if zero'
  | 'trap unless below'
  | 'trap if overflow'
  /** The parameters arrive. */
  | 'entry'
  /** Calls function `imm`; memory.grow; the code at uses[0] with the other uses. */
  | 'call'
  | 'grow'
  | 'call address'
  /** uses are the number and the arguments of a system call. */
  | 'system'
  /** Ends of blocks. */
  | 'jump'
  | 'branch'
  | 'switch'
  | 'return'
  | 'trap'

export type Branch = 'beq' | 'bne' | 'blt' | 'bge' | 'bltu' | 'bgeu'

export interface MachineInstruction {
  readonly op: MachineOp
  /** Virtual registers; `ZERO` is x0. Loads use a base, stores a base and a value. */
  readonly defs: readonly number[]
  readonly uses: readonly number[]
  readonly imm: number
  /** Condition of branches and selections. */
  readonly branch: Branch
  readonly members: readonly Member[]
  /** How a load or store comes to be aligned. */
  readonly care: Care
  /** Blocks that control may go to: of a branch, the one if it is taken, and the other. */
  readonly targets: MachineBlock[]
}

export interface MachineBlock {
  readonly id: number
  instructions: MachineInstruction[]
  /** Number of loops around. */
  readonly loops: number
}

export interface MachineFunction {
  readonly name: string
  /** In the order of the code; the first is the entry. */
  blocks: MachineBlock[]
  /** Number of virtual registers. */
  registers: number
  /** Virtual registers that are constants, with their values. */
  readonly constants: ReadonlyMap<number, number>
}

/** The virtual register that is always x0. */
export const ZERO = 0

export const INVERSE_BRANCH: Readonly<Record<Branch, Branch>> = {
  beq: 'bne',
  bne: 'beq',
  blt: 'bge',
  bge: 'blt',
  bltu: 'bgeu',
  bgeu: 'bltu',
}

/** Successors of a block. */
export const targetsOf = (block: MachineBlock): readonly MachineBlock[] =>
  block.instructions[block.instructions.length - 1].targets
