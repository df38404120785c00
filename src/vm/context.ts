/**
 * The memory that the host and the `execute` kernel share: byte offsets, as the kernel's
 * `assembly/vm/context.ts` has them too.
 *
 * The kernel returns whenever its budget is used up, and before an instruction or a moved byte for which it
 * needs something; the host provides it and calls again. Then nothing of that step has happened yet.
 */

/** Why the kernel returned. */
export const RUNNING = 0
export const EXITED = 1
/** A page of memory is touched for the first time and the pool is empty. */
export const NEED_PAGE = 2
/** The output buffer is full. */
export const NEED_OUTPUT = 3
/** The program wrote LENGTH bytes at ADDRESS to stderr; the step is done. */
export const DEBUG_TEXT = 4
/** A record buffer is full: the execution differs from the one that was counted. */
export const RECORDS_FULL = 5
/** An accelerated call: nothing of it has happened. */
export const ACCELERATED_CALL = 6
export const ILLEGAL_INSTRUCTION = 16
export const NOT_EXECUTABLE = 17
export const MODIFIED_CODE = 18
export const MISALIGNED_JUMP = 19
export const MISALIGNED_ACCESS = 20
export const OUT_OF_RANGE = 21
export const NOT_READABLE = 22
export const NOT_WRITABLE = 23
export const BREAKPOINT = 24

/** u32 fields of the context. */
export const STATUS = 0
/** Address of the next instruction, or of the one that trapped. */
export const PC = 4
/** Address that an access or a jump failed at, or of the debug text. */
export const ADDRESS = 8
export const LENGTH = 12
export const CLOCK = 16
/** Instructions and moved bytes the call may still execute; counted down. */
export const BUDGET = 20
/** Bytes from one record to the next: 64 and 16, or 0 when only counting. */
export const RECORD_STRIDE = 24
export const BUMP_STRIDE = 28
/** Table of 2^18 page entries, one for each 4096 bytes of the address space. */
export const PAGE_TABLE = 32
/** Unused pages, cleared: from here to POOL_END. */
export const POOL = 36
export const POOL_END = 40
export const REGIONS = 44
export const REGION_COUNT = 48
export const CODE = 52
export const CODE_COUNT = 56
/** Public and private input, and room for the output. */
export const PUBLIC_INPUT = 60
export const PUBLIC_INPUT_BYTES = 64
export const PRIVATE_INPUT = 68
export const PRIVATE_INPUT_BYTES = 72
export const OUTPUT = 76
export const OUTPUT_BYTES = 80
/** Bytes that the current ecall still has to move, between which descriptor and which address. */
export const TRANSFER_LEFT = 84
export const TRANSFER_FD = 88
export const TRANSFER_ADDRESS = 92
export const TRANSFER_CLASS = 96

/** Cells are a value and the time of the last access. Descriptor cells are indexed by descriptor 0 to 3. */
export const CELLS = 128
export const REGISTERS = 160

/** By class: buffer, number of records, most records, unused. Then the same for bumps. */
export const CLASS_TABLE = 448
export const BUMP_TABLE = 960
export const CONTEXT_BYTES = 1024

/** A page: 1024 cells, one for each word. */
export const PAGE_BYTES = 8192

/** A page entry is a page (a multiple of 64; 0 if there is none yet) and these bits. */
/** Part of the page is not readable, not writable: look at the regions. */
export const PAGE_CHECK_READ = 1
export const PAGE_CHECK_WRITE = 2
/** Part of the page is writable and executable. */
export const PAGE_CODE = 4

/** A region: start, end, permission bits, unused. */
export const REGION_BYTES = 16
export const PERMIT_READ = 1
export const PERMIT_WRITE = 2

/**
 * A stretch of code: address, bytes (4 per word), steps, unused. It has a step for each word and one more of
 * kind END_OF_CODE.
 */
export const CODE_BYTES = 16

/** A step, which is a word of code prepared for execution. */
export const STEP_BYTES = 32
/** u8 fields: op of the ISA table or a kind below; accesses; class; op that MODIFIED stands for. */
export const STEP_OP = 0
export const STEP_ACCESS = 1
export const STEP_CLASS = 2
export const STEP_ORIGINAL_OP = 3
/** u16 fields: offsets of the cells of rs1, rs2 and rd from REGISTERS. */
export const STEP_B = 4
export const STEP_C = 6
export const STEP_A = 8
/** u8 fields: size of the memory access - 1; the permission it needs. */
export const STEP_ALIGN = 10
export const STEP_PERMIT = 11
/** u32 fields. */
export const STEP_IMM = 12
export const STEP_PC = 16
export const STEP_SLOT = 20
export const STEP_WORD = 24

/** Kinds of steps that are no instruction. */
export const NO_INSTRUCTION = 48
export const MODIFIED = 49
export const END_OF_CODE = 50
