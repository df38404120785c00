/** Runs programs on both executors and insists that they agree in everything. */
import { expect } from 'vitest'
import type { Engine } from '../../../src/engine/contract.ts'
import { precompiles } from '../../../src/machine/precompiles.ts'
import { executor } from '../../../src/vm/execute.ts'
import type { Execution, ExecutionOptions } from '../../../src/vm/execution.ts'
import { interpret, type PlainExecution } from '../../../src/vm/interpreter.ts'
import { defaultPlan, type SlotPlan } from '../../../src/vm/plan.ts'
import { type Executable, loadElf } from '../../../src/vm/program.ts'
import { BUMP_WORDS, RECORD_WORDS } from '../../../src/vm/record.ts'
import { engines } from '../../support/engines.ts'

export async function wasmEngine(): Promise<Engine> {
  return (await engines()).find(({ name }) => name === 'wasm')!.engine
}

/** A plan that spreads the slots over the classes by instruction, with transfers in the last class; all calls there are. */
export function spreadPlan(executable: Executable): SlotPlan {
  const natural = defaultPlan(executable, precompiles)
  const cls = Uint8Array.from(natural.cls, (_, slot) => executable.instruction(slot).op % 31)
  return { ...natural, cls, transferClass: 31 }
}

/** Both passes of the kernel's executor, and that they free what they took. */
export async function executeKernel(
  engine: Engine,
  executable: Executable,
  plan: SlotPlan,
  options: ExecutionOptions = {},
): Promise<PlainExecution> {
  const used = engine.memory.used
  const counted = await executor.count(engine, executable, plan, options)
  expect(engine.memory.used).toBe(used)
  const { records, bumps, callRecords, release, ...execution } = await executor.record(
    engine,
    executable,
    plan,
    options,
    counted,
  )
  expectSame(execution, counted)
  const words = (pointer: number, count: number) => engine.memory.u32.slice(pointer / 4, pointer / 4 + count)
  const plain = {
    ...execution,
    records: records.map((pointer, cls) => words(pointer, RECORD_WORDS * counted.classCounts[cls]!)),
    bumps: words(bumps, BUMP_WORDS * counted.bumpCount),
    callRecords: callRecords.map((pointer, k) => words(pointer, counted.calls[k]!.words)),
  }
  release()
  release()
  expect(engine.memory.used).toBe(used)
  return plain
}

/** Equality that is quick for long typed arrays and names the first difference. */
function expectSame(actual: unknown, expected: unknown, path = 'execution'): void {
  if (expected instanceof Uint32Array && actual instanceof Uint32Array) {
    const at = expected.findIndex((value, i) => value !== actual[i])
    const same = { length: expected.length, difference: -1 }
    expect({ length: actual.length, difference: at, actual: actual[at] }, path).toEqual({
      ...same,
      actual: undefined,
    })
  } else if (typeof expected === 'object' && expected !== null && !ArrayBuffer.isView(expected)) {
    expect(Object.keys(actual as object).sort(), path).toEqual(Object.keys(expected).sort())
    for (const [key, value] of Object.entries(expected)) {
      expectSame((actual as Record<string, unknown>)[key], value, `${path}.${key}`)
    }
  } else {
    expect(actual, path).toEqual(expected)
  }
}

/** The execution, after both executors gave the same, or the error that both gave. */
export async function runBoth(
  engine: Engine,
  elf: Uint8Array,
  options: ExecutionOptions = {},
  planOf: (executable: Executable) => SlotPlan = spreadPlan,
): Promise<PlainExecution> {
  const executable = loadElf(elf)
  const plan = planOf(executable)
  const used = engine.memory.used
  const settle = async (run: () => Execution | Promise<Execution>) => {
    try {
      return { execution: await run() }
    } catch (error) {
      return { error }
    }
  }
  const expected = await settle(() => interpret(executable, plan, options))
  const actual = await settle(() => executeKernel(engine, executable, plan, options))
  expect(engine.memory.used).toBe(used)
  if ('error' in expected || 'error' in actual) {
    expect(actual).toEqual(expected)
    throw expected.error
  }
  expectSame(actual.execution, expected.execution)
  return expected.execution as PlainExecution
}
