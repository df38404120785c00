/** False statements with traces that are right everywhere but for one lie, and only on one bus. */
import { checkTraces } from '../../src/air/check.ts'
import { BITS } from '../../src/machine/buses.ts'
import { CALL_CLASS, compile } from '../../src/machine/compile.ts'
import { families } from '../../src/machine/families.ts'
import { registerAddress } from '../../src/machine/layout.ts'
import { TICKS } from '../../src/vm/abi.ts'
import { loadElf } from '../../src/vm/program.ts'
import { FIELD, RECORD_WORDS } from '../../src/vm/record.ts'
import { encode, systemCall } from '../vm/support/assembler.ts'
import { CODE } from '../vm/support/elf.ts'
import type { EditableTraces } from './editable-traces.ts'
import { everything, everythingInputs } from './everything.ts'
import { type Falsehood, falsehood, outcome, outcomes } from './falsehood.ts'
import { memory, pause, sums } from './honest.ts'
import { type ExecutionLie, executeLying, type LieKind, type LyingExecution, liar, Nowhere } from './liar.ts'
import { BASE, type Listing, li, listing } from './listings.ts'
import { precompileTests } from './precompiles.ts'
import type { Inputs, Lie } from './traces.ts'

/** Families by step. */
function familiesOf({ records, cycles }: LyingExecution): string[] {
  const classes = [...families.map(({ name }, cls) => ({ name, cls })), { name: 'call', cls: CALL_CLASS }]
  const steps = classes.flatMap(({ name, cls }) => {
    const own = records[cls]
    return Array.from({ length: own.length / RECORD_WORDS }, (_, k) => {
      return { name, clk: own[RECORD_WORDS * k + FIELD.clk] }
    })
  })
  steps.sort((a, b) => a.clk - b.clk)
  if (steps.length !== cycles) throw new RangeError('a step has no family')
  return steps.map(({ name }) => name)
}

const MOST_ALIKE = 3

/** The row of the boundary table of a register cell. */
function boundaryRow(traces: EditableTraces, cell: number): number {
  const word = registerAddress(cell) / 4
  return traces.table('boundary').find({ real: 1, 'word.lo': word & 0xffff, 'word.hi': word >>> 16 })
}

const last = (time: number, value: number) => ({
  'last time': time,
  'last.lo': value & 0xffff,
  'last.hi': value >>> 16,
})

/**
 * The lie of an executor with what a liar does to traces for its sake: a forgotten register lives twice, and there
 * never were more private bytes than there are.
 */
export function toLie(
  lie: ExecutionLie,
  inputs: Inputs,
  more: (traces: EditableTraces) => void = () => {},
): Lie {
  let told: LyingExecution | undefined
  return {
    executor: liar(lie, (execution) => {
      told = execution
    }),
    traces(traces) {
      const bytes = inputs.privateInput?.length ?? 0
      const exit = traces.table('exit')
      const said = [exit.get(0, 'length of private.lo'), exit.get(0, 'length of private.hi')]
      const actual = [bytes & 0xffff, bytes >>> 16]
      if (`${said}` !== `${actual}`) {
        exit.edit(0, { 'length of private.lo': actual[0], 'length of private.hi': actual[1] })
      }
      if (told?.forgotten !== undefined) {
        const { cell, time, value } = told.forgotten
        const boundary = traces.table('boundary')
        boundary.edit(boundary.duplicate(boundaryRow(traces, cell)), last(time, value))
      }
      more(traces)
    },
  }
}

/** Lies about every step of a program, if they change what it does. */
function* stepByStep(program: Listing, inputs: Inputs): Generator<Falsehood> {
  const { executable, plan } = compile(loadElf(program.elf))
  const possible = outcomes(program.elf, inputs)
  const honest = executeLying(executable, plan, inputs)
  const family = familiesOf(honest)
  /** Most lies about steps that are alike are the same lie. */
  const alike = (kind: LieKind, at: number): string =>
    kind === 'skip' ? `${kind} ${family.slice(Math.max(at - 1, 0), at + 2)}` : `${kind} ${family[at]}`
  const told = new Map<string, number>()
  const kinds: readonly (readonly [LieKind, number])[] = [
    ['skip', 0],
    ['read a', 64],
    ['read b', 64],
    ['read c', 64],
    ['read d', 64],
    ['read e', 64],
    ['read m', 64],
    ['lose', 0],
    ['forget b', 0],
    ['byte', 64],
    ['word', 0x40404040],
    ['place', 4],
    ['call finds', 64],
    ['call leaves', 64],
  ]
  for (let at = 0; at < honest.cycles; at++) {
    for (const [kind, value] of kinds) {
      const lie = { kind, at, value }
      const like = alike(kind, at)
      const before = told.get(like) ?? 0
      if (kind !== 'read c' && kind !== 'read m' && !kind.startsWith('call') && before >= MOST_ALIKE) continue
      try {
        const execution = executeLying(executable, plan, inputs, lie)
        if (!execution.lied || possible.has(outcome(execution))) continue
        told.set(like, before + 1)
      } catch (error) {
        if (error instanceof Nowhere) continue
        throw error
      }
      const name = `${kind} at step ${at}`
      yield {
        name,
        elf: program.elf,
        inputs,
        lie: toLie(lie, inputs),
        isFalse: (s) => !possible.has(outcome(s)),
      }
    }
  }
}

/** For every family: its first instruction is executed where the program has one that does nothing. */
function* pretended(program: Listing, inputs: Inputs): Generator<Falsehood> {
  const executable = loadElf(program.elf)
  const seen = new Set<string>()
  const exit = (program.pc('exit') - CODE) / 4
  for (const [slot, pc] of executable.slots.entries()) {
    const own = executable.instruction(slot)
    const family = families.find((candidate) => candidate.operands(own, pc) !== undefined)
    if (family === undefined || (seen.has(family.name) && slot !== exit)) continue
    seen.add(family.name)
    const elf = program.elf.slice()
    new DataView(elf.buffer).setUint32(offsetOfCode(elf) + pc - CODE, encode('fence'), true)
    const name = `${own.mnemonic} at ${pc} is in no program`
    yield falsehood(name, elf, inputs, { runs: program.elf, admits: true })
  }
}

/** Where the segment of the code lies in a test's ELF file: p_offset of the first program header. */
const offsetOfCode = (elf: Uint8Array): number => new DataView(elf.buffer).getUint32(52 + 4, true)

/** a7 is 93 only for a moment before a call of 1000. */
const momentary = listing([
  li(10, 5),
  li(17, 93),
  li(17, 1000),
  ['early', encode('ecall')],
  ...systemCall(93),
])

/** The exit takes over a value that another one has already replaced, and leaves the rest as it was. */
const stale =
  (register: 'a0' | 'a7', cell: number, value: number, replaced: number, now: number) =>
  (traces: EditableTraces): void => {
    const exit = traces.table('exit')
    const gap = exit.get(0, `${register}.gap`)
    exit.edit(0, { [`${register}.gap`]: gap + 4, [`${register}.lo`]: value, [`${register}.hi`]: 0 })
    traces
      .table('boundary')
      .edit(boundaryRow(traces, cell), last(exit.get(0, 'clk') + now - 1 - gap, replaced))
  }

/** A byte of a xor is wrong in the witness too. */
function otherXor(traces: EditableTraces): void {
  const table = traces.table('logic')
  table.edit(table.find({ pc: sums.pc('xor'), real: 1 }), { 'x.lo upper': (x) => x ^ 1 })
}

/** The honest prover counts some lookups that fail as if they were others; this takes them back. */
function takeBack(traces: EditableTraces): void {
  for (const { bus, tuple, total } of checkTraces(traces.compact()).unbalanced) {
    if (bus !== BITS.name || total > 0) continue
    const [value, size] = tuple
    const column = size === 2 ** 16 ? 'times 2^16' : 'times below 2^16'
    traces
      .table('lookup')
      .edit(size === 2 ** 16 ? value : value + size, { [column]: (times) => times + total })
  }
}

/** Number of the step that executes a named instruction of a program without jumps before it. */
const stepOf = (program: Listing, name: string): number => (program.pc(name) - CODE) / 4

/** All of them. */
export function* falsehoods(): Generator<Falsehood> {
  yield* stepByStep(everything, everythingInputs)
  yield* pretended(everything, everythingInputs)
  for (const { honest: runs, falsehoods: lies } of precompileTests) {
    for (const { program, inputs = {} } of runs) {
      yield* stepByStep(program, inputs)
      yield* pretended(program, inputs)
    }
    yield* lies()
  }
  const honest = executeHonestly(everything, everythingInputs)
  yield falsehood('another exit code', everything.elf, everythingInputs, {
    claims: (statement) => ({ ...statement, exitCode: statement.exitCode ^ 1 }),
  })
  yield falsehood('another output', everything.elf, everythingInputs, {
    claims: (statement) => ({ ...statement, output: statement.output.map((byte) => byte ^ 1) }),
  })
  yield falsehood('an exit code that was replaced', everything.elf, everythingInputs, {
    traces: stale('a0', 10, 1, honest.exitCode, 3),
    claims: (statement) => ({ ...statement, exitCode: 1 }),
  })

  const jalr = honest.records[families.findIndex(({ name }) => name === 'jalr')][FIELD.clk] / TICKS - 1
  const elsewhere = toLie({ kind: 'read b', at: jalr, value: 4 }, everythingInputs)
  yield falsehood('a jump to elsewhere', everything.elf, everythingInputs, elsewhere)

  const early = { kind: 'read b', at: stepOf(momentary, 'early'), value: 1000 ^ 93 } as const
  yield falsehood('an exit that is another call', momentary.elf, {}, toLie(early, {}))
  const replaced = toLie(early, {}, stale('a7', 17, 93, 1000, 0))
  yield falsehood('an exit that was replaced', momentary.elf, {}, replaced)

  const use = executeHonestly(pause, {}).cycles - 3
  yield falsehood('a read after a pause', pause.elf, {}, toLie({ kind: 'read b', at: use, value: 4 }, {}))
  yield falsehood('a change in a pause', pause.elf, {}, toLie({ kind: 'bump', at: 0, value: 4 }, {}))

  const unsigned = sums.with({ slt: encode('sltu', { rd: 19, rs1: 6, rs2: 5 }) })
  yield falsehood('a limb that is none', sums.elf, {}, { runs: unsigned, traces: takeBack })
  const loaded = memory.with({ lb: encode('lbu', { rd: 7, rs1: BASE, imm: 19 }) })
  yield falsehood('seven bits that are none', memory.elf, {}, { runs: loaded, traces: takeBack })
  const xor = { kind: 'result', at: stepOf(sums, 'xor'), value: 0x100 } as const
  yield falsehood('a xor that is none', sums.elf, {}, toLie(xor, {}, otherXor))
}

function executeHonestly(program: Listing, inputs: Inputs): LyingExecution {
  const { executable, plan } = compile(loadElf(program.elf))
  return executeLying(executable, plan, inputs)
}
