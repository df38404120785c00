/**
 * The interpreter as an executor: the same results as `execute.ts`, with the records placed in the engine's
 * memory.
 */
import type { Executor } from './execution.ts'
import { interpret } from './interpreter.ts'
import { checkPlan } from './plan.ts'
import { Scope } from './scope.ts'

export const referenceExecutor: Executor = {
  async count(_engine, executable, plan, options) {
    checkPlan(executable, plan)
    return interpret(executable, plan, options)
  },

  async record(engine, executable, plan, options) {
    checkPlan(executable, plan)
    const plain = interpret(executable, plan, options)
    const buffers = new Scope(engine.memory)
    const place = (words: Uint32Array) => {
      const pointer = buffers.alloc(words.byteLength)
      engine.memory.u32.set(words, pointer / 4)
      return pointer
    }
    const records = plain.records.map(place)
    const callRecords = plain.callRecords.map(place)
    return { ...plain, records, bumps: place(plain.bumps), callRecords, release: () => buffers.free() }
  },
}
