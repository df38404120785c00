/** The script of the worker that proves for a page. */
import { profiles } from '../stark/parameters.ts'
import { type CallOptions, serve } from '../workers/orchestrator.ts'
import { Program } from './program.ts'
import { createLocalProver, type Input, type ProverOptions } from './prover.ts'

/** A program and its input as data. */
export interface Task {
  readonly id: string
  readonly elf: Uint8Array
  /** Name of the profile: the object itself would arrive as a copy. */
  readonly profile: string
  readonly input: Input
}

serve(async (options: ProverOptions) => {
  const prover = await createLocalProver(options)
  let last: Program | undefined
  const load = async ({ id, elf, profile }: Task) => {
    if (last?.id !== id) {
      const parameters = profiles.find(({ name }) => name === profile)!
      last = await Program.fromElf(elf, { profile: parameters })
    }
    return last
  }
  return {
    description: prover.capabilities,
    methods: {
      run: async (task: Task, options: CallOptions) =>
        prover.run(await load(task), { ...task.input, ...options }),
      prove: async (task: Task, options: CallOptions) =>
        prover.prove(await load(task), { ...task.input, ...options }),
    },
    dispose: () => prover.dispose(),
  }
})
