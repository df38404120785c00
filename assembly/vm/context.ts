// What the executor shares with its host, as in src/vm/context.ts, which explains it. A test compares the
// two.
// @ts-ignore: decorator
@inline export const RUNNING: u32 = 0
// @ts-ignore: decorator
@inline export const EXITED: u32 = 1
// @ts-ignore: decorator
@inline export const NEED_PAGE: u32 = 2
// @ts-ignore: decorator
@inline export const NEED_OUTPUT: u32 = 3
// @ts-ignore: decorator
@inline export const DEBUG_TEXT: u32 = 4
// @ts-ignore: decorator
@inline export const RECORDS_FULL: u32 = 5
// @ts-ignore: decorator
@inline export const ACCELERATED_CALL: u32 = 6
// @ts-ignore: decorator
@inline export const ILLEGAL_INSTRUCTION: u32 = 16
// @ts-ignore: decorator
@inline export const NOT_EXECUTABLE: u32 = 17
// @ts-ignore: decorator
@inline export const MODIFIED_CODE: u32 = 18
// @ts-ignore: decorator
@inline export const MISALIGNED_JUMP: u32 = 19
// @ts-ignore: decorator
@inline export const MISALIGNED_ACCESS: u32 = 20
// @ts-ignore: decorator
@inline export const OUT_OF_RANGE: u32 = 21
// @ts-ignore: decorator
@inline export const NOT_READABLE: u32 = 22
// @ts-ignore: decorator
@inline export const NOT_WRITABLE: u32 = 23
// @ts-ignore: decorator
@inline export const BREAKPOINT: u32 = 24
// @ts-ignore: decorator
@inline export const STATUS: usize = 0
// @ts-ignore: decorator
@inline export const PC: usize = 4
// @ts-ignore: decorator
@inline export const ADDRESS: usize = 8
// @ts-ignore: decorator
@inline export const LENGTH: usize = 12
// @ts-ignore: decorator
@inline export const CLOCK: usize = 16
// @ts-ignore: decorator
@inline export const BUDGET: usize = 20
// @ts-ignore: decorator
@inline export const RECORD_STRIDE: usize = 24
// @ts-ignore: decorator
@inline export const BUMP_STRIDE: usize = 28
// @ts-ignore: decorator
@inline export const PAGE_TABLE: usize = 32
// @ts-ignore: decorator
@inline export const POOL: usize = 36
// @ts-ignore: decorator
@inline export const POOL_END: usize = 40
// @ts-ignore: decorator
@inline export const REGIONS: usize = 44
// @ts-ignore: decorator
@inline export const REGION_COUNT: usize = 48
// @ts-ignore: decorator
@inline export const CODE: usize = 52
// @ts-ignore: decorator
@inline export const CODE_COUNT: usize = 56
// @ts-ignore: decorator
@inline export const PUBLIC_INPUT: usize = 60
// @ts-ignore: decorator
@inline export const PUBLIC_INPUT_BYTES: usize = 64
// @ts-ignore: decorator
@inline export const PRIVATE_INPUT: usize = 68
// @ts-ignore: decorator
@inline export const PRIVATE_INPUT_BYTES: usize = 72
// @ts-ignore: decorator
@inline export const OUTPUT: usize = 76
// @ts-ignore: decorator
@inline export const OUTPUT_BYTES: usize = 80
// @ts-ignore: decorator
@inline export const TRANSFER_LEFT: usize = 84
// @ts-ignore: decorator
@inline export const TRANSFER_FD: usize = 88
// @ts-ignore: decorator
@inline export const TRANSFER_ADDRESS: usize = 92
// @ts-ignore: decorator
@inline export const TRANSFER_CLASS: usize = 96
// @ts-ignore: decorator
@inline export const CELLS: usize = 128
// @ts-ignore: decorator
@inline export const REGISTERS: usize = 160
// @ts-ignore: decorator
@inline export const CLASS_TABLE: usize = 448
// @ts-ignore: decorator
@inline export const BUMP_TABLE: usize = 960
// @ts-ignore: decorator
@inline export const CONTEXT_BYTES: u32 = 1024
// @ts-ignore: decorator
@inline export const PAGE_BYTES: u32 = 8192
// @ts-ignore: decorator
@inline export const PAGE_CHECK_READ: u32 = 1
// @ts-ignore: decorator
@inline export const PAGE_CHECK_WRITE: u32 = 2
// @ts-ignore: decorator
@inline export const PAGE_CODE: u32 = 4
// @ts-ignore: decorator
@inline export const REGION_BYTES: u32 = 16
// @ts-ignore: decorator
@inline export const PERMIT_READ: u32 = 1
// @ts-ignore: decorator
@inline export const PERMIT_WRITE: u32 = 2
// @ts-ignore: decorator
@inline export const CODE_BYTES: u32 = 16
// @ts-ignore: decorator
@inline export const STEP_BYTES: u32 = 32
// @ts-ignore: decorator
@inline export const STEP_OP: usize = 0
// @ts-ignore: decorator
@inline export const STEP_ACCESS: usize = 1
// @ts-ignore: decorator
@inline export const STEP_CLASS: usize = 2
// @ts-ignore: decorator
@inline export const STEP_ORIGINAL_OP: usize = 3
// @ts-ignore: decorator
@inline export const STEP_B: usize = 4
// @ts-ignore: decorator
@inline export const STEP_C: usize = 6
// @ts-ignore: decorator
@inline export const STEP_A: usize = 8
// @ts-ignore: decorator
@inline export const STEP_ALIGN: usize = 10
// @ts-ignore: decorator
@inline export const STEP_PERMIT: usize = 11
// @ts-ignore: decorator
@inline export const STEP_IMM: usize = 12
// @ts-ignore: decorator
@inline export const STEP_PC: usize = 16
// @ts-ignore: decorator
@inline export const STEP_SLOT: usize = 20
// @ts-ignore: decorator
@inline export const STEP_WORD: usize = 24
// @ts-ignore: decorator
@inline export const NO_INSTRUCTION: u32 = 48
// @ts-ignore: decorator
@inline export const MODIFIED: u32 = 49
// @ts-ignore: decorator
@inline export const END_OF_CODE: u32 = 50
