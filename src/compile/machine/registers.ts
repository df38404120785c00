/** How translated code uses the registers of the machine. */

export const [RA, SP, GP, T5, T6, A0, A7] = [1, 2, 3, 30, 31, 10, 17]

/** gp holds `MEMORY_LIMIT`; x30 and x31 are for the moment. All others hold values. */
export const SCRATCH = [T5, T6] as const

/** Arguments and results of calls, a word each; further arguments are on the stack. */
export const ARGUMENTS: readonly number[] = [10, 11, 12, 13, 14, 15, 16, 17]

/** Functions leave these as they are. */
export const SAVED: readonly number[] = [8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27]

/** Functions may change these. */
export const TEMPORARY: readonly number[] = [5, 6, 7, 28, 29, 4, 17, 16, 15, 14, 13, 12, 11, 10]

/** What a function changes, as bits by register: all temporaries and the return address. */
export const ALL_TEMPORARIES = [...TEMPORARY, RA].reduce((bits, register) => bits | (1 << register), 0)
