/** Where jumps and branches go, as the program table has it. */
import { P } from '../field/koalabear.ts'
import { MEMORY_BYTES } from '../vm/abi.ts'

/** A pc that no instruction has. It stands for targets outside of memory, which modulo p could be addresses. */
export const NOWHERE = P - 1

/** The address `pc + offset`. */
export function jumpTarget(pc: number, offset: number): number {
  const address = pc + offset
  return address >= 0 && address < MEMORY_BYTES ? address : NOWHERE
}
