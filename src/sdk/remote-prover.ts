/** A prover for pages: the work is done in a worker, so that the page's own thread stays free. */
import { standardMachine } from '../machine/machine.ts'
import { LimpidError } from '../util/errors.ts'
import type { Capabilities } from '../workers/capabilities.ts'
import { RemoteService } from '../workers/remote.ts'
import type { Program } from './program.ts'
import type { PlanOptions, ProveOptions, Prover, ProverOptions } from './prover.ts'
import type { Check, Task } from './worker.ts'

export async function createRemoteProver(options: ProverOptions): Promise<Prover> {
  const { workerUrl, wasmUrl, ...rest } = options
  // Bundlers find the script by the very expression.
  const start = () =>
    workerUrl === undefined
      ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'limpid' })
      : new Worker(workerUrl, { type: 'module', name: 'limpid' })
  // The worker is elsewhere: what is relative to the page has to be absolute there, and a URL cannot be cloned.
  const absolute = (url: string | URL) => new URL(url, document.baseURI).href
  const { service, description } = await RemoteService.connect(start, {
    ...rest,
    ...(workerUrl === undefined ? {} : { workerUrl: absolute(workerUrl) }),
    ...(wasmUrl === undefined ? {} : { wasmUrl: absolute(wasmUrl) }),
  })
  const dispose = () => service.dispose()
  const call =
    (name: string) =>
    async <T>(program: Program, { signal, onProgress, ...own }: ProveOptions = {}): Promise<T> =>
      service.call<T>(name, task(program, own), { signal, onProgress })
  return {
    capabilities: description as Capabilities,
    run: call('run'),
    report: call('report'),
    plan: call('plan'),
    prove: call('prove'),
    verify: (claim, proof) => service.call('verify', { claim, proof } satisfies Check),
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

function task(
  { id, elf, key: { parameters, machine, ...key } }: Program,
  options: Omit<PlanOptions, 'signal'>,
): Task {
  if (machine !== standardMachine) {
    const advice = 'create the prover in a worker of your own, where the machine is (docs/precompiles.md)'
    throw new LimpidError('OTHER_MACHINE', `limpid's worker has no precompiles but limpid's: ${advice}`)
  }
  return { id, elf, key, profile: parameters.name, options }
}
