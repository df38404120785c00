/**
 * Where a translated program keeps things, and how it ends when it traps.
 *
 * Linear memory starts at machine address 0, so that WebAssembly addresses need no translation; everything else
 * lies above the largest memory.
 */
import { PAGE } from './wasm/module.ts'

/** Most pages of linear memory: 768 MiB. memory.grow fails beyond. */
export const MAX_PAGES = 0x3000
export const CODE_START = MAX_PAGES * PAGE + 0x1000
export const CONSTANTS_START = 0x38000000
/** The stack grows down from here. */
export const STACK_TOP = 0x3efff000
/** Words of the runtime: sizes of memory, globals, sizes of segments. */
export const RUNTIME_START = 0x3f000000
export const RUNTIME_END = 0x3fff0000

/** Size of linear memory in bytes. */
export const MEMORY_SIZE = RUNTIME_START
/** Addresses below this are at least `MARGIN` bytes before the end of memory; register gp holds it as well. */
export const MEMORY_LIMIT = RUNTIME_START + 4
export const FIRST_SLOT = RUNTIME_START + 8

/** One comparison with MEMORY_LIMIT suffices for accesses that end within this distance of their base. */
export const MARGIN = 4096

/** Exit codes of programs that trap. They are public, as all exit codes are. */
export const TRAP_EXIT = {
  unreachable: 201,
  memoryOutOfBounds: 202,
  divideByZero: 203,
  integerOverflow: 204,
  stackOverflow: 205,
  tableOutOfBounds: 206,
  /** An indirect call of an empty element, or of a function of another type. */
  badIndirectCall: 207,
  /** AssemblyScript's `abort`: a failed assertion, an index out of range, a thrown error. */
  abort: 208,
} as const
