// Guest memory: page lookup, permissions, and code that is written to.
import {
  ADDRESS, CODE, CODE_BYTES, CODE_COUNT, MODIFIED, NEED_PAGE, NOT_READABLE, NOT_WRITABLE, NO_INSTRUCTION,
  OUT_OF_RANGE, PAGE_BYTES, PAGE_TABLE, PERMIT_WRITE, POOL, POOL_END, REGIONS, REGION_BYTES, REGION_COUNT,
  RUNNING, STEP_BYTES, STEP_OP, STEP_ORIGINAL_OP, STEP_WORD,
} from './context'

/** Byte addresses are below this. */
// @ts-ignore: decorator
@inline export const MEMORY_BYTES: u32 = 0x40000000

/** Page entries below this have no page yet. */
// @ts-ignore: decorator
@inline export const FIRST_PAGE: u32 = 64

/** Address of the table entry of the page that holds a guest address. */
// @ts-ignore: decorator
@inline export function pageEntry(table: usize, address: u32): usize {
  return table + ((address >>> 12) << 2)
}

/** The cell of the word that holds a guest address. */
// @ts-ignore: decorator
@inline export function wordCell(entry: u32, address: u32): usize {
  return (entry & ~(FIRST_PAGE - 1)) + ((address & 0xffc) << 1)
}

/** RUNNING, or the trap if not all of the bytes are in range and permitted; ADDRESS is then set. */
export function checkRange(context: usize, address: u32, bytes: u32, permit: u32): u32 {
  if (bytes == 0) return RUNNING
  if (address >= MEMORY_BYTES || bytes > MEMORY_BYTES - address) {
    store<u32>(context, address, ADDRESS)
    return OUT_OF_RANGE
  }
  let region: usize = load<u32>(context, REGIONS)
  const end = region + load<u32>(context, REGION_COUNT) * REGION_BYTES
  for (; region < end; region += REGION_BYTES) {
    const start = load<u32>(region)
    if (load<u32>(region, 4) <= address || start >= address + bytes) continue
    if ((load<u32>(region, 8) & permit) != 0) continue
    store<u32>(context, max(address, start), ADDRESS)
    return permit == PERMIT_WRITE ? NOT_WRITABLE : NOT_READABLE
  }
  return RUNNING
}

/** Makes sure that the page of an address exists: RUNNING, or NEED_PAGE if the pool is empty. */
export function preparePage(context: usize, address: u32): u32 {
  const at = pageEntry(load<u32>(context, PAGE_TABLE), address)
  const entry = load<u32>(at)
  if (entry >= FIRST_PAGE) return RUNNING
  const page = load<u32>(context, POOL)
  if (page == load<u32>(context, POOL_END)) return NEED_PAGE
  store<u32>(context, page + PAGE_BYTES, POOL)
  store<u32>(at, page | entry)
  return RUNNING
}

/** The stretch of code that holds an address, or 0. */
export function findCode(context: usize, pc: u32): usize {
  let code: usize = load<u32>(context, CODE)
  const end = code + load<u32>(context, CODE_COUNT) * CODE_BYTES
  for (; code < end; code += CODE_BYTES) {
    if (pc - load<u32>(code) < load<u32>(code, 4)) return code
  }
  return 0
}

/** The step of a multiple of 4 within a stretch of code, or just after it. */
// @ts-ignore: decorator
@inline export function stepAt(code: usize, pc: u32): usize {
  return load<u32>(code, 8) + ((pc - load<u32>(code)) >>> 2) * STEP_BYTES
}

/** After a word that may be code was written: its instruction traps unless it is what it was at the start. */
export function codeWritten(context: usize, address: u32, word: u32): void {
  const code = findCode(context, address)
  if (code == 0) return
  const step = stepAt(code, address)
  const original = <u32>load<u8>(step, STEP_ORIGINAL_OP)
  if (original == NO_INSTRUCTION) return
  store<u8>(step, word == load<u32>(step, STEP_WORD) ? original : MODIFIED, STEP_OP)
}
