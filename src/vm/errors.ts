/** Why a program cannot be loaded or stopped before it ended. */
import { LimpidError } from '../util/errors.ts'

export type ElfErrorCode =
  | 'ELF_FORMAT'
  | 'ELF_TRUNCATED'
  | 'ELF_CLASS'
  | 'ELF_BYTE_ORDER'
  | 'ELF_MACHINE'
  | 'ELF_TYPE'
  | 'ELF_DYNAMIC'
  | 'ELF_COMPRESSED'
  | 'ELF_SEGMENT'
  | 'ELF_OVERLAP'
  | 'ELF_TOO_LARGE'
  | 'ELF_NO_CODE'

/**
 * The file is not a program this machine can run.
 *
 * @example
 * import { loadElf } from 'limpid/vm'
 *
 * try {
 *   loadElf(new Uint8Array(64))
 * } catch (error) {
 *   console.log(error instanceof ElfError && error.code) // ELF_FORMAT
 * }
 */
export class ElfError extends LimpidError {
  declare readonly code: ElfErrorCode

  constructor(code: ElfErrorCode, message: string) {
    super(code, message)
    this.name = 'ElfError'
  }
}

export type TrapCode =
  | 'ILLEGAL_INSTRUCTION'
  | 'NOT_EXECUTABLE'
  | 'MODIFIED_CODE'
  | 'MISALIGNED_JUMP'
  | 'MISALIGNED_ACCESS'
  | 'OUT_OF_RANGE'
  | 'NOT_READABLE'
  | 'NOT_WRITABLE'
  | 'BREAKPOINT'
  | 'INVALID_CALL'
  | 'UNKNOWN_CALL'
  | 'CYCLE_LIMIT'

export interface TrapPlace {
  /** Address of the instruction that trapped. */
  readonly pc: number
  /** The instruction as text. */
  readonly instruction: string
  /** Nearest symbol and distance, `main+0x14`, if the program has symbols. */
  readonly symbol: string | undefined
  /**
   * The address that was read, written or jumped to. It may depend on private input, so it is not part of the
   * message.
   */
  readonly address: number | undefined
}

const TRAPS: Readonly<Record<TrapCode, readonly [what: string, advice: string]>> = {
  ILLEGAL_INSTRUCTION: [
    'illegal instruction',
    'compile for rv32im without compressed, floating-point, atomic or CSR instructions, and look for a jump into data',
  ],
  NOT_EXECUTABLE: [
    'execution leaves the code of the program',
    'end with the exit system call, and look for a bad function pointer or return address',
  ],
  MODIFIED_CODE: [
    'the program changed this instruction',
    'code is fixed when the program is loaded: do not write to it',
  ],
  MISALIGNED_JUMP: [
    'jump to an address that is no multiple of 4',
    'look for a bad function pointer, and compile without compressed instructions',
  ],
  MISALIGNED_ACCESS: [
    'misaligned memory access',
    'align the pointer to the size of the access, or compile with -mstrict-align',
  ],
  OUT_OF_RANGE: [
    'memory access beyond the address space of 2^30 bytes',
    'look for a bad pointer or a stack pointer that was never set',
  ],
  NOT_READABLE: [
    'read from a segment that is not readable',
    'mark the segment readable (R) or look for a bad pointer',
  ],
  NOT_WRITABLE: [
    'write to a segment that is not writable',
    'mark the segment writable (W) or look for a bad pointer',
  ],
  BREAKPOINT: [
    'ebreak reached',
    'this is how assertions and unreachable code end: look for the check that failed',
  ],
  INVALID_CALL: [
    'call of a precompile with operands that it has no result for',
    'look at what the call demands: a modulus of 0, a division by 0 and words that are no field elements have no result',
  ],
  UNKNOWN_CALL: [
    'call of a precompile that this machine does not have',
    'numbers from 0x1000 to 0xffff in a7 are precompiles: look at the number, or load the program for a machine that has it',
  ],
  CYCLE_LIMIT: ['the limit of cycles is reached', 'raise maxCycles or look for an endless loop'],
}

/**
 * The program trapped: its execution has no result, so there is nothing to prove.
 *
 * @example
 * import { defaultPlan, interpret } from 'limpid/vm'
 *
 * try {
 *   interpret(executable, defaultPlan(executable), { privateInput, maxCycles: 10 })
 * } catch (error) {
 *   console.log(error instanceof TrapError && error.code) // CYCLE_LIMIT
 * }
 */
export class TrapError extends LimpidError implements TrapPlace {
  declare readonly code: TrapCode
  readonly pc: number
  readonly instruction: string
  readonly symbol: string | undefined
  readonly address: number | undefined

  constructor(code: TrapCode, place: TrapPlace) {
    const [what, advice] = TRAPS[code]
    const pc = `0x${place.pc.toString(16).padStart(8, '0')}`
    const symbol = place.symbol === undefined ? '' : ` <${place.symbol}>`
    super(code, `${what} at ${pc}${symbol} \`${place.instruction}\`: ${advice}`)
    this.name = 'TrapError'
    this.pc = place.pc
    this.instruction = place.instruction
    this.symbol = place.symbol
    this.address = place.address
  }
}
