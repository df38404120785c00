/**
 * The script of a page's workers, in one file, so that there is one address to know: the worker that proves, and the
 * threads that it starts, which have a name of their own. The build makes it self-contained.
 */
import { compile } from '../machine/compile.ts'
import { standardMachine } from '../machine/machine.ts'
import type { Claim } from '../machine/verify.ts'
import type { VerifyingKey } from '../machine/verifying-key.ts'
import { profiles } from '../stark/parameters.ts'
import { loadElf } from '../vm/program.ts'
import { type CallOptions, type Service, serve } from '../workers/orchestrator.ts'
import { joinPool, THREAD_NAME } from '../workers/thread.ts'
import { createLocalProver } from './local-prover.ts'
import type { Program } from './program.ts'
import type { PlanOptions, ProverOptions } from './prover.ts'

/** A program and its options as data. */
export interface Task {
  readonly id: string
  readonly elf: Uint8Array
  /** Without machine and profile: objects would arrive as copies. */
  readonly key: Omit<VerifyingKey, 'parameters' | 'machine'>
  /** Name of the profile. */
  readonly profile: string
  readonly options: Omit<PlanOptions, 'signal'>
}

/** A claim and a proof of it. */
export interface Check {
  readonly claim: Claim
  readonly proof: Uint8Array
}

async function open(options: ProverOptions): Promise<Service> {
  const prover = await createLocalProver({ workerUrl: location.href, ...options })
  let last: Program | undefined
  const load = ({ id, elf, key, profile }: Task): Program => {
    if (last?.id !== id) {
      const parameters = profiles.find(({ name }) => name === profile)!
      last = {
        id,
        elf,
        key: { ...key, machine: standardMachine, parameters },
        compiled: compile(loadElf(elf)),
      }
    }
    return last
  }
  const method =
    <T>(name: 'run' | 'report' | 'plan' | 'prove') =>
    async (task: Task, call: CallOptions): Promise<T> =>
      prover[name](load(task), { ...task.options, ...call }) as Promise<T>
  return {
    description: prover.capabilities,
    methods: {
      run: method('run'),
      report: method('report'),
      plan: method('plan'),
      prove: method('prove'),
      verify: ({ claim, proof }: Check) => prover.verify(claim, proof),
    },
    dispose: () => prover.dispose(),
  }
}

if (self.name === THREAD_NAME) joinPool()
else serve(open)
