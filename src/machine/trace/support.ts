/** The rows of tables that one record, or none, belongs to: exit, bumps, and how often the program's slots are executed. */
import { FD, SYSCALL } from '../../vm/abi.ts'
import type { RecordedExecution } from '../../vm/execution.ts'
import { BUMP_WORDS, FIELD, RECORD_WORDS } from '../../vm/record.ts'
import { CALL_CLASS, TRANSFER_CLASS } from '../compile.ts'
import { ECALL, families } from '../families.ts'
import { registerAddress } from '../layout.ts'
import { BUMP_STEP, bumpColumns } from '../tables/bump.ts'
import { exitColumns } from '../tables/exit.ts'
import type { TableWriter } from './writer.ts'

/** Last access times of registers. The exit reads only a7 and a0: what the record says of a1 and a2 did not happen. */
export function finalTimes(u32: Uint32Array, execution: RecordedExecution): Uint32Array {
  const time = execution.registers.time.slice()
  const last = lastEcall(execution)
  const clk = u32[last + FIELD.clk]!
  time[11] = clk - u32[last + FIELD.cGap]!
  time[12] = clk - u32[last + FIELD.dGap]!
  return time
}

const lastEcall = ({ records, classCounts }: RecordedExecution): number =>
  (records[ECALL]! >>> 2) + RECORD_WORDS * (classCounts[ECALL]! - 1)

export function fillExit(writer: TableWriter, u32: Uint32Array, execution: RecordedExecution): void {
  const { row } = writer
  const { real, pc, clk, group, a7, code, time, written, unread, length } = exitColumns
  const { descriptors } = execution
  row.moveTo(0, lastEcall(execution))
  row.set(real, 1)
  row.set(pc, row.operand(0))
  row.set(clk, row.get('clk'))
  row.set(group, row.get('b') === SYSCALL.exitGroup ? 1 : 0)
  a7.fill(row, row.get('b'), row.get('bGap'))
  code.fill(row, row.get('aOld'), row.get('aGap'))
  row.set(time.publicInput, descriptors.time[FD.publicInput]!)
  row.set(time.publicOutput, descriptors.time[FD.publicOutput]!)
  row.set(time.privateInput, descriptors.time[FD.privateInput]!)
  row.setWord(written, descriptors.value[FD.publicOutput]!)
  row.setWord(unread, descriptors.value[FD.privateInput]!)
  row.setWord(length, descriptors.value[FD.privateInput]! + privateBytesRead(u32, execution))
}

function privateBytesRead(u32: Uint32Array, { records, classCounts }: RecordedExecution): number {
  let count = 0
  for (let k = 0; k < classCounts[TRANSFER_CLASS]!; k++) {
    if (u32[(records[TRANSFER_CLASS]! >>> 2) + RECORD_WORDS * k] === FD.privateInput) count++
  }
  return count
}

export function fillBumps(
  writer: TableWriter,
  u32: Uint32Array,
  { bumps, bumpCount }: RecordedExecution,
): void {
  const { real, address, time, value } = bumpColumns
  for (let row = 0; row < bumpCount; row++) {
    const at = (bumps >>> 2) + BUMP_WORDS * row
    writer.set(real, row, 1)
    writer.set(address, row, registerAddress(u32[at]!))
    writer.setWord(time, row, u32[at + 1]! + BUMP_STEP)
    writer.setWord(value, row, u32[at + 2]!)
  }
}

/** Multiplicities of the program table: how often each slot was executed. */
export function countExecutions(
  u32: Uint32Array,
  column: number,
  { records, classCounts }: RecordedExecution,
): void {
  for (const number of [...families.keys(), CALL_CLASS]) {
    const first = records[number]! >>> 2
    for (let k = 0; k < classCounts[number]!; k++) u32[(column >>> 2) + u32[first + RECORD_WORDS * k]!]!++
  }
}
