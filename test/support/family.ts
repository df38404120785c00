/**
 * Tests of instruction families, row by row; see `rows.ts`. The oracle is the instruction's meaning: what a row takes
 * from program, state and memory determines what it puts there. Nobody puts on a bus an instruction that is not in the
 * program, a limb out of range, or a time before 0.
 */
import { expect, test } from 'vitest'
import { P } from '../../src/field/koalabear.ts'
import { MEMORY, PROGRAM, STATE } from '../../src/machine/buses.ts'
import {
  ACCESS_A,
  ACCESS_B,
  ACCESS_C,
  ACCESS_MEMORY,
  destination,
  type Family,
  OPERATION,
  source,
} from '../../src/machine/family.ts'
import { MAX_TIME, TICKS, TIME_A, TIME_B, TIME_C, TIME_MEMORY } from '../../src/machine/layout.ts'
import type { RecordField } from '../../src/machine/row.ts'
import type { Instruction } from '../../src/vm/decode.ts'
import { ISA, type Mnemonic, OP } from '../../src/vm/isa.ts'
import { naturalAccess } from '../../src/vm/plan.ts'
import {
  conversation,
  type Edits,
  fillRow,
  forged,
  type RowTest,
  rejected,
  type Sample,
  testRows,
  type Verdict,
  violations,
} from './rows.ts'
import { execute, type Operands } from './semantics.ts'

export * from './rows.ts'

/** One execution of one instruction. What is left out has a default. */
export interface Case extends Partial<Operands> {
  readonly instruction: Instruction
  readonly pc?: number
  readonly clk?: number
  /** What rd was before. */
  readonly aOld?: number
  readonly bGap?: number
  readonly cGap?: number
  readonly aGap?: number
  readonly mGap?: number
}

export const PC = 0x10074
export const CLK = 0x5ac3d4

/** An instruction by its operands; those left out are registers 5, 6, 7 and immediate 0. */
export function instruction(mnemonic: Mnemonic, operands: Partial<Instruction> = {}): Instruction {
  return { mnemonic, op: OP[mnemonic], rd: 5, rs1: 6, rs2: 7, imm: 0, ...operands }
}

/** What the program bus holds for an instruction. Throws if it does not belong to the family. */
export function programTuple(family: Family, own: Instruction, pc = PC): number[] {
  const operands = family.operands(own, pc)
  if (operands === undefined) throw new RangeError(`${family.name} does not take ${own.mnemonic}`)
  for (const operand of operands) {
    if (!(Number.isInteger(operand) && operand >= 0 && operand < P))
      throw new RangeError(`operand ${operand}`)
  }
  return [pc, ...operands, ...Array<number>(PROGRAM.entries.length - 1 - operands.length).fill(0)]
}

/** Whether instructions of other families have this operation code. */
function isForeign(family: Family, op: number): boolean {
  if (!Object.values<number>(OPERATION).includes(op)) return false
  const own = ISA.flatMap(({ mnemonic }) =>
    [{}, { rd: 0 }, { rs1: 0 }, { rs2: 0 }].map((registers) =>
      family.operands(instruction(mnemonic, registers), PC)?.at(0),
    ),
  )
  return !own.includes(op)
}

/** The accesses of an instruction, which the executor records: those of its family that it has operands for. */
const accessOf = ({ access }: Family, own: Instruction): number => access & naturalAccess(own)

/** The row of an honest prover. Throws if the instruction traps. */
export function honestRow(family: Family, execution: Case): number[] {
  const { instruction: own, pc = PC, clk = CLK, b = 0, c = 0, m = 0 } = execution
  const outcome = execute(own, pc, { b, c, m })
  if (outcome === undefined) throw new RangeError(`${own.mnemonic} traps`)
  const access = accessOf(family, own)
  const record: Partial<Record<RecordField, number>> = { clk, nextPc: outcome.next }
  if (access & ACCESS_B) Object.assign(record, { b, bGap: execution.bGap ?? 9 })
  if (access & ACCESS_C) Object.assign(record, { c, cGap: execution.cGap ?? 77 })
  if (access & ACCESS_A) {
    Object.assign(record, {
      aOld: execution.aOld ?? 0xabcd9876,
      a: outcome.a,
      aGap: execution.aGap ?? 0xffff,
    })
  }
  if (access & ACCESS_MEMORY) {
    Object.assign(record, {
      address: outcome.address,
      mOld: m,
      m: outcome.m,
      mGap: execution.mGap ?? 0x12345,
    })
  }
  return fillRow(family.table.main.length, family.fill, record, programTuple(family, own, pc))
}

/** Judges a row of a machine whose program consists of `program` at its pcs. */
export function judge(
  family: Family,
  main: readonly number[],
  program: readonly { instruction: Instruction; pc?: number }[],
): Verdict {
  const violated = violations(family.table, main)
  return violated.length > 0 ? rejected(...violated) : judgeTransition(family, main, program)
}

/** Judges a row without violations. */
function judgeTransition(
  family: Family,
  main: readonly number[],
  program: readonly { instruction: Instruction; pc?: number }[],
): Verdict {
  const all = conversation(family.table, main)
  if (all.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  const on = (bus: string, multiplicity: number) =>
    all
      .filter((message) => message.bus === bus && message.multiplicity === multiplicity)
      .map(({ tuple }) => tuple)
  if (all.length === 0) return { kind: 'honest', why: ['says nothing'] }

  const lookups = on(PROGRAM.name, 1)
  if (lookups.length !== 1) return forged(`${lookups.length} instructions`)
  const found = program.find(
    ({ instruction: own, pc = PC }) => `${programTuple(family, own, pc)}` === `${lookups[0]}`,
  )
  if (found === undefined) {
    const [, op] = lookups[0]
    if (isForeign(family, op)) return forged(`executes operation ${op} of another family`)
    return rejected(`${PROGRAM.name} ${lookups[0]}`)
  }
  const { instruction: own, pc = PC } = found

  const states = on(STATE.name, P - 1)
  if (states.length !== 1 || states[0][0] !== pc) return forged(`runs at ${states}`)
  const clk = states[0][1]
  if (clk === 0 || clk >= MAX_TIME) return rejected(`clk ${clk}`)

  const taken = on(MEMORY.name, P - 1)
  for (const [, time, lo, hi] of taken) {
    if (time >= MAX_TIME) return rejected(`time ${time}`)
    if (lo >= 2 ** 16 || hi >= 2 ** 16) return rejected(`takes limbs ${lo} ${hi}`)
  }
  const expected = new Map<number, (typeof taken)[number]>()
  const values = { b: 0, c: 0, m: 0 }
  const roles = [
    [ACCESS_B, 'b', TIME_B],
    [ACCESS_C, 'c', TIME_C],
    [ACCESS_MEMORY, 'm', TIME_MEMORY],
    [ACCESS_A, 'a', TIME_A],
  ] as const
  const accesses = roles.filter(([bit]) => accessOf(family, own) & bit)
  if (taken.length !== accesses.length) return forged(`${taken.length} accesses`)
  // What an access takes and puts are next to each other.
  const put = on(MEMORY.name, 1)
  for (const [, role, time] of accesses) {
    const now = put.findIndex((tuple) => tuple[1] === clk + time)
    if (now < 0 || put.length !== taken.length) return forged(`no access ${role} at its time`)
    const [address] = put[now]
    const old = taken.filter((tuple) => tuple[0] === address && tuple[1] < clk + time)
    const before = taken[now]
    if (!old.includes(before)) return forged(`access ${role} takes ${taken[now]} for ${put[now]}`)
    expected.set(time, [address, before[2], before[3]])
    if (role !== 'a') values[role] = before[2] + 2 ** 16 * before[3]
  }
  const outcome = execute(own, pc, values)
  if (outcome === undefined) return forged('traps, but is proved')
  const address = {
    b: source(own.rs1),
    c: source(own.rs2),
    a: destination(own.rd),
    m: (outcome.address ?? 0) & ~3,
  }
  const after = { b: values.b, c: values.c, m: outcome.m ?? 0, a: outcome.a ?? 0 }
  const wanted = accesses.map(
    ([, role, time]) => `${[address[role], clk + time, after[role] & 0xffff, after[role] >>> 16]}`,
  )
  const differs = put.map(String).filter((tuple) => !wanted.includes(tuple))
  if (differs.length > 0)
    return forged(`memory becomes ${differs.join('; ')} instead of ${wanted.join('; ')}`)
  const next = on(STATE.name, 1).map(String)
  if (next.length !== 1 || next[0] !== `${[outcome.next, clk + TICKS]}`) {
    return forged(`goes on at ${next.join('; ')} instead of ${[outcome.next, clk + TICKS]}`)
  }
  return { kind: 'honest', why: [] }
}

/** A forgery that must fail: an honest row with some columns replaced. */
export interface Attack {
  readonly name: string
  readonly execution: Case
  readonly edits: Edits
  /** Part of the label of a constraint or of the name of a bus that must be among those that reject the row. */
  readonly by?: string
}

export interface FamilyTest {
  readonly family: Family
  /** Honest executions with all edges, aliasing included. */
  readonly cases: readonly Case[]
  readonly attacks: readonly Attack[]
  /** Forged rows besides the attacks. */
  readonly forgeries?: readonly {
    readonly name: string
    readonly execution: Case
    readonly row: readonly number[]
  }[]
  /** Columns with several right values, and why that is harmless. */
  readonly free?: Readonly<Record<string, string>>
  /** Instructions that other families take. */
  readonly refuses?: readonly Instruction[]
  /** Cells per row: columns and 4 for each started group of 3 interactions. */
  readonly cells: number
}

/** What every instruction family must pass, as a test of its rows. */
export function familyRows({
  family,
  cases,
  attacks,
  forgeries = [],
  free = {},
  cells,
}: FamilyTest): RowTest<CaseSample> {
  const operations = new Map(cases.map(({ instruction: { mnemonic, op } }) => [mnemonic, op]))
  const sampleOf = (execution: Case, others: readonly Case[] = []): CaseSample => {
    const { instruction: own, b = 0, c = 0, m = 0 } = execution
    const name = `${own.mnemonic} rd ${own.rd} rs1 ${own.rs1} rs2 ${own.rs2} imm ${own.imm}: b ${b} c ${c} m ${m}`
    return { name, row: honestRow(family, execution), program: [execution, ...others] }
  }
  /** The other operations of the family with the same operands, so that a row may change into one. */
  const othersOf = ({ instruction: own, pc = PC }: Case): Case[] =>
    [...operations]
      .filter(([mnemonic]) => mnemonic !== own.mnemonic)
      .map(([mnemonic, op]) => ({ instruction: { ...own, mnemonic, op }, pc }))
      .filter((other) => family.operands(other.instruction, pc) !== undefined)
  return {
    table: family.table,
    samples: cases.map((execution) => sampleOf(execution, othersOf(execution))),
    attacks: attacks.map(({ execution, ...attack }) => ({ ...attack, sample: sampleOf(execution) })),
    forgeries: forgeries.map(({ execution, ...forgery }) => ({ ...forgery, sample: sampleOf(execution) })),
    judge: (row, { program }) => judgeTransition(family, row, program),
    free,
    cells,
  }
}

/** The tests that every instruction family must pass. */
export function testFamily(own: FamilyTest): void {
  const { family, refuses = [] } = own
  testRows(familyRows(own))
  if (refuses.length > 0) {
    test.each(refuses)(`${family.name} leaves $mnemonic rd $rd, rs1 $rs1, rs2 $rs2 to others`, (refused) => {
      expect(family.operands(refused, PC)).toBeUndefined()
    })
  }
}

export interface CaseSample extends Sample {
  /** Its instruction, and others at the same address. */
  readonly program: readonly Case[]
}
