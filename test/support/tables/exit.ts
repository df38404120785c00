/** Honest and forged rows of the table exit, and what tells them apart. */
import { P } from '../../../src/field/koalabear.ts'
import { EXIT, MEMORY, PROGRAM, STATE } from '../../../src/machine/buses.ts'
import { OPERATION } from '../../../src/machine/family.ts'
import { cellAddress, MAX_TIME, registerAddress, TIME_A, TIME_B } from '../../../src/machine/layout.ts'
import { exit, exitColumns } from '../../../src/machine/tables/exit.ts'
import { FD, SYSCALL } from '../../../src/vm/abi.ts'
import {
  conversation,
  EDGES,
  fillRow,
  forged,
  type RowTest,
  rejected,
  type Sample,
  type Verdict,
} from '../rows.ts'

const PC = 0x10074
const CLK = 0x5ac3d4

interface End {
  readonly call?: number
  readonly code?: number
  readonly written?: number
  readonly length?: number
  readonly unread?: number
}

function sampleOf({ call = SYSCALL.exit, code = 0, written = 0, length = 0, unread = 0 }: End): Sample {
  const columns = exitColumns
  const row = fillRow(
    exit.main.length,
    (target) => {
      target.set(columns.real, 1)
      target.set(columns.pc, PC)
      target.set(columns.clk, CLK)
      target.set(columns.group, call === SYSCALL.exitGroup ? 1 : 0)
      columns.a7.fill(target, call, 3)
      columns.code.fill(target, code, 70)
      target.set(columns.time.publicInput, 6)
      target.set(columns.time.publicOutput, 10)
      target.set(columns.time.privateInput, 14)
      target.setWord(columns.written, written)
      target.setWord(columns.unread, unread)
      target.setWord(columns.length, length)
    },
    {},
  )
  return { name: `call ${call} code ${code}`, row }
}

/** What follows from the instruction, the state, and the values of a7, a0 and the cells. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(exit, row)
  if (said.length === 0) return { kind: 'honest', why: ['says nothing'] }
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  const on = (bus: string, times: number) =>
    said.filter((message) => message.bus === bus && message.multiplicity === times).map(({ tuple }) => tuple)
  const [program] = on(PROGRAM.name, 1)
  if (`${program}` !== `${[PC, OPERATION.ecall, 0, 0, 0, 0, 0, 0]}`) return rejected(`program ${program}`)
  const [[pc, clk]] = on(STATE.name, P - 1)
  if (clk >= MAX_TIME) return rejected(`clk ${clk}`)
  const taken = new Map(on(MEMORY.name, P - 1).map((tuple) => [tuple[0], tuple]))
  for (const [, time, lo, hi] of taken.values()) {
    if (time >= MAX_TIME) return rejected(`time ${time}`)
    if (lo >= 2 ** 16 || hi >= 2 ** 16) return rejected(`limbs ${lo} ${hi}`)
  }
  for (const [address, time] of on(MEMORY.name, 1)) {
    const isCell = address === cellAddress(FD.privateInput)
    if (!isCell && taken.get(address)![1] >= time) return forged(`takes ${address} from the future`)
  }
  const value = (address: number) => {
    const tuple = taken.get(address)
    return tuple === undefined ? Number.NaN : tuple[2] + 2 ** 16 * tuple[3]
  }
  const call = value(registerAddress(17))
  if (call !== SYSCALL.exit && call !== SYSCALL.exitGroup) return forged(`call ${call}`)
  if (value(cellAddress(FD.publicInput)) !== 0) return forged('public input is left')
  const [, , codeLo, codeHi] = taken.get(registerAddress(10))!
  const written = taken.get(cellAddress(FD.publicOutput))!
  const [length] = on(MEMORY.name, 1).filter(([address]) => address === cellAddress(FD.privateInput))
  if (length[1] !== 0 || length[2] >= 2 ** 16 || length[3] >= 2 ** 16) return forged(`length ${length}`)
  const expected = [
    [MEMORY.name, 1, [registerAddress(17), clk + TIME_B, call, 0]],
    [MEMORY.name, 1, [registerAddress(10), clk + TIME_A, codeLo, codeHi]],
    [MEMORY.name, 1, length],
    [EXIT.name, 1, [codeLo, codeHi, written[2], written[3]]],
    [PROGRAM.name, 1, program],
    [STATE.name, P - 1, [pc, clk]],
    ...[...taken.values()].map((tuple) => [MEMORY.name, P - 1, tuple]),
  ]
  const actual = said.map(({ bus, multiplicity, tuple }) => [bus, multiplicity, tuple])
  return `${actual.map(String).sort()}` === `${expected.map(String).sort()}` && taken.size === 5 && pc === PC
    ? { kind: 'honest', why: [] }
    : forged(`${actual}`)
}

const sample = sampleOf({ code: 3, written: 17, length: 70000, unread: 5 })
const group = sampleOf({ call: SYSCALL.exitGroup })

export const exitTest: RowTest<Sample> = {
  table: exit,
  samples: [
    ...EDGES.map((code) => sampleOf({ code })),
    sample,
    group,
    sampleOf({ written: 0xffffffff, length: 0xffffffff, unread: 1 }),
  ],
  attacks: [
    { name: 'read as exit', sample, edits: { 'a7.lo': SYSCALL.read }, by: '93 or 94' },
    {
      name: 'a call between the two',
      sample,
      edits: { 'is exit_group': (P + 1) / 2, 'a7.lo': 93 + (P + 1) / 2 },
      by: 'boolean',
    },
    { name: 'call 95', sample, edits: { 'is exit_group': 2, 'a7.lo': 95 }, by: 'is exit_group is boolean' },
    { name: 'a call with a high limb', sample, edits: { 'a7.hi': 1 }, by: 'small number' },
    { name: 'exit_group as exit', sample: group, edits: { 'is exit_group': 0 }, by: '93 or 94' },
    { name: 'an exit code that is no word', sample, edits: { 'a0.lo': 0x10003 }, by: 'limbs' },
    {
      name: 'a length of the private input that is no word',
      sample,
      edits: { 'length of private.lo': 2 ** 16 },
      by: 'bits',
    },
    { name: 'a length below 0', sample, edits: { 'length of private.hi': -1 }, by: 'bits' },
    { name: 'the call from the future', sample, edits: { 'a7.gap': -1 }, by: 'bits' },
    { name: 'the code from the future', sample, edits: { 'a0.gap': -4 }, by: 'bits' },
    { name: 'another instruction', sample, edits: { pc: PC + 4 }, by: 'program' },
    { name: 'half a row', sample, edits: { real: (P + 1) / 2 }, by: 'real is boolean' },
    { name: 'a row taken back', sample, edits: { real: -1 }, by: 'real is boolean' },
  ],
  judge,
  free: {},
  cells: 39,
}
