/** A program to measure with: a loop over a few kinds of instructions, as an ELF executable. */

const BASE = 0x1000
const DATA = 0x100000
const HEADER_BYTES = 52
const SEGMENT_BYTES = 32
const [EXECUTABLE, RISC_V, LOAD, READ_EXECUTE] = [2, 243, 1, 5]

const [zero, t0, t1, t2, t3, a0, a7] = [0, 5, 6, 7, 28, 10, 17]

const immediate = (opcode: number, funct: number, rd: number, rs1: number, value: number) =>
  (((value & 0xfff) << 20) | (rs1 << 15) | (funct << 12) | (rd << 7) | opcode) >>> 0
const register = (funct: number, rd: number, rs1: number, rs2: number) =>
  ((rs2 << 20) | (rs1 << 15) | (funct << 12) | (rd << 7) | 0x33) >>> 0
const lui = (rd: number, value: number) => (((value & 0xfffff) << 12) | (rd << 7) | 0x37) >>> 0
const addi = (rd: number, rs1: number, value: number) => immediate(0x13, 0, rd, rs1, value)

/** Instructions of one pass. */
const LOOP = [
  immediate(0x03, 2, t2, t1, 0), // lw t2, 0(t1)
  register(0, t2, t2, t0), // add t2, t2, t0
  immediate(0x13, 1, t3, t2, 3), // slli t3, t2, 3
  register(4, t2, t2, t3), // xor t2, t2, t3
  ((t2 << 20) | (t1 << 15) | (2 << 12) | 0x23) >>> 0, // sw t2, 0(t1)
  addi(t0, t0, -1),
]
const PASS = LOOP.length + 1
const AROUND = 6

/** Branch if t0 is not zero, `-offset` bytes back. */
function bnez(offset: number): number {
  const bits = -offset >>> 0
  const bit = (at: number, count: number) => (bits >>> at) & (2 ** count - 1)
  return (
    ((bit(12, 1) << 31) |
      (bit(5, 6) << 25) |
      (t0 << 15) |
      (1 << 12) |
      (bit(1, 4) << 8) |
      (bit(11, 1) << 7) |
      0x63) >>>
    0
  )
}

/** An executable that runs for about `cycles` cycles, at most so many, and exits with code 0. */
export function benchProgram(cycles: number): Uint8Array {
  const passes = Math.max(1, Math.floor((cycles - AROUND) / PASS))
  const low = (passes << 20) >> 20
  const code = [
    lui(t0, (passes - low) >>> 12),
    addi(t0, t0, low),
    lui(t1, DATA >>> 12),
    ...LOOP,
    bnez(4 * LOOP.length),
    addi(a0, zero, 0),
    addi(a7, zero, 93),
    0x73,
  ]
  const start = HEADER_BYTES + SEGMENT_BYTES
  const bytes = new Uint8Array(start + 4 * code.length)
  const view = new DataView(bytes.buffer)
  const u16 = (at: number, value: number) => view.setUint16(at, value, true)
  const u32 = (at: number, value: number) => view.setUint32(at, value, true)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1])
  u16(16, EXECUTABLE)
  u16(18, RISC_V)
  u32(20, 1)
  u32(24, BASE)
  u32(28, HEADER_BYTES)
  u16(40, HEADER_BYTES)
  u16(42, SEGMENT_BYTES)
  u16(44, 1)
  const size = 4 * code.length
  const segment = [LOAD, start, BASE, BASE, size, size, READ_EXECUTE, 4]
  segment.forEach((word, k) => {
    u32(HEADER_BYTES + 4 * k, word)
  })
  code.forEach((word, k) => {
    u32(start + 4 * k, word)
  })
  return bytes
}
