/**
 * Records: what the execution of one instruction, or the move of one byte, leaves for the trace.
 *
 * Time: instruction number k (from 0, moved bytes counted) has clk = 4 + 4 k and accesses b at clk, c (and d)
 * at clk + 1, memory or a descriptor's cell at clk + 2, a at clk + 3. Every register, descriptor cell and
 * 4-byte word of memory has the time of its last access, at first 0. A *gap* is (time of the access) - 1 -
 * (time of the last one). Fields of accesses that did not happen are 0.
 *
 * Register gaps are below 2^16, because for every 2^16 ticks more there is a *bump* record (register cell,
 * last time, value, 0), which stands for an access 2^16 after the last one.
 */

/** u32 per record. */
export const RECORD_WORDS = 16

/** u32 per bump record. */
export const BUMP_WORDS = 4

/** Register gaps are below this. */
export const BUMP_GAP = 1 << 16

/** Fields of the record of an instruction. */
export const FIELD = {
  slot: 0,
  clk: 1,
  /** Value of rs1; of a7 in an ecall. */
  b: 2,
  /** Value of rs2; of a1 in an ecall. */
  c: 3,
  /** Value of rd before and after; of a0 in an ecall: argument and result. */
  aOld: 4,
  a: 5,
  bGap: 6,
  cGap: 7,
  aGap: 8,
  /** Byte address of the memory access; the descriptor if an ecall accesses its cell. */
  address: 9,
  /** Word of memory, or value of the descriptor's cell, before and after. */
  mOld: 10,
  m: 11,
  mGap: 12,
  /** Address of the next instruction; 0 after the exit. */
  next: 13,
  /** Value of a2 in an ecall. */
  d: 14,
  dGap: 15,
} as const

/**
 * The record of an accelerated call is that of an ecall, with a3 and its gap where memory would be; the steps that it
 * takes after the ecall's own are in `m`. What it does to memory is in its own record, see `accelerator.ts`.
 */
export const CALL_FIELD = { ...FIELD, a3: FIELD.mOld, a3Gap: FIELD.mGap, steps: FIELD.m } as const

/**
 * Fields of the record of a moved byte. Byte i (from 0) of an ecall at clk has time clk + 4 (i + 1) and
 * accesses the word of memory it lies in 2 ticks later.
 */
export const TRANSFER = {
  fd: 0,
  clk: 1,
  byte: 2,
  /** Bytes of this ecall still to come. */
  remaining: 3,
  /**
   * Descriptors 0 and 3: bytes of the stream left before this one. Descriptor 1: bytes written before this
   * one.
   */
  position: 4,
  address: 9,
  mOld: 10,
  m: 11,
  mGap: 12,
  /** Address of the instruction after the ecall. */
  next: 13,
} as const
