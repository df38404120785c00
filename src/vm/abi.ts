/** What a program can rely on: the address space, the state at its start, the system calls. */

/** Byte addresses are below this. Memory is zero where the program's file puts nothing. */
export const MEMORY_BYTES = 2 ** 30

/** Register cells: x0 to x31, and one that swallows what is written to x0. */
export const REGISTER_CELLS = 33

/** The register cell that takes writes to x0. */
export const SINK = 32

/**
 * The stack pointer (x2) at the start; all other registers are 0. As on Linux it points to the argument
 * count, the arguments and the environment: all of it is zero memory, which is a process without arguments.
 */
export const INITIAL_STACK_POINTER = 0x3fffffc0

/** The registers at the start, by cell. */
export const INITIAL_REGISTERS: readonly number[] = Array.from({ length: REGISTER_CELLS }, (_, cell) =>
  cell === 2 ? INITIAL_STACK_POINTER : 0,
)

/** System call numbers (register a7), those of Linux. */
export const SYSCALL = { read: 63, write: 64, exit: 93, exitGroup: 94 } as const

/** File descriptors. */
export const FD = { publicInput: 0, publicOutput: 1, debug: 2, privateInput: 3 } as const

/** Results of system calls that do nothing: a wrong descriptor, an unknown call. */
export const EBADF = -9
export const ENOSYS = -38

/**
 * Time stamp of the first instruction; each instruction, and each byte that `read` or `write` moves, takes
 * `TICKS`.
 */
export const FIRST_CLOCK = 4
export const TICKS = 4

/** Most instructions and moved bytes of one execution: time stamps are 32 bits. */
export const MAX_STEPS = 2 ** 30 - 2
