/**
 * A prover who lies about a run, and the real verifier. Every lie is as consistent as it can be: `tables` are those
 * whose constraints it violates, `buses` those that do not balance, and neither list has more than the lie itself needs.
 *
 * The last test changes some cells without a purpose; with LIMPID_CAMPAIGN set, one of every column of every program,
 * which takes an hour.
 */

import { beforeAll, describe, expect, test } from 'vitest'
import { FIRST_CLOCK, registerAddress, TICKS } from '../../src/machine/layout.ts'
import type { CellEdits, EditableTraces } from '../support/editable-traces.ts'
import {
  control,
  type Honest,
  honest,
  memory,
  pause,
  products,
  streamInputs,
  streams,
  sums,
} from '../support/honest.ts'
import { BASE, type Listing, li } from '../support/listings.ts'
import { distinctTables } from '../support/machine.ts'
import { precompileTests } from '../support/precompiles.ts'
import { type Inputs, type Lie, TraceProver } from '../support/traces.ts'
import { encode } from '../vm/support/assembler.ts'
import { DATA } from '../vm/support/elf.ts'

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

describe('the truth', () => {
  const used = new Set<string>()

  const runs = [...honest, ...precompileTests.flatMap((own) => own.honest)]
  test.each(runs)('of $name is accepted', async ({ program, inputs = {}, exitCode }) => {
    const { refusal, faults, tables, statement } = await prover.attempt(program.elf, inputs)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
    expect(statement.exitCode).toBe(exitCode)
    for (const table of tables) used.add(table)
  })

  test('needs every table', () => {
    const names = distinctTables.map(({ name }) => name)
    expect([...used].sort()).toEqual([...names, 'addi+', 'beqz+'].sort())
  })
})

interface Case extends Lie {
  readonly name: string
  readonly program: Listing
  readonly inputs?: Inputs
  readonly tables?: readonly string[]
  readonly buses?: readonly string[]
}

const isolated = (faults: { violated: readonly string[] }) => [
  ...new Set(faults.violated.map((label) => label.slice(0, label.indexOf(':')))),
]

function refuses(cases: readonly Case[]): void {
  test.each(cases)('$name', async ({ program, inputs, tables = [], buses = [], ...lie }) => {
    const { refusal, faults } = await prover.attempt(program.elf, inputs, lie)
    expect({ tables: isolated(faults), buses: faults.unbalanced }).toEqual({ tables, buses })
    expect(refusal).toBe(buses.length > 0 ? 'BUSES' : 'CONSTRAINTS')
  })
}

/** Runs another instruction in place of one, and claims what comes out. Its family disagrees, or else these buses. */
const runs = (program: Listing, name: string, word: number, buses: readonly string[] = []): Case => ({
  name: `${program.family(name)}: ${name}`,
  program,
  runs: program.with({ [name]: word }),
  tables: buses.length === 0 ? [program.family(name)] : [],
  buses,
})

describe('instructions that do something else are refused', () => {
  refuses([
    runs(sums, 'addi', encode('addi', { rd: 13, rs1: 5, imm: 101 })),
    runs(sums, 'add', encode('sub', { rd: 14, rs1: 5, rs2: 6 })),
    runs(sums, 'sub', encode('add', { rd: 15, rs1: 5, rs2: 6 })),
    runs(sums, 'xor', encode('or', { rd: 16, rs1: 5, rs2: 6 })),
    runs(sums, 'ori', encode('xori', { rd: 18, rs1: 5, imm: 0x5a })),
    runs(sums, 'slt', encode('sltu', { rd: 19, rs1: 6, rs2: 5 }), ['bits']),
    runs(sums, 'sltiu', encode('slti', { rd: 20, rs1: 5, imm: -1 }), ['bits']),
    runs(products, 'slli', encode('slli', { rd: 13, rs1: 5, imm: 6 })),
    runs(products, 'srai', encode('srli', { rd: 14, rs1: 6, imm: 20 })),
    runs(products, 'sll', encode('srl', { rd: 15, rs1: 5, rs2: 7 })),
    runs(products, 'sra', encode('srl', { rd: 16, rs1: 6, rs2: 7 })),
    runs(products, 'mul', encode('add', { rd: 18, rs1: 5, rs2: 6 })),
    runs(products, 'mulh', encode('mulhu', { rd: 19, rs1: 5, rs2: 6 })),
    runs(products, 'div', encode('divu', { rd: 20, rs1: 6, rs2: 7 })),
    runs(products, 'remu', encode('rem', { rd: 21, rs1: 6, rs2: 7 })),
    runs(memory, 'lw', encode('lw', { rd: 6, rs1: BASE, imm: 20 })),
    runs(memory, 'sw', encode('sw', { rs1: BASE, rs2: 5, imm: 12 })),
    runs(memory, 'lb', encode('lbu', { rd: 7, rs1: BASE, imm: 19 }), ['bits']),
    runs(memory, 'sb', encode('sb', { rs1: BASE, rs2: BASE, imm: 18 })),
    runs(control, 'bne zero', encode('beq', { rs1: 5, rs2: 0, imm: -4 })),
    runs(control, 'beq', encode('bne', { rs1: 5, rs2: 7, imm: 8 })),
    runs(control, 'blt', encode('bge', { rs1: 6, rs2: 5, imm: 8 })),
    // What these do is up to the program, so it is the next row that disagrees.
    runs(control, 'jalr', encode('jalr', { rd: 1, rs1: 28, imm: 8 }), ['state']),
    runs(control, 'jump', encode('jal', { rd: 0, imm: 4 }), ['state']),
    runs(control, 'jal', encode('jal', { rd: 1, imm: 4 }), ['state']),
    runs(sums, 'auipc', encode('auipc', { rd: 21, imm: 0x6000 }), ['memory']),
  ])
})

const plus =
  (n: number) =>
  (before: number): number =>
    before + n

/** Changes cells of the row of a named instruction. */
function editRow(traces: EditableTraces, program: Listing, name: string, cells: CellEdits): void {
  const where = { pc: program.pc(name), real: 1 }
  const table = traces.tables(program.family(name)).find((own) => own.has(where))!
  table.edit(table.find(where), cells)
}

const edits =
  (program: Listing, name: string, cells: CellEdits) =>
  (traces: EditableTraces): void =>
    editRow(traces, program, name, cells)

/** The row of the boundary table of a byte address. */
function boundaryRow(traces: EditableTraces, address: number): number {
  const word = address / 4
  return traces.table('boundary').find({ real: 1, 'word.lo': word & 0xffff, 'word.hi': word >>> 16 })
}

/** Changes the first row with certain values. */
const editsFirst =
  (table: string, values: Readonly<Record<string, number>>, cells: CellEdits) =>
  (traces: EditableTraces): void => {
    const own = traces.table(table)
    own.edit(own.find(values), cells)
  }

/** The same program with its entry at the second instruction. */
function enteredLate({ elf }: Listing): Uint8Array {
  const changed = elf.slice()
  const view = new DataView(changed.buffer)
  view.setUint32(24, view.getUint32(24, true) + 4, true)
  return changed
}

describe('instructions that are not, or not so often, executed are refused', () => {
  refuses([
    {
      name: 'the run starts elsewhere than at the entry',
      program: sums,
      runs: enteredLate(sums),
      buses: ['state'],
    },
    {
      name: 'an instruction is dropped',
      program: sums,
      traces: edits(sums, 'add', { real: 0 }),
      tables: [],
      buses: ['memory', 'state'],
    },
    {
      name: 'an instruction is executed twice',
      program: sums,
      traces: (traces) => void traces.table('add').duplicate(0),
      buses: ['memory', 'state'],
    },
    {
      name: 'an instruction is half executed',
      program: sums,
      traces: edits(sums, 'add', { real: 2 }),
      tables: ['add'],
      buses: ['memory', 'state'],
    },
    {
      name: 'an instruction takes two steps of time',
      program: sums,
      traces: edits(sums, 'add', { clk: plus(TICKS) }),
      buses: ['memory', 'state'],
    },
    {
      name: 'an instruction is elsewhere',
      program: sums,
      traces: edits(sums, 'add', { pc: plus(4) }),
      buses: ['program', 'state'],
    },
    {
      name: 'an operand is another register',
      program: sums,
      traces: edits(sums, 'add', { rs2: registerAddress(7) }),
      buses: ['memory', 'program'],
    },
    {
      name: 'the program has another immediate',
      program: sums,
      runs: sums.with({ addi: encode('addi', { rd: 13, rs1: 5, imm: 101 }) }),
      traces: edits(sums, 'addi', { 'imm.lo': 101 }),
      buses: ['program'],
    },
    {
      name: 'a subtraction is an addition by its flag',
      program: sums,
      runs: sums.with({ sub: encode('add', { rd: 15, rs1: 5, rs2: 6 }) }),
      traces: edits(sums, 'sub', { 'is sub': 0, carry: 1 }),
      buses: ['program'],
    },
    {
      name: 'an instruction of the program is executed once too often',
      program: sums,
      traces: editsFirst('program', { 'times executed': 1 }, { 'times executed': 2 }),
      buses: ['program'],
    },
    {
      name: 'an instruction of a second table is dropped',
      program: pause,
      traces: editsFirst('addi+', { real: 1 }, { real: 0 }),
      buses: ['memory', 'state'],
    },
    {
      name: 'a result in a second table is wrong',
      program: pause,
      traces: (traces) => traces.table('addi+').edit(0, { 'a.lo': plus(1) }),
      tables: ['addi'],
      buses: ['memory'],
    },
  ])
})

describe('wrong values and times are refused', () => {
  refuses([
    {
      name: 'a result changes on the way to its reader',
      program: sums,
      traces: edits(sums, 'add', { 'a.lo': plus(1), carry: 0 }),
      tables: ['add'],
      buses: ['memory'],
    },
    {
      name: 'two reads of the same word see each other',
      program: memory,
      traces: edits(memory, 'again', { 'm.lo': 1 }),
      buses: ['memory'],
    },
    {
      // Both limbs together are the same number, and all carries are right.
      name: 'a limb is out of range',
      program: memory,
      traces: (traces) => {
        editRow(traces, memory, 'range', { 'a.lo': plus(2 ** 16), 'a.hi': plus(-1) })
        const cells = { 'last.lo': plus(2 ** 16), 'last.hi': plus(-1) }
        traces.table('boundary').edit(boundaryRow(traces, registerAddress(14)), cells)
      },
      buses: ['bits'],
    },
    {
      name: 'a gap is too long',
      program: sums,
      traces: edits(sums, 'add', { 'b.gap': plus(1) }),
      buses: ['memory'],
    },
    {
      name: 'a read sees the future',
      program: sums,
      traces: edits(sums, 'add', { 'b.gap': -1 }),
      buses: ['bits', 'memory'],
    },
    {
      name: 'a read is its own cause',
      program: sums,
      traces: (traces) => {
        const before = traces.table('add')
        const row = before.find({ pc: sums.pc('add') })
        const time = before.get(row, 'clk')
        const last = time - 1 - before.get(row, 'b.gap')
        // The next reader of x5 takes over from the last one.
        editRow(traces, sums, 'add', { 'b.gap': -1, 'b.lo': 0, carry: 0 })
        editRow(traces, sums, 'sub', { 'b.gap': (gap) => gap + time - last })
      },
      tables: ['add'],
      buses: ['bits'],
    },
    {
      name: 'a last value of a register is wrong',
      program: sums,
      traces: (traces) =>
        traces.table('boundary').edit(boundaryRow(traces, registerAddress(5)), { 'last.lo': plus(1) }),
      buses: ['memory'],
    },
    {
      name: 'a last time of a word is wrong',
      program: memory,
      traces: (traces) =>
        traces.table('boundary').edit(boundaryRow(traces, DATA + 16), { 'last time': plus(4) }),
      buses: ['memory'],
    },
    {
      name: 'a word of the image ends with another value',
      program: memory,
      traces: editsFirst('image', { 'last.lo': 0x0201 }, { 'last.lo': 0x0202 }),
      buses: ['memory'],
    },
    {
      name: 'a word of the image ends at another time',
      program: memory,
      traces: (traces) => traces.table('image').edit(0, { 'last time': 1 }),
      buses: ['memory'],
    },
    {
      name: 'a register is left out of the chain',
      program: sums,
      traces: (traces) => traces.table('boundary').edit(boundaryRow(traces, registerAddress(5)), { real: 0 }),
      buses: ['memory', 'order'],
    },
    {
      name: 'a word starts twice, by a link to itself',
      program: sums,
      traces: (traces) => {
        const table = traces.table('boundary')
        const row = table.duplicate(boundaryRow(traces, registerAddress(5)))
        table.edit(row, { 'gap.lo': -1, 'gap.hi': 0, 'last time': 0, 'last.lo': 0, 'last.hi': 0 })
      },
      buses: ['bits'],
    },
    {
      name: 'a register of the image starts in the boundary table too',
      program: sums,
      traces: (traces) => {
        const table = traces.table('boundary')
        const row = table.duplicate(boundaryRow(traces, registerAddress(5)))
        const cell = registerAddress(2) / 4
        const cells = { 'gap.lo': 0, 'gap.hi': 0, 'last time': 0, 'last.lo': 0, 'last.hi': 0 }
        table.edit(row, { ...cells, 'word.lo': cell & 0xffff, 'word.hi': cell >>> 16 })
      },
      buses: ['order'],
    },
    {
      name: 'a pause changes the value of a register',
      program: pause,
      traces: editsFirst('bump', { address: registerAddress(6) }, { 'value.lo': 78 }),
      buses: ['memory'],
    },
    {
      name: 'a pause ends later',
      program: pause,
      traces: editsFirst('bump', { address: registerAddress(6) }, { 'time.lo': plus(1) }),
      buses: ['memory'],
    },
    {
      name: 'a pause is left out',
      program: pause,
      traces: editsFirst('bump', { address: registerAddress(6) }, { real: 0 }),
      buses: ['memory'],
    },
    {
      name: 'a pause is bridged by a long gap',
      program: pause,
      traces: (traces) => {
        editsFirst('bump', { address: registerAddress(6) }, { real: 0 })(traces)
        editRow(traces, pause, 'use', { 'b.gap': plus(2 ** 16) })
      },
      buses: ['bits'],
    },
  ])
})

describe('padding that takes part is refused', () => {
  /** Changes the last row of a table, which is padding. */
  const padding =
    (table: string, cells: CellEdits) =>
    (traces: EditableTraces): void => {
      const own = traces.table(table)
      own.edit(own.height - 1, cells)
    }
  refuses([
    {
      name: 'transfer: hands on the state',
      program: streams,
      inputs: streamInputs,
      traces: padding('transfer', { last: 1, pc: 0x10000, clk: FIRST_CLOCK }),
      tables: ['transfer'],
      buses: ['state', 'transfer'],
    },
    {
      name: 'ecall: starts a transfer',
      program: streams,
      inputs: streamInputs,
      traces: padding('ecall', { 'some bytes': 1 }),
      tables: ['ecall'],
      buses: ['state', 'transfer'],
    },
    {
      name: 'boundary: a link ends a word',
      program: sums,
      traces: padding('boundary', { link: 1, 'last.lo': 5 }),
      tables: ['boundary'],
      buses: ['memory'],
    },
    {
      name: 'slt: reads a register',
      program: sums,
      traces: padding('slt', { 'is register': 1 }),
      tables: ['slt'],
      buses: ['memory'],
    },
    {
      name: 'hub: receives a message that no class sent',
      program: sums,
      traces: padding('hub', { u0: 7, real: 1 }),
      buses: ['blinding'],
    },
    {
      name: 'hub: receives a message twice in one row',
      program: sums,
      traces: padding('hub', { u0: 7, real: 2 }),
      tables: ['hub'],
      buses: ['blinding'],
    },
    {
      name: 'lookup: offers a number once too often',
      program: sums,
      traces: padding('lookup', { 'times below 2^16': plus(1) }),
      buses: ['bits'],
    },
    {
      name: 'lookup: offers a limb less than once',
      program: sums,
      traces: padding('lookup', { 'times 2^16': plus(-1) }),
      buses: ['bits'],
    },
    {
      name: 'lookup: offers a xor once too often',
      program: sums,
      traces: padding('lookup', { 'times xor': plus(1) }),
      buses: ['xor'],
    },
  ])
})

/** Lies about the streams program. */
const ofStreams = (name: string, rest: Omit<Case, 'name' | 'program'>): Case => ({
  name,
  program: streams,
  inputs: streamInputs,
  ...rest,
})

/** The next row that loads an argument register takes this value over from the call. */
const leaves = (traces: EditableTraces, name: string, before: number): void =>
  editRow(traces, streams, name, { 'a.old.lo': before })

describe('lies about what goes in and out are refused', () => {
  refuses([
    ofStreams('a read of the private input gives one byte less than it should', {
      runs: streams.with({ 'private a2': li(12, 6) }),
      traces: (traces) => {
        editRow(traces, streams, 'private', { 'a2.lo': 7 })
        leaves(traces, 'rest a2', 7)
      },
      tables: ['ecall'],
    }),
    ofStreams('a write drops its last byte', {
      runs: streams.with({ 'write a2': li(12, 5) }),
      traces: (traces) => {
        editRow(traces, streams, 'write', { 'a2.lo': 6 })
        leaves(traces, 'debug a2', 6)
      },
      tables: ['ecall'],
    }),
    ofStreams('a read returns more than it moved', {
      traces: (traces) => {
        editRow(traces, streams, 'private', { 'a0.lo': 8 })
        leaves(traces, 'rest a0', 8)
      },
      tables: ['ecall'],
      buses: ['transfer'],
    }),
    ofStreams('the end of the input comes although a byte is left', {
      runs: streams.with({ 'rest a2': li(12, 2), 'end a2': li(12, 0) }),
      traces: (traces) => {
        editRow(traces, streams, 'rest', { 'a2.lo': 100 })
        editRow(traces, streams, 'end', { 'a2.lo': 100 })
        leaves(traces, 'end a2', 100)
        leaves(traces, 'write a2', 100)
      },
      tables: ['ecall'],
    }),
    ofStreams('a read of the private input fails', {
      runs: streams.with({ 'private a0': li(10, 1) }),
      traces: (traces) => editRow(traces, streams, 'private', { 'a.old.lo': 3 }),
      tables: ['ecall'],
    }),
    ofStreams('a known call is unknown', {
      runs: streams.with({ 'private a7': li(17, 1000) }),
      traces: (traces) => {
        editRow(traces, streams, 'private', { 'a7.lo': 63 })
        leaves(traces, 'rest a7', 63)
      },
      tables: ['ecall'],
    }),
    ofStreams('a debug message goes to the output', {
      runs: streams.with({ 'debug a0': li(10, 1) }),
      traces: (traces) => editRow(traces, streams, 'debug', { 'a.old.lo': 2 }),
      tables: ['ecall'],
    }),
    ofStreams('an output byte is another one', {
      traces: editsFirst('transfer', { 'to public output': 1, byte: 10 }, { byte: 11 }),
      claims: (honest) => ({ ...honest, output: honest.output.map((byte) => (byte === 10 ? 11 : byte)) }),
      tables: ['transfer'],
    }),
    ofStreams('the claim lacks the last byte of the output', {
      claims: (honest) => ({ ...honest, output: honest.output.slice(0, -1) }),
      buses: ['exit', 'public out'],
    }),
    ofStreams('the claim has a byte more', {
      claims: (honest) => ({ ...honest, output: Uint8Array.of(...honest.output, 0) }),
      buses: ['exit', 'public out'],
    }),
    ofStreams('the claim is about another public input', {
      claims: (honest) => ({ ...honest, publicInput: Uint8Array.of(10, 20, 30, 40, 51) }),
      buses: ['public in'],
    }),
    ofStreams('the public input is longer than what was read', {
      claims: (honest) => ({ ...honest, publicInput: Uint8Array.of(...honest.publicInput, 60) }),
      buses: ['memory', 'public in'],
    }),
    ofStreams('two bytes of the public input are swapped', {
      traces: (traces) => {
        const table = traces.table('transfer')
        const [first, second] = [20, 30].map((byte) => table.find({ 'from public input': 1, byte }))
        const swap = (row: number, other: number) => ({
          position: table.get(other, 'position'),
          'next position': table.get(other, 'next position'),
          row,
        })
        for (const { row, ...cells } of [swap(first, second), swap(second, first)]) table.edit(row, cells)
      },
      buses: ['public in', 'transfer'],
    }),
    ofStreams('a transfer leaves out a byte', {
      traces: (traces) => {
        const table = traces.table('transfer')
        const row = table.find({ 'from private input': 1, last: 1 })
        const before = table.find({ 'from private input': 1, left: 1 })
        table.edit(row, Object.fromEntries(table.table.main.map((name) => [name, 0])))
        table.edit(before, { left: 0, last: 1 })
      },
      buses: ['memory', 'state', 'transfer'],
    }),
    ofStreams('a call that moves no byte starts a transfer', {
      traces: (traces) => editRow(traces, streams, 'end', { 'some bytes': 1 }),
      buses: ['state', 'transfer'],
    }),
    ofStreams('a call that moves no byte has a transfer of -1 bytes to come, which ends', {
      traces: (traces) => {
        editRow(traces, streams, 'end', { 'some bytes': 1 })
        const calls = traces.table('ecall')
        const call = calls.find({ pc: streams.pc('end'), real: 1 })
        const clk = calls.get(call, 'clk') + TICKS
        const address = calls.get(call, 'a1.lo') + 2 ** 16 * calls.get(call, 'a1.hi')
        const table = traces.table('transfer')
        table.edit(table.height - 1, {
          'from private input': 1,
          last: 1,
          clk,
          left: -1,
          'next position': -1,
          pc: streams.pc('end') + 4,
          [`offset ${address % 4}`]: 1,
          'word low': Math.floor(address / 4) % 2 ** 15,
          'word high': Math.floor(address / 2 ** 17),
        })
      },
      // The call comes too early for the next instruction, and nobody put what the transfer takes.
      tables: ['transfer'],
      buses: ['memory', 'state'],
    }),
    ofStreams('a transfer is without an end', {
      traces: editsFirst('transfer', { 'from private input': 1, last: 1 }, { last: 0 }),
      buses: ['state', 'transfer'],
    }),
    ofStreams('a transfer ends early', {
      traces: editsFirst('transfer', { 'from private input': 1, left: 1 }, { last: 1 }),
      tables: ['transfer'],
      buses: ['state', 'transfer'],
    }),
    ofStreams('the claim has another exit code', {
      claims: (honest) => ({ ...honest, exitCode: 0 }),
      buses: ['exit'],
    }),
    ofStreams('the exit row has another exit code', {
      traces: (traces) => traces.table('exit').edit(0, { 'a0.lo': 0 }),
      claims: (honest) => ({ ...honest, exitCode: 0 }),
      buses: ['memory'],
    }),
    ofStreams('exit is exit_group', {
      traces: (traces) => traces.table('exit').edit(0, { 'is exit_group': 1 }),
      tables: ['exit'],
    }),
    ofStreams('the program ends twice', {
      traces: (traces) => void traces.table('exit').duplicate(0),
      buses: ['exit', 'memory', 'state'],
    }),
    ofStreams('the program exits early', {
      traces: (traces) => traces.table('exit').edit(0, { real: 0 }),
      buses: ['exit', 'memory', 'state'],
    }),
    ofStreams('the private input is one byte longer', {
      traces: (traces) =>
        traces.table('exit').edit(0, { 'length of private.lo': plus(1), 'unread private.lo': 1 }),
      buses: ['memory'],
    }),
    ofStreams('an output length is wrong', {
      traces: (traces) => traces.table('exit').edit(0, { 'written.lo': plus(-1) }),
      claims: (honest) => ({ ...honest, output: honest.output.slice(0, -1) }),
      buses: ['memory', 'public out'],
    }),
  ])
})

/** A cell to change by one: of the first row, or of the last, which is padding in most tables. */
interface Target {
  readonly honest: Honest
  readonly table: string
  readonly column: string
  readonly last: boolean
}

/** All columns of all tables of all programs, twice. */
async function targets(): Promise<Target[]> {
  const found: Target[] = []
  for (const own of honest) {
    const { tables } = await prover.check(own.program.elf, own.inputs)
    for (const table of tables) {
      const columns = distinctTables.find(({ name }) => name === table.replace('+', ''))!.main
      for (const column of columns) {
        for (const last of [false, true]) found.push({ honest: own, table, column, last })
      }
    }
  }
  return found
}

test('the verifier refuses what the row checker finds, and nothing else', { timeout: 2 ** 30 }, async () => {
  const all = await targets()
  const step = process.env.LIMPID_CAMPAIGN === undefined ? Math.ceil(all.length / 12) : 1
  const refusals = new Set<string | undefined>()
  for (let k = 5 % step; k < all.length; k += step) {
    const { honest: own, table, column, last } = all[k]
    const traces = (editable: EditableTraces) => {
      const edited = editable.table(table)
      edited.edit(last ? edited.height - 1 : 0, { [column]: plus(1) })
    }
    const { faults, refusal } = await prover.attempt(own.program.elf, own.inputs, { traces })
    const found = faults.violated.length > 0 ? 'CONSTRAINTS' : undefined
    const expected = faults.unbalanced.length > 0 ? 'BUSES' : found
    const what = `${own.name}: ${column} of the ${last ? 'last' : 'first'} row of ${table}`
    expect({ what, refusal }).toEqual({ what, refusal: expected })
    refusals.add(refusal)
  }
  // Some columns of padding mean nothing.
  expect(refusals).toContain(undefined)
  expect(refusals).toContain('BUSES')
})
