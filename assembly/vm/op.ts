// The instructions as the ISA table in src/vm/isa.ts numbers them. A test compares the two.
// @ts-ignore: decorator
@inline export const LUI: u32 = 0
// @ts-ignore: decorator
@inline export const AUIPC: u32 = 1
// @ts-ignore: decorator
@inline export const JAL: u32 = 2
// @ts-ignore: decorator
@inline export const JALR: u32 = 3
// @ts-ignore: decorator
@inline export const BEQ: u32 = 4
// @ts-ignore: decorator
@inline export const BNE: u32 = 5
// @ts-ignore: decorator
@inline export const BLT: u32 = 6
// @ts-ignore: decorator
@inline export const BGE: u32 = 7
// @ts-ignore: decorator
@inline export const BLTU: u32 = 8
// @ts-ignore: decorator
@inline export const BGEU: u32 = 9
// @ts-ignore: decorator
@inline export const LB: u32 = 10
// @ts-ignore: decorator
@inline export const LH: u32 = 11
// @ts-ignore: decorator
@inline export const LW: u32 = 12
// @ts-ignore: decorator
@inline export const LBU: u32 = 13
// @ts-ignore: decorator
@inline export const LHU: u32 = 14
// @ts-ignore: decorator
@inline export const SB: u32 = 15
// @ts-ignore: decorator
@inline export const SH: u32 = 16
// @ts-ignore: decorator
@inline export const SW: u32 = 17
// @ts-ignore: decorator
@inline export const ADDI: u32 = 18
// @ts-ignore: decorator
@inline export const SLTI: u32 = 19
// @ts-ignore: decorator
@inline export const SLTIU: u32 = 20
// @ts-ignore: decorator
@inline export const XORI: u32 = 21
// @ts-ignore: decorator
@inline export const ORI: u32 = 22
// @ts-ignore: decorator
@inline export const ANDI: u32 = 23
// @ts-ignore: decorator
@inline export const SLLI: u32 = 24
// @ts-ignore: decorator
@inline export const SRLI: u32 = 25
// @ts-ignore: decorator
@inline export const SRAI: u32 = 26
// @ts-ignore: decorator
@inline export const ADD: u32 = 27
// @ts-ignore: decorator
@inline export const SUB: u32 = 28
// @ts-ignore: decorator
@inline export const SLL: u32 = 29
// @ts-ignore: decorator
@inline export const SLT: u32 = 30
// @ts-ignore: decorator
@inline export const SLTU: u32 = 31
// @ts-ignore: decorator
@inline export const XOR: u32 = 32
// @ts-ignore: decorator
@inline export const SRL: u32 = 33
// @ts-ignore: decorator
@inline export const SRA: u32 = 34
// @ts-ignore: decorator
@inline export const OR: u32 = 35
// @ts-ignore: decorator
@inline export const AND: u32 = 36
// @ts-ignore: decorator
@inline export const FENCE: u32 = 37
// @ts-ignore: decorator
@inline export const ECALL: u32 = 38
// @ts-ignore: decorator
@inline export const EBREAK: u32 = 39
// @ts-ignore: decorator
@inline export const MUL: u32 = 40
// @ts-ignore: decorator
@inline export const MULH: u32 = 41
// @ts-ignore: decorator
@inline export const MULHSU: u32 = 42
// @ts-ignore: decorator
@inline export const MULHU: u32 = 43
// @ts-ignore: decorator
@inline export const DIV: u32 = 44
// @ts-ignore: decorator
@inline export const DIVU: u32 = 45
// @ts-ignore: decorator
@inline export const REM: u32 = 46
// @ts-ignore: decorator
@inline export const REMU: u32 = 47
