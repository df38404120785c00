/**
 * The last instruction: takes the state out of circulation, hands the exit code and the length of the output to the
 * verifier, and closes the io cells: all public input is consumed. It also opens the cell of the private input, whose
 * length is advice; since a state ends only once, there is one such row.
 */
import { defineTable } from '../../air/table.ts'
import { FD, SYSCALL } from '../../vm/abi.ts'
import { producedWord, registerRead, wordColumns } from '../access.ts'
import { EXIT, MEMORY, PROGRAM, STATE } from '../buses.ts'
import { OPERATION } from '../family.ts'
import { cellAddress, registerAddress, TIME_A, TIME_B } from '../layout.ts'

export const { table: exit, result: exitColumns } = defineTable('exit', (t) => {
  const real = t.boolean('real')
  const pc = t.column('pc')
  const clk = t.column('clk')
  const group = t.boolean('is exit_group')
  const step = { real, clk }
  const a7 = registerRead(t, step, 'a7', registerAddress(17), TIME_B)
  const code = registerRead(t, step, 'a0', registerAddress(10), TIME_A)
  t.assertZero('exit is call 93 or 94', real.times(a7.lo.minus(group).minus(SYSCALL.exit)))
  t.assertZero('exit is a small number', real.times(a7.hi))
  t.send(PROGRAM, [pc, OPERATION.ecall, 0, 0, 0, 0, 0, 0], real)
  t.receive(STATE, [pc, clk], real)

  const time = {
    publicInput: t.column('time of public input'),
    publicOutput: t.column('time of public output'),
    privateInput: t.column('time of private input'),
  }
  const written = wordColumns(t, 'written')
  const unread = wordColumns(t, 'unread private')
  const length = producedWord(t, 'length of private', real)
  // Each cell starts once, so that one row must end it. No statement depends on what these rows say: PUBLIC_IN and
  // PUBLIC_OUT balance only if all bytes are moved, once each, and the length of the private input is advice.
  t.receive(MEMORY, [cellAddress(FD.publicInput), time.publicInput, 0, 0], real)
  t.receive(MEMORY, [cellAddress(FD.publicOutput), time.publicOutput, written.lo, written.hi], real)
  t.receive(MEMORY, [cellAddress(FD.privateInput), time.privateInput, unread.lo, unread.hi], real)
  t.send(MEMORY, [cellAddress(FD.privateInput), 0, length.lo, length.hi], real)
  t.send(EXIT, [code.lo, code.hi, written.lo, written.hi], real)
  return { real, pc, clk, group, a7, code, time, written, unread, length }
})
