/**
 * Tests of instruction families, row by row.
 *
 * A row is *honest* if it says what the instruction does: the tuples that it takes from the buses, put into the oracle,
 * give the tuples that it puts on them. A row is *rejected* if it violates a constraint, if a lookup is not in its
 * table, or if it takes something from a bus that nobody puts there: an instruction that is not in the program, a
 * limb out of range, a time before 0. Every other row is *forged*, and there must be none.
 */
import { describe, expect, test } from 'vitest'
import type { Table } from '../../src/air/table.ts'
import { inv, mul, P, reduce, sub } from '../../src/field/koalabear.ts'
import { BITS, MEMORY, PROGRAM, RANGE, STATE, XOR } from '../../src/machine/buses.ts'
import {
  ACCESS_A,
  ACCESS_B,
  ACCESS_C,
  ACCESS_MEMORY,
  destination,
  type Family,
  source,
} from '../../src/machine/family.ts'
import { MAX_TIME, TICKS, TIME_A, TIME_B, TIME_C, TIME_MEMORY } from '../../src/machine/layout.ts'
import { RECORD, type RecordField, Row } from '../../src/machine/row.ts'
import type { Instruction } from '../../src/vm/decode.ts'
import { type Mnemonic, OP } from '../../src/vm/isa.ts'
import { naturalAccess } from '../../src/vm/plan.ts'
import { RECORD_WORDS } from '../../src/vm/record.ts'
import { execute, type Operands } from './semantics.ts'

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

/** Values around which arithmetic on 32 bits, on 16-bit limbs and modulo p breaks. */
export const EDGES: readonly number[] = [
  0,
  1,
  2,
  3,
  0xff,
  0x100,
  0x7fff,
  0x8000,
  0xffff,
  0x10000,
  0x10001,
  0x7fffffff,
  0x80000000,
  0x80000001,
  0xffff0000,
  0xfffffffe,
  0xffffffff,
  P - 1,
  P,
  P + 1,
  0x12345678,
  0xdeadbeef,
]

/** An instruction by its operands; those left out are registers 5, 6, 7 and immediate 0. */
export function instruction(mnemonic: Mnemonic, operands: Partial<Instruction> = {}): Instruction {
  return { mnemonic, op: OP[mnemonic], rd: 5, rs1: 6, rs2: 7, imm: 0, ...operands }
}

/** Deterministic pseudo-random numbers: `next(n)` is an integer below n, n <= 2^32. */
export function random(seed: number): (n: number) => number {
  let state = seed >>> 0
  return (n) => {
    state = (state + 0x9e3779b9) >>> 0
    let x = state
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return Math.floor((((x ^ (x >>> 15)) >>> 0) / 2 ** 32) * n)
  }
}

/** All values that `EDGES` give in pairs, and some random ones. */
export function operandPairs(randomPairs = 200, seed = 1): [number, number][] {
  const next = random(seed)
  const pairs = EDGES.flatMap((b) => EDGES.map((c): [number, number] => [b, c]))
  for (let k = 0; k < randomPairs; k++) pairs.push([next(2 ** 32), next(2 ** 32)])
  return pairs
}

/** A row as `fill` writes it from a record of 16 words (fields left out are 0). */
export function fillRow(
  width: number,
  fill: (row: Row) => void,
  record: Partial<Record<RecordField, number>>,
  operands: readonly number[] = [],
): number[] {
  const memory = new Uint32Array(RECORD_WORDS + width)
  for (const [field, value] of Object.entries(record)) memory[RECORD[field as RecordField]] = value
  const columns = Array.from({ length: width }, (_, index) => RECORD_WORDS + index)
  const row = new Row(
    memory,
    columns,
    Uint32Array.from({ length: 8 }, (_, k) => operands[k] ?? 0),
  )
  row.moveTo(0, 0)
  fill(row)
  return [...memory.subarray(RECORD_WORDS)]
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

export interface Message {
  readonly bus: string
  readonly tuple: readonly number[]
  /** 0 <= multiplicity < p: 1 for what is sent, p - 1 for what is received. */
  readonly multiplicity: number
}

/** What a row has on the buses, lookups included. */
export function messages(
  table: Table,
  main: readonly number[],
  preprocessed: readonly number[] = [],
): Message[] {
  const values = table.graph.evaluate(preprocessed, main)
  return table.interactions.flatMap(({ bus, tuple, multiplicity }) => {
    const times = values[multiplicity.id]
    return times === 0
      ? []
      : [{ bus: bus.name, tuple: tuple.map(({ id }) => values[id]), multiplicity: times }]
  })
}

const LOOKUPS: ReadonlyMap<string, (tuple: readonly number[]) => boolean> = new Map([
  [RANGE.name, ([value]) => value < 2 ** 16],
  [BITS.name, ([value, size]) => value < size && size <= 2 ** 15 && (size & (size - 1)) === 0],
  [XOR.name, ([a, b, x]) => a < 256 && b < 256 && x === (a ^ b)],
])

/** Labels of violated constraints, then lookups that are in no table. */
export function violations(
  table: Table,
  main: readonly number[],
  preprocessed: readonly number[] = [],
): string[] {
  const values = table.graph.evaluate(preprocessed, main)
  const found = table.constraints.flatMap(({ label, expression }) =>
    values[expression.id] === 0 ? [] : [label],
  )
  for (const { bus, tuple } of messages(table, main, preprocessed)) {
    if (LOOKUPS.get(bus)?.(tuple) === false) found.push(`${bus} ${tuple}`)
  }
  return found
}

export interface Verdict {
  readonly kind: 'honest' | 'rejected' | 'forged'
  readonly why: readonly string[]
}

const rejected = (...why: string[]): Verdict => ({ kind: 'rejected', why })
const forged = (...why: string[]): Verdict => ({ kind: 'forged', why })

/** Judges a row of a machine whose program consists of `program` at its pcs. */
export function judge(
  family: Family,
  main: readonly number[],
  program: readonly { instruction: Instruction; pc?: number }[],
): Verdict {
  const violated = violations(family.table, main)
  if (violated.length > 0) return rejected(...violated)
  const all = messages(family.table, main).filter(({ bus }) => !LOOKUPS.has(bus))
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
  if (found === undefined) return rejected(`${PROGRAM.name} ${lookups[0]}`)
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

/** Column by name. */
export function at(table: Table, name: string): number {
  const index = table.main.indexOf(name)
  if (index < 0) throw new RangeError(`table ${table.name} has no column ${name}`)
  return index
}

/** Values by column name, any integers; functions of the honest value. */
export type Edits = Readonly<Record<string, number | ((honest: number) => number)>>

export function edited(table: Table, main: readonly number[], edits: Edits): number[] {
  const row = [...main]
  for (const [name, edit] of Object.entries(edits)) {
    const index = at(table, name)
    row[index] = reduce(typeof edit === 'number' ? edit : edit(row[index]))
  }
  return row
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
  /** Columns with several right values, and why that is harmless. */
  readonly free?: Readonly<Record<string, string>>
  /** Instructions that other families take. */
  readonly refuses?: readonly Instruction[]
  /** Cells per row: columns and 4 for each started group of 3 interactions. */
  readonly cells: number
}

/** The tests that every instruction family must pass. */
export function testFamily({ family, cases, attacks, free = {}, refuses = [], cells }: FamilyTest): void {
  const { table } = family
  const show = ({ instruction: own, b = 0, c = 0, m = 0 }: Case) =>
    `${own.mnemonic} rd ${own.rd} rs1 ${own.rs1} rs2 ${own.rs2} imm ${own.imm}: b ${b} c ${c} m ${m}`
  const program = (own: Case) => [
    own,
    ...cases.filter(({ instruction: { mnemonic } }) => mnemonic !== own.instruction.mnemonic).slice(0, 1),
  ]
  /** At most n cases, spread evenly. */
  const sample = (n: number) => {
    const step = Math.max(1, Math.floor(cases.length / n))
    return cases.filter((_, k) => k % step === 0)
  }

  describe(family.name, () => {
    test('costs what it should', () => {
      expect(table.main.length + 4 * Math.ceil(table.interactions.length / 3)).toBe(cells)
    })

    test('a row of zeros says nothing', () => {
      const zeros = table.main.map(() => 0)
      expect(violations(table, zeros)).toEqual([])
      expect(messages(table, zeros)).toEqual([])
    })

    test('proves what instructions do', () => {
      for (const own of cases) {
        const verdict = judge(family, honestRow(family, own), [own])
        if (verdict.kind !== 'honest' || verdict.why.length > 0)
          expect.fail(`${show(own)}: ${verdict.why.join(', ')}`)
      }
    })

    if (refuses.length > 0) {
      test.each(refuses)('leaves $mnemonic rd $rd, rs1 $rs1, rs2 $rs2 to others', (own) => {
        expect(family.operands(own, PC)).toBeUndefined()
      })
    }

    if (attacks.length > 0) {
      test.each(attacks)('rejects: $name', ({ execution, edits, by }) => {
        const honest = honestRow(family, execution)
        const row = edited(table, honest, edits)
        expect(row, 'changes nothing').not.toEqual(honest)
        const verdict = judge(family, row, [execution])
        expect(verdict.kind, verdict.why.join(', ')).toBe('rejected')
        if (by !== undefined) expect(verdict.why.join('\n')).toContain(by)
      })
    }

    test('rejects rows with one or two columns changed', () => {
      const next = random(7)
      for (const own of sample(60)) {
        const honest = honestRow(family, own)
        const said = JSON.stringify(messages(table, honest).filter(({ bus }) => !LOOKUPS.has(bus)))
        for (let column = 0; column < honest.length; column++) {
          const other = next(honest.length)
          const changes: [number, number][][] = [
            ...[
              honest[column] + 1,
              honest[column] - 1,
              P - honest[column],
              2 ** 16 + honest[column],
              next(P),
              next(2 ** 16),
              0,
              1,
            ].map((value): [number, number][] => [[column, reduce(value)]]),
            [
              [column, honest[other]],
              [other, honest[column]],
            ],
          ]
          for (const change of changes) {
            const row = [...honest]
            for (const [index, value] of change) row[index] = value
            if (row.every((value, index) => value === honest[index])) continue
            const names = change.map(([index, value]) => `${table.main[index]} = ${value}`).join(', ')
            const verdict = judge(family, row, program(own))
            if (verdict.kind === 'forged') expect.fail(`${show(own)}; ${names}: ${verdict.why.join(', ')}`)
            if (verdict.kind !== 'honest') continue
            const says = JSON.stringify(messages(table, row).filter(({ bus }) => !LOOKUPS.has(bus)))
            const changed = change.map(([index]) => table.main[index])
            if (says === said && !changed.some((name) => name in free)) {
              expect.fail(`${show(own)}; ${names}: also right, but not known to be free`)
            }
          }
        }
      }
    })

    test('rejects rows that are repaired after a change', () => {
      const next = random(11)
      for (const own of sample(40)) {
        const honest = honestRow(family, own)
        for (let attempt = 0; attempt < 25; attempt++) {
          const row = repaired(table, honest, next)
          const verdict = judge(family, row, program(own))
          if (verdict.kind === 'forged') {
            const changed = row.flatMap((value, k) =>
              value === honest[k] ? [] : [`${table.main[k]} = ${value}`],
            )
            expect.fail(`${show(own)}; ${changed.join(', ')}: ${verdict.why.join(', ')}`)
          }
        }
      }
    })
  })
}

/**
 * Changes one to three columns and then, for a while, solves violated constraints for columns in which they are linear,
 * as a forger would. Columns changed first stay.
 */
export function repaired(table: Table, honest: readonly number[], next: (n: number) => number): number[] {
  const row = [...honest]
  const fixed = new Set<number>()
  for (let k = next(3); k >= 0; k--) {
    const column = next(row.length)
    fixed.add(column)
    row[column] = reduce(
      [row[column] + 1, row[column] - 1, 1 - row[column], next(2 ** 16), row[column] + 2 ** 16, next(P)][
        next(6)
      ],
    )
  }
  for (let step = 0; step < 12; step++) {
    const values = table.graph.evaluate([], row)
    const violated = table.constraints.filter(({ expression }) => values[expression.id] !== 0)
    if (violated.length === 0) break
    const { id } = violated[next(violated.length)].expression
    const valueAt = (column: number, value: number) => {
      const changed = [...row]
      changed[column] = value
      return table.graph.evaluate([], changed)[id]
    }
    for (let attempt = 0; attempt < row.length; attempt++) {
      const column = next(row.length)
      if (fixed.has(column)) continue
      const [y0, y1, y2] = [valueAt(column, 0), valueAt(column, 1), valueAt(column, 2)]
      const slope = sub(y1, y0)
      if (slope === 0 || slope !== sub(y2, y1)) continue
      row[column] = mul(sub(0, y0), inv(slope))
      break
    }
  }
  return row
}
