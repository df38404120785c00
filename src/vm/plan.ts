/**
 * Which class of record each instruction of a program leaves, and which cells it accesses: decided by the
 * caller.
 */
import { type Accelerator, checkAccelerators } from './accelerator.ts'
import type { Instruction } from './decode.ts'
import { ISA, OPERANDS } from './isa.ts'
import type { Executable } from './program.ts'

/** Bits of `SlotPlan.access`: the accesses of an instruction and their times after its clk. */
export const ACCESS = {
  /** rs1, at clk. */
  b: 1,
  /** rs2, at clk + 1. */
  c: 2,
  /** rd, at clk + 3; x0 as rd is the sink. */
  a: 4,
  /** The word of memory, at clk + 2. */
  m: 8,
} as const

/** Number of record classes. */
export const CLASSES = 32

export interface SlotPlan {
  /** Class of the record of each slot, below `CLASSES`. */
  readonly cls: Uint8Array
  /**
   * Accesses of each slot. A source register left out is used all the same, but leaves no trace. What may not
   * be left out: a destination other than x0, and the memory of loads and stores. Ecalls ignore their entry.
   */
  readonly access: Uint8Array
  /** Class of the records of the bytes that `read` and `write` move. */
  readonly transferClass: number
  /** Class of the records of accelerated calls. */
  readonly callClass: number
  /** The accelerated calls that there are; a program traps that makes another. */
  readonly accelerators: readonly Accelerator[]
}

/** All operands of an instruction as accesses. */
export function naturalAccess({ op }: Instruction): number {
  const { format, syntax, mnemonic } = ISA[op]!
  const uses = OPERANDS[format]
  const memory = syntax.endsWith('(rs1)') && mnemonic !== 'jalr'
  return (
    (uses.rs1 ? ACCESS.b : 0) | (uses.rs2 ? ACCESS.c : 0) | (uses.rd ? ACCESS.a : 0) | (memory ? ACCESS.m : 0)
  )
}

/**
 * All records in class 0, transfers in class 1, accelerated calls in class 2, all operands accessed.
 *
 * @example
 * const plan = defaultPlan(executable)
 * console.log(plan.cls.length === executable.slots.length) // true
 */
export function defaultPlan(executable: Executable, accelerators: readonly Accelerator[] = []): SlotPlan {
  return {
    cls: new Uint8Array(executable.slots.length),
    access: Uint8Array.from(executable.slots, (_, slot) => naturalAccess(executable.instruction(slot))),
    transferClass: 1,
    callClass: 2,
    accelerators,
  }
}

/** @throws {RangeError} if the plan does not fit the program: a mistake of the caller */
export function checkPlan(executable: Executable, plan: SlotPlan): void {
  const { slots } = executable
  if (plan.cls.length !== slots.length || plan.access.length !== slots.length) {
    throw new RangeError(
      `the plan has ${plan.cls.length} classes and ${plan.access.length} accesses for ${slots.length} slots`,
    )
  }
  if (plan.transferClass >= CLASSES || plan.callClass >= CLASSES || plan.cls.some((cls) => cls >= CLASSES)) {
    throw new RangeError(`record classes are below ${CLASSES}`)
  }
  checkAccelerators(plan.accelerators)
  for (let slot = 0; slot < slots.length; slot++) {
    const instruction = executable.instruction(slot)
    const natural = naturalAccess(instruction)
    const access = plan.access[slot]!
    const needed = (natural & ACCESS.m) | (instruction.rd === 0 ? 0 : ACCESS.a)
    if ((access & needed) !== needed || (access & ~natural) !== 0) {
      throw new RangeError(
        `the accesses ${access} do not fit ${instruction.mnemonic} in slot ${slot}, which has ${natural}`,
      )
    }
  }
}
