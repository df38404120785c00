// The executor: fetches steps, computes, and records every access.
import {
  ADDRESS, BREAKPOINT, BUDGET, CLOCK, DEBUG_TEXT, EXITED, ILLEGAL_INSTRUCTION, MISALIGNED_ACCESS,
  MISALIGNED_JUMP, MODIFIED, MODIFIED_CODE, NOT_EXECUTABLE, NO_INSTRUCTION, OUT_OF_RANGE, PAGE_CODE,
  PAGE_TABLE, PC, RECORDS_FULL, REGISTERS, RUNNING, STATUS, STEP_A, STEP_ACCESS, STEP_ALIGN, STEP_B,
  STEP_BYTES, STEP_C, STEP_CLASS, STEP_IMM, STEP_OP, STEP_PC, STEP_PERMIT, STEP_SLOT, TRANSFER_LEFT,
} from './context'
import {
  checkRange, codeWritten, findCode, FIRST_PAGE, MEMORY_BYTES, pageEntry, preparePage, stepAt, wordCell,
} from './memory'
import {
  ADD, ADDI, AND, ANDI, AUIPC, BEQ, BGE, BGEU, BLT, BLTU, BNE, DIV, DIVU, EBREAK, ECALL, FENCE, JAL, JALR, LB,
  LBU, LH, LHU, LUI, LW, MUL, MULH, MULHSU, MULHU, OR, ORI, REM, REMU, SB, SH, SLL, SLLI, SLT, SLTI, SLTIU,
  SLTU, SRA, SRAI, SRL, SRLI, SUB, SW, XOR, XORI,
} from './op'
import {
  FIELD_A, FIELD_ADDRESS, FIELD_A_GAP, FIELD_A_OLD, FIELD_B, FIELD_B_GAP, FIELD_C, FIELD_CLK, FIELD_C_GAP,
  FIELD_D, FIELD_M, FIELD_M_GAP, FIELD_M_OLD, FIELD_NEXT, FIELD_SLOT, newRecord, touchRegister,
} from './record'
import { environmentCall, moveBytes } from './syscalls'

// @ts-ignore: decorator
@inline const ACCESS_B: u32 = 1
// @ts-ignore: decorator
@inline const ACCESS_C: u32 = 2
// @ts-ignore: decorator
@inline const ACCESS_A: u32 = 4

/** Executes up to BUDGET instructions and moved bytes. See src/vm/context.ts. */
export function execute(scratch: usize, context: usize): void {
  let status = load<u32>(context, TRANSFER_LEFT) == 0 ? RUNNING : moveBytes(context)
  if (status == RUNNING && load<u32>(context, BUDGET) > 0) status = run(context)
  store<u32>(context, status, STATUS)
}

/** The status that ends the loop; PC, CLOCK and BUDGET are then up to date. */
function run(context: usize): u32 {
  const registers = context + REGISTERS
  const pages: usize = load<u32>(context, PAGE_TABLE)
  let clk = load<u32>(context, CLOCK)
  let budget = load<u32>(context, BUDGET)
  let pc = load<u32>(context, PC)
  let status: u32 = RUNNING
  let code = entryCode(context, pc)
  if (code == 0 || (pc & 3) != 0) {
    store<u32>(context, pc, ADDRESS)
    return (pc & 3) != 0 ? MISALIGNED_JUMP : NOT_EXECUTABLE
  }
  let step = stepAt(code, pc)
  let codeStart = load<u32>(code)
  let codeBytes = load<u32>(code, 4)
  let firstStep: usize = load<u32>(code, 8)

  while (budget > 0) {
    const op = <u32>load<u8>(step, STEP_OP)
    const imm = load<u32>(step, STEP_IMM)
    const bCell = registers + <usize>load<u16>(step, STEP_B)
    const cCell = registers + <usize>load<u16>(step, STEP_C)
    const b = load<u32>(bCell)
    const c = load<u32>(cCell)
    pc = load<u32>(step, STEP_PC)
    let next = pc + 4
    let a: u32 = 0
    let address: u32 = 0
    let before: u32 = 0
    let after: u32 = 0
    let entry: u32 = 0
    let word: usize = 0
    if (op - LB <= SW - LB) {
      address = b + imm
      const last = <u32>load<u8>(step, STEP_ALIGN)
      if ((address & last) != 0 || address >= MEMORY_BYTES) {
        store<u32>(context, address, ADDRESS)
        status = (address & last) != 0 ? MISALIGNED_ACCESS : OUT_OF_RANGE
        break
      }
      const permit = <u32>load<u8>(step, STEP_PERMIT)
      const at = pageEntry(pages, address)
      entry = load<u32>(at)
      if (entry < FIRST_PAGE || (entry & permit) != 0) {
        status = checkRange(context, address, last + 1, permit)
        if (status == RUNNING) status = preparePage(context, address)
        if (status != RUNNING) break
        entry = load<u32>(at)
      }
      word = wordCell(entry, address)
      before = load<u32>(word)
      after = before
    }

    switch (op) {
      case LUI:
        a = imm
        break
      case AUIPC:
        a = pc + imm
        break
      case JAL:
        a = next
        next = pc + imm
        break
      case JALR:
        a = next
        next = (b + imm) & ~1
        break
      case BEQ:
        if (b == c) next = pc + imm
        break
      case BNE:
        if (b != c) next = pc + imm
        break
      case BLT:
        if (<i32>b < <i32>c) next = pc + imm
        break
      case BGE:
        if (<i32>b >= <i32>c) next = pc + imm
        break
      case BLTU:
        if (b < c) next = pc + imm
        break
      case BGEU:
        if (b >= c) next = pc + imm
        break
      case LB:
        a = <u32>(<i32>((before >>> ((address & 3) << 3)) << 24) >> 24)
        break
      case LH:
        a = <u32>(<i32>((before >>> ((address & 3) << 3)) << 16) >> 16)
        break
      case LW:
        a = before
        break
      case LBU:
        a = (before >>> ((address & 3) << 3)) & 0xff
        break
      case LHU:
        a = (before >>> ((address & 3) << 3)) & 0xffff
        break
      case SB: {
        const shift = (address & 3) << 3
        after = (before & ~(<u32>0xff << shift)) | ((c & 0xff) << shift)
        break
      }
      case SH: {
        const shift = (address & 3) << 3
        after = (before & ~(<u32>0xffff << shift)) | ((c & 0xffff) << shift)
        break
      }
      case SW:
        after = c
        break
      case ADDI:
        a = b + imm
        break
      case SLTI:
        a = u32(<i32>b < <i32>imm)
        break
      case SLTIU:
        a = u32(b < imm)
        break
      case XORI:
        a = b ^ imm
        break
      case ORI:
        a = b | imm
        break
      case ANDI:
        a = b & imm
        break
      case SLLI:
        a = b << imm
        break
      case SRLI:
        a = b >>> imm
        break
      case SRAI:
        a = <u32>(<i32>b >> <i32>imm)
        break
      case ADD:
        a = b + c
        break
      case SUB:
        a = b - c
        break
      case SLL:
        a = b << (c & 31)
        break
      case SLT:
        a = u32(<i32>b < <i32>c)
        break
      case SLTU:
        a = u32(b < c)
        break
      case XOR:
        a = b ^ c
        break
      case SRL:
        a = b >>> (c & 31)
        break
      case SRA:
        a = <u32>(<i32>b >> (<i32>c & 31))
        break
      case OR:
        a = b | c
        break
      case AND:
        a = b & c
        break
      case FENCE:
        break
      case ECALL:
        status = environmentCall(context, step, clk)
        if (status != RUNNING && status != DEBUG_TEXT && status != EXITED) break
        pc = status == EXITED ? 0 : next
        clk += 4
        budget--
        if (load<u32>(context, TRANSFER_LEFT) != 0) {
          store<u32>(context, pc, PC)
          store<u32>(context, clk, CLOCK)
          store<u32>(context, budget, BUDGET)
          status = moveBytes(context)
          clk = load<u32>(context, CLOCK)
          budget = load<u32>(context, BUDGET)
        }
        step += STEP_BYTES
        if (status == RUNNING) continue
        break
      case EBREAK:
        status = BREAKPOINT
        break
      case MUL:
        a = b * c
        break
      case MULH:
        a = <u32>((<i64><i32>b * <i64><i32>c) >>> 32)
        break
      case MULHSU:
        a = <u32>((<i64><i32>b * <i64><u64>c) >>> 32)
        break
      case MULHU:
        a = <u32>((<u64>b * <u64>c) >>> 32)
        break
      case DIV:
        if (c == 0) a = ~0
        else if (b == 0x80000000 && c == ~0) a = b
        else a = <u32>(<i32>b / <i32>c)
        break
      case DIVU:
        a = c == 0 ? ~0 : b / c
        break
      case REM:
        if (c == 0) a = b
        else a = c == ~0 ? 0 : <u32>(<i32>b % <i32>c)
        break
      case REMU:
        a = c == 0 ? b : b % c
        break
      case NO_INSTRUCTION:
        status = ILLEGAL_INSTRUCTION
        break
      case MODIFIED:
        status = MODIFIED_CODE
        break
      default:
        // The end of a stretch of code: another may follow at once.
        code = findCode(context, pc)
        if (code == 0) {
          store<u32>(context, pc, ADDRESS)
          status = NOT_EXECUTABLE
          pc -= 4
          break
        }
        codeStart = load<u32>(code)
        codeBytes = load<u32>(code, 4)
        firstStep = load<u32>(code, 8)
        step = firstStep
        continue
    }
    if (status != RUNNING) break

    const record = newRecord(context, load<u8>(step, STEP_CLASS))
    if (record == 0) {
      status = RECORDS_FULL
      break
    }
    const access = <u32>load<u8>(step, STEP_ACCESS)
    store<u32>(record, load<u32>(step, STEP_SLOT), FIELD_SLOT)
    store<u32>(record, clk, FIELD_CLK)
    if ((access & ACCESS_B) != 0) {
      store<u32>(record, b, FIELD_B)
      store<u32>(record, touchRegister(context, bCell, clk), FIELD_B_GAP)
    } else {
      store<u32>(record, 0, FIELD_B)
      store<u32>(record, 0, FIELD_B_GAP)
    }
    if ((access & ACCESS_C) != 0) {
      store<u32>(record, c, FIELD_C)
      store<u32>(record, touchRegister(context, cCell, clk + 1), FIELD_C_GAP)
    } else {
      store<u32>(record, 0, FIELD_C)
      store<u32>(record, 0, FIELD_C_GAP)
    }
    if (word != 0) {
      store<u32>(record, clk + 1 - load<u32>(word, 4), FIELD_M_GAP)
      store<u32>(word, after)
      store<u32>(word, clk + 2, 4)
      if ((entry & PAGE_CODE) != 0 && before != after) codeWritten(context, address & ~3, after)
    } else {
      store<u32>(record, 0, FIELD_M_GAP)
    }
    store<u32>(record, address, FIELD_ADDRESS)
    store<u32>(record, before, FIELD_M_OLD)
    store<u32>(record, after, FIELD_M)
    if ((access & ACCESS_A) != 0) {
      const aCell = registers + <usize>load<u16>(step, STEP_A)
      store<u32>(record, load<u32>(aCell), FIELD_A_OLD)
      store<u32>(record, a, FIELD_A)
      store<u32>(record, touchRegister(context, aCell, clk + 3), FIELD_A_GAP)
      store<u32>(aCell, a)
    } else {
      store<u64>(record, 0, FIELD_A_OLD)
      store<u32>(record, 0, FIELD_A_GAP)
    }
    store<u32>(record, next, FIELD_NEXT)
    store<u64>(record, 0, FIELD_D)
    clk += 4
    budget--

    if (next == pc + 4) {
      pc = next
      step += STEP_BYTES
      continue
    }
    if ((next & 3) != 0) {
      store<u32>(context, next, ADDRESS)
      status = MISALIGNED_JUMP
      break
    }
    if (next - codeStart >= codeBytes) {
      code = findCode(context, next)
      if (code == 0) {
        store<u32>(context, next, ADDRESS)
        status = NOT_EXECUTABLE
        break
      }
      codeStart = load<u32>(code)
      codeBytes = load<u32>(code, 4)
      firstStep = load<u32>(code, 8)
    }
    pc = next
    step = firstStep + ((pc - codeStart) >>> 2) * STEP_BYTES
  }
  store<u32>(context, pc, PC)
  store<u32>(context, clk, CLOCK)
  store<u32>(context, budget, BUDGET)
  return status
}

/** The stretch of code that holds an address or ends there, or 0. */
function entryCode(context: usize, pc: u32): usize {
  const code = findCode(context, pc)
  return code != 0 ? code : findCode(context, pc - 4)
}
