/** A prover for pages: the work is done in a worker, so that the page's own thread stays free. */
import type { Capabilities } from '../workers/capabilities.ts'
import { RemoteService } from '../workers/remote.ts'
import type { Task } from './orchestrator.ts'
import type { Program } from './program.ts'
import type { Input, ProofResult, ProveOptions, Prover, ProverOptions, Run } from './prover.ts'

export async function createRemoteProver(options: ProverOptions): Promise<Prover> {
  const { orchestratorUrl, ...rest } = options
  const start = () =>
    orchestratorUrl === undefined
      ? new Worker(new URL('./orchestrator.js', import.meta.url), { type: 'module' })
      : new Worker(orchestratorUrl, { type: 'module' })
  const { service, description } = await RemoteService.connect(start, rest)
  const dispose = () => service.dispose()
  const task = ({ id, elf, key }: Program, input: Input): Task => ({
    id,
    elf,
    profile: key.parameters.name,
    input,
  })
  return {
    capabilities: description as Capabilities,
    run: (program, { signal, ...input } = {}) => service.call<Run>('run', task(program, input), { signal }),
    prove: (program, { signal, onProgress, ...input }: ProveOptions = {}) =>
      service.call<ProofResult>('prove', task(program, input), { signal, onProgress }),
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}
