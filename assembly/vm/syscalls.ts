// System calls and the bytes they move.
import {
  ACCELERATED_CALL, ADDRESS, BUDGET, CELLS, CLOCK, DEBUG_TEXT, EXITED, LENGTH, NEED_OUTPUT, OUTPUT, OUTPUT_BYTES, PAGE_CODE,
  PAGE_TABLE, PC, PERMIT_READ, PERMIT_WRITE, PRIVATE_INPUT, PRIVATE_INPUT_BYTES, PUBLIC_INPUT,
  PUBLIC_INPUT_BYTES, RECORDS_FULL, REGISTERS, RUNNING, STEP_CLASS, STEP_PC, STEP_SLOT, TRANSFER_ADDRESS,
  TRANSFER_CLASS, TRANSFER_FD, TRANSFER_LEFT,
} from './context'
import { checkRange, codeWritten, pageEntry, preparePage, wordCell } from './memory'
import {
  FIELD_A, FIELD_ADDRESS, FIELD_A_GAP, FIELD_A_OLD, FIELD_B, FIELD_B_GAP, FIELD_C, FIELD_CLK, FIELD_C_GAP,
  FIELD_D, FIELD_D_GAP, FIELD_M, FIELD_M_GAP, FIELD_M_OLD, FIELD_NEXT, FIELD_SLOT, newRecord, touchRegister,
} from './record'

// @ts-ignore: decorator
@inline const A0: usize = REGISTERS + 8 * 10
// @ts-ignore: decorator
@inline const A1: usize = REGISTERS + 8 * 11
// @ts-ignore: decorator
@inline const A2: usize = REGISTERS + 8 * 12
// @ts-ignore: decorator
@inline const A7: usize = REGISTERS + 8 * 17

// @ts-ignore: decorator
@inline const READ: u32 = 63
// @ts-ignore: decorator
@inline const WRITE: u32 = 64
// @ts-ignore: decorator
@inline const EXIT: u32 = 93
// @ts-ignore: decorator
@inline const EXIT_GROUP: u32 = 94
/** Numbers from the first to the last are accelerated calls. */
// @ts-ignore: decorator
@inline const FIRST_CALL: u32 = 0x1000
// @ts-ignore: decorator
@inline const LAST_CALL: u32 = 0xffff
// @ts-ignore: decorator
@inline const EBADF: u32 = -9
// @ts-ignore: decorator
@inline const ENOSYS: u32 = -38

// @ts-ignore: decorator
@inline const PUBLIC_IN: u32 = 0
// @ts-ignore: decorator
@inline const PUBLIC_OUT: u32 = 1
// @ts-ignore: decorator
@inline const DEBUG: u32 = 2
// @ts-ignore: decorator
@inline const PRIVATE_IN: u32 = 3

/**
 * Executes the ecall of a step at time clk. ACCELERATED_CALL leaves it to the host. RUNNING, DEBUG_TEXT and EXITED mean that it is done, and
 * TRANSFER_LEFT bytes are to be moved before the next instruction.
 */
export function environmentCall(context: usize, step: usize, clk: u32): u32 {
  const call = load<u32>(context, A7)
  if (call >= FIRST_CALL && call <= LAST_CALL) return ACCELERATED_CALL
  const fd = load<u32>(context, A0)
  const pointer = load<u32>(context, A1)
  const length = load<u32>(context, A2)
  let status: u32 = RUNNING
  let result = fd
  let moved: u32 = 0
  let cell: usize = 0
  if (call == EXIT || call == EXIT_GROUP) {
    status = EXITED
  } else if (call == READ && (fd == PUBLIC_IN || fd == PRIVATE_IN)) {
    cell = context + CELLS + (<usize>fd << 3)
    moved = min(length, load<u32>(cell))
    result = moved
    const fault = checkRange(context, pointer, moved, PERMIT_WRITE)
    if (fault != RUNNING) return fault
  } else if (call == WRITE && (fd == PUBLIC_OUT || fd == DEBUG)) {
    result = length
    const fault = checkRange(context, pointer, length, PERMIT_READ)
    if (fault != RUNNING) return fault
    if (fd == DEBUG) {
      store<u32>(context, pointer, ADDRESS)
      store<u32>(context, length, LENGTH)
      status = DEBUG_TEXT
    } else {
      cell = context + CELLS + (<usize>fd << 3)
      moved = length
    }
  } else {
    result = call == READ || call == WRITE ? EBADF : ENOSYS
  }

  const record = newRecord(context, load<u8>(step, STEP_CLASS))
  if (record == 0) return RECORDS_FULL
  store<u32>(record, load<u32>(step, STEP_SLOT), FIELD_SLOT)
  store<u32>(record, clk, FIELD_CLK)
  store<u32>(record, call, FIELD_B)
  store<u32>(record, touchRegister(context, context + A7, clk), FIELD_B_GAP)
  store<u32>(record, pointer, FIELD_C)
  store<u32>(record, touchRegister(context, context + A1, clk + 1), FIELD_C_GAP)
  store<u32>(record, length, FIELD_D)
  store<u32>(record, touchRegister(context, context + A2, clk + 1), FIELD_D_GAP)
  let address: u32 = 0
  let before: u32 = 0
  let after: u32 = 0
  let gap: u32 = 0
  if (cell != 0) {
    address = fd
    before = load<u32>(cell)
    after = fd == PUBLIC_OUT ? before + moved : before - moved
    gap = clk + 1 - load<u32>(cell, 4)
    store<u32>(cell, after)
    store<u32>(cell, clk + 2, 4)
    store<u32>(context, moved, TRANSFER_LEFT)
    store<u32>(context, fd, TRANSFER_FD)
    store<u32>(context, pointer, TRANSFER_ADDRESS)
  }
  store<u32>(record, address, FIELD_ADDRESS)
  store<u32>(record, before, FIELD_M_OLD)
  store<u32>(record, after, FIELD_M)
  store<u32>(record, gap, FIELD_M_GAP)
  store<u32>(record, fd, FIELD_A_OLD)
  store<u32>(record, result, FIELD_A)
  store<u32>(record, touchRegister(context, context + A0, clk + 3), FIELD_A_GAP)
  store<u32>(context, result, A0)
  store<u32>(record, status == EXITED ? 0 : load<u32>(step, STEP_PC) + 4, FIELD_NEXT)
  return status
}

/** Moves bytes from CLOCK on, within BUDGET. RUNNING if none are left or the budget is used up. */
export function moveBytes(context: usize): u32 {
  const fd = load<u32>(context, TRANSFER_FD)
  const cell = load<u32>(context + CELLS + (<usize>fd << 3))
  const pages: usize = load<u32>(context, PAGE_TABLE)
  let left = load<u32>(context, TRANSFER_LEFT)
  let address = load<u32>(context, TRANSFER_ADDRESS)
  let clk = load<u32>(context, CLOCK)
  let budget = load<u32>(context, BUDGET)
  let status: u32 = RUNNING
  while (left > 0 && budget > 0) {
    status = preparePage(context, address)
    if (status != RUNNING) break
    // The descriptor's cell already is what it will be when all bytes are moved.
    const position = fd == PUBLIC_OUT ? cell - left : cell + left
    if (fd == PUBLIC_OUT && position >= load<u32>(context, OUTPUT_BYTES)) {
      status = NEED_OUTPUT
      break
    }
    const record = newRecord(context, load<u32>(context, TRANSFER_CLASS))
    if (record == 0) {
      status = RECORDS_FULL
      break
    }
    const entry = load<u32>(pageEntry(pages, address))
    const word = wordCell(entry, address)
    const before = load<u32>(word)
    const shift = (address & 3) << 3
    let byte: u32
    let after = before
    if (fd == PUBLIC_OUT) {
      byte = (before >>> shift) & 0xff
      store<u8>(load<u32>(context, OUTPUT) + position, byte)
    } else {
      const end: usize =
        fd == PUBLIC_IN
          ? load<u32>(context, PUBLIC_INPUT) + load<u32>(context, PUBLIC_INPUT_BYTES)
          : load<u32>(context, PRIVATE_INPUT) + load<u32>(context, PRIVATE_INPUT_BYTES)
      byte = load<u8>(end - position)
      after = (before & ~(<u32>0xff << shift)) | (byte << shift)
      store<u32>(word, after)
      if ((entry & PAGE_CODE) != 0) codeWritten(context, address & ~3, after)
    }
    left--
    store<u32>(record, fd)
    store<u32>(record, clk, 4)
    store<u32>(record, byte, 8)
    store<u32>(record, left, 12)
    store<u64>(record, position, 16)
    store<u64>(record, 0, 24)
    store<u32>(record, 0, 32)
    store<u32>(record, address, FIELD_ADDRESS)
    store<u32>(record, before, FIELD_M_OLD)
    store<u32>(record, after, FIELD_M)
    store<u32>(record, clk + 1 - load<u32>(word, 4), FIELD_M_GAP)
    store<u32>(record, load<u32>(context, PC), FIELD_NEXT)
    store<u64>(record, 0, FIELD_D)
    store<u32>(word, clk + 2, 4)
    address++
    clk += 4
    budget--
  }
  store<u32>(context, left, TRANSFER_LEFT)
  store<u32>(context, address, TRANSFER_ADDRESS)
  store<u32>(context, clk, CLOCK)
  store<u32>(context, budget, BUDGET)
  return status
}
