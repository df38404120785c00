/** Faults of a prover are refused, or harmless; `npm run test:faults` injects more of them. */

import { beforeAll, describe, expect, test } from 'vitest'
import type { Table } from '../../src/air/table.ts'
import { compile } from '../../src/machine/compile.ts'
import { addi } from '../../src/machine/families/addi.ts'
import { ecall } from '../../src/machine/families/ecall.ts'
import { interpret } from '../../src/vm/interpreter.ts'
import { loadElf } from '../../src/vm/program.ts'
import { without } from '../support/deletion.ts'
import { everything, everythingInputs } from '../support/everything.ts'
import { honest, streamInputs, streams, sums } from '../support/honest.ts'
import { executeLying, LIES } from '../support/liar.ts'
import { distinctTables } from '../support/machine.ts'
import { TraceProver } from '../support/traces.ts'
import { CODE } from '../vm/support/elf.ts'
import { describeCampaign, judgeCell, judgeLie, runCampaign } from './campaign.ts'
import { FREE_CELLS } from './free-cells.ts'

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

test('2000 faults are refused or harmless', { timeout: 2 ** 30 }, async () => {
  const result = await runCampaign(prover, { seed: 1, runs: 2000, proveEvery: 200 })
  expect(result.holes, describeCampaign(result)).toEqual([])
  const kinds = [...result.counts.keys()].map((name) => name.replace('+', ''))
  const lies = LIES.map((kind) => `executor: ${kind}`)
  const all = [...lies, ...distinctTables.map(({ name }) => name)]
  expect(kinds).toEqual(expect.arrayContaining(all))
  expect(result.proved).toBeGreaterThanOrEqual(all.length)
})

describe('an executor without a lie', () => {
  const runs = [{ name: 'everything', program: everything, inputs: everythingInputs }, ...honest]
  test.each(runs)('is the interpreter: $name', ({ program, inputs = {} }) => {
    const { executable, plan } = compile(loadElf(program.elf))
    const { lied, forgotten, stderr, ...execution } = executeLying(executable, plan, inputs)
    const { stderr: _, ...expected } = interpret(executable, plan, inputs)
    expect(execution).toEqual(expected)
    expect({ lied, forgotten }).toEqual({ lied: false, forgotten: undefined })
  })
})

describe('a constraint that is missing', () => {
  const lacking =
    (own: Table, label: string) =>
    (table: Table): Table => {
      const part = own.constraints.find((constraint) => constraint.label === label)
      if (part === undefined) throw new RangeError(`no constraint ${label}`)
      return table === own ? without(table, part) : table
    }

  test('is found by a lie of the executor', async () => {
    const scene = { name: 'sums', elf: sums.elf, inputs: {} }
    const at = (sums.pc('addi') - CODE) / 4
    const fault = { kind: 'executor', lie: { kind: 'result', at, value: 0x10000 } } as const
    expect(await judgeLie(prover, scene, fault)).toBe('constraint')
    const weaken = lacking(addi.table, 'a = b + imm: carry of the high limbs')
    expect(await judgeLie(prover, scene, fault, weaken)).toBe('hole')
  })

  test('is found by a cell', async () => {
    const traces = await prover.keep(streams.elf, streamInputs)
    const fault = { kind: 'cell', table: 'ecall', row: 0, column: 'not read or write', value: 5 } as const
    expect(judgeCell(traces, fault)).toBe('constraint')
    expect(judgeCell(traces, fault, lacking(ecall.table, 'not read or write'))).toBe('hole')
  })
})

test('free cells are cells', () => {
  for (const [name, columns] of Object.entries(FREE_CELLS)) {
    const table = distinctTables.find((own) => own.name === name)
    expect(table?.main).toEqual(expect.arrayContaining(Object.keys(columns)))
  }
})
