/** Where things live in the single address space of the memory bus, and when. All numbers fit one field element. */
import { REGISTER_CELLS } from '../vm/abi.ts'

export { FIRST_CLOCK, SINK, TICKS } from '../vm/abi.ts'

/**
 * RAM is words 0 .. 2^28 - 1; register cell r is the word 2^28 + 2^27 + r. The verifier bridges the words between, so
 * that they never begin: what reaches beyond RAM by less than 2^29 bytes cannot be proved.
 */
export const RAM_WORDS = 2 ** 28
export const REGISTER_WORD = RAM_WORDS + 2 ** 27
export const registerAddress = (cell: number): number => 4 * (REGISTER_WORD + cell)

/** The io cell of a descriptor: bytes left (0, 3) or bytes written (1). */
export const CELL_WORD = REGISTER_WORD + 64
export const cellAddress = (descriptor: number): number => 4 * (CELL_WORD + descriptor)

/** The chain of touched words starts before word 0 and ends behind the registers. */
export const ORDER_START = -1
export const ORDER_END = REGISTER_WORD + REGISTER_CELLS

/** When, within its 4 ticks, an instruction makes its accesses: two reads, memory, the written register. */
export const TIME_B = 0
export const TIME_C = 1
export const TIME_MEMORY = 2
export const TIME_A = 3

/** All times are below 2^28, which bounds the number of rows that advance the clock. */
export const MAX_TIME = 2 ** 28

/** Most steps (instructions, moved bytes, steps of calls) of a proved execution. */
export const MAX_PROVED_STEPS = MAX_TIME / 4 - 4
