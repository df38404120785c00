/** A program prepared for the kernel: every word of code as a step. */
import { SINK } from './abi.ts'
import { ACCESS_BYTES } from './arithmetic.ts'
import {
  CODE_BYTES,
  END_OF_CODE,
  NO_INSTRUCTION,
  PERMIT_READ,
  PERMIT_WRITE,
  REGION_BYTES,
  STEP_A,
  STEP_ACCESS,
  STEP_ALIGN,
  STEP_B,
  STEP_BYTES,
  STEP_C,
  STEP_CLASS,
  STEP_IMM,
  STEP_OP,
  STEP_ORIGINAL_OP,
  STEP_PC,
  STEP_PERMIT,
  STEP_SLOT,
  STEP_WORD,
} from './context.ts'
import type { Instruction } from './decode.ts'
import { ISA } from './isa.ts'
import type { SlotPlan } from './plan.ts'
import type { Executable } from './program.ts'
import type { Scope } from './scope.ts'

export interface Tables {
  readonly code: number
  readonly codeCount: number
  readonly regions: number
  readonly regionCount: number
}

/** Writes the tables of code, steps and regions. */
export function buildTables(scope: Scope, executable: Executable, plan: SlotPlan): Tables {
  const { memory } = scope
  const stretches = findStretches(executable)
  const code = scope.alloc(stretches.length * CODE_BYTES)
  const regions = scope.alloc(executable.regions.length * REGION_BYTES)
  stretches.forEach(({ start, end }, i) => {
    const words = (end - start) / 4
    const steps = scope.alloc((words + 1) * STEP_BYTES)
    memory.u32.set([start, end - start, steps, 0], (code + i * CODE_BYTES) / 4)
    const view = new DataView(memory.u8.buffer, steps, (words + 1) * STEP_BYTES)
    let slot = executable.slotAt(start)
    for (let w = 0; w < words; w++) {
      const at = w * STEP_BYTES
      const pc = start + 4 * w
      if (executable.slots[slot] === pc) writeStep(view, at, executable, plan, slot++)
      else writeMarker(view, at, NO_INSTRUCTION, pc)
    }
    writeMarker(view, words * STEP_BYTES, END_OF_CODE, end)
  })
  executable.regions.forEach(({ start, end, readable, writable }, i) => {
    const permits = (readable ? PERMIT_READ : 0) | (writable ? PERMIT_WRITE : 0)
    memory.u32.set([start, end, permits, 0], (regions + i * REGION_BYTES) / 4)
  })
  return {
    code,
    codeCount: stretches.length,
    regions,
    regionCount: executable.regions.length,
  }
}

/** From the first slot of each executable region to the last: what lies outside holds no instruction. */
function findStretches({ regions, slots }: Executable): { readonly start: number; readonly end: number }[] {
  const stretches: { start: number; end: number }[] = []
  let slot = 0
  for (const region of regions) {
    if (!region.executable) continue
    const first = slot
    while (slot < slots.length && slots[slot]! < region.end) slot++
    if (slot > first) stretches.push({ start: slots[first]!, end: slots[slot - 1]! + 4 })
  }
  return stretches
}

function writeStep(view: DataView, at: number, executable: Executable, plan: SlotPlan, slot: number): void {
  const instruction = executable.instruction(slot)
  const { op, rd, rs1, rs2, imm } = instruction
  writeMarker(view, at, op, executable.slots[slot]!)
  view.setUint8(at + STEP_ACCESS, plan.access[slot]!)
  view.setUint8(at + STEP_CLASS, plan.cls[slot]!)
  view.setUint16(at + STEP_B, 8 * rs1, true)
  view.setUint16(at + STEP_C, 8 * rs2, true)
  view.setUint16(at + STEP_A, 8 * (rd === 0 ? SINK : rd), true)
  view.setUint8(at + STEP_ALIGN, (ACCESS_BYTES[instruction.mnemonic] ?? 1) - 1)
  view.setUint8(at + STEP_PERMIT, permit(instruction))
  view.setInt32(at + STEP_IMM, imm, true)
  view.setUint32(at + STEP_SLOT, slot, true)
  view.setUint32(at + STEP_WORD, executable.words[slot]!, true)
}

function writeMarker(view: DataView, at: number, op: number, pc: number): void {
  for (let i = 0; i < STEP_BYTES; i += 4) view.setUint32(at + i, 0)
  view.setUint8(at + STEP_OP, op)
  view.setUint8(at + STEP_ORIGINAL_OP, op)
  view.setUint32(at + STEP_PC, pc, true)
}

const permit = ({ op }: Instruction): number => (ISA[op]!.format === 'S' ? PERMIT_WRITE : PERMIT_READ)
