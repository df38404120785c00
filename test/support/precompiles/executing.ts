/** Executors that do something else for a call. */
import { precompiles } from '../../../src/machine/precompiles.ts'
import { ACCESS_WORDS, type Accelerator, CALL_HEAD } from '../../../src/vm/accelerator.ts'
import { executor } from '../../../src/vm/execute.ts'
import type { Executor } from '../../../src/vm/execution.ts'

/** The executor with another accelerator of the same number. */
export const executing = (own: Accelerator): Executor => {
  const change = <T extends { readonly accelerators: readonly Accelerator[] }>(plan: T): T => ({
    ...plan,
    accelerators: plan.accelerators.map((other) => (other.number === own.number ? own : other)),
  })
  return {
    count: (engine, executable, plan, options) => executor.count(engine, executable, change(plan), options),
    record: (engine, executable, plan, options, counted) =>
      executor.record(engine, executable, change(plan), options, counted),
  }
}

/** The same; and the record of the first call says that its access number `at` found what it found xor `value`. */
export const finding = (own: Accelerator, at: number, value: number): Executor => {
  const { count, record } = executing(own)
  const index = precompiles.findIndex(({ number }) => number === own.number)
  return {
    count,
    async record(engine, executable, plan, options, counted) {
      const recorded = await record(engine, executable, plan, options, counted)
      const access = recorded.callRecords[index]! / 4 + CALL_HEAD + ACCESS_WORDS * at
      engine.memory.u32[access + 1]! ^= value
      return recorded
    },
  }
}
