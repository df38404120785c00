/** The prover, off the page's thread. The private input comes here and goes no further. */
import { expose, transfer } from 'comlink'
import { createProver, LimpidError, Program, type Prover, TrapError } from '../../src/index.ts'
import { formatCount } from './format.ts'
import type { Failure, Outcome, ProverApi } from './prover-api.ts'

/** More than a tab has the memory to prove: programs that run longer are stopped soon. */
const MOST_CYCLES = 2 ** 26

let program: Program | undefined
/** Counts programs, so that the last one stays. */
let loads = 0
let prover: Promise<Prover> | undefined
let previewing = new AbortController()
let proving = new AbortController()

async function attempt<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    if (signal?.aborted) return { ok: false, error: { code: 'CANCELLED', message: 'Cancelled.' } }
    return { ok: false, error: describe(error) }
  }
}

function describe(error: unknown): Failure {
  if (error instanceof TrapError && error.code === 'CYCLE_LIMIT') {
    const most = formatCount(MOST_CYCLES)
    const message = `Stopped after ${most} cycles, more than a tab can prove: is there an endless loop?`
    return { code: error.code, message }
  }
  if (error instanceof LimpidError) return { code: error.code, message: sentence(error.message) }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'INTERNAL', message: `${text}. This is a bug in limpid: please report it.` }
}

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`

function loaded(): Program {
  if (program === undefined) throw new Error('no program is loaded')
  return program
}

function theProver(): Promise<Prover> {
  prover ??= createProver()
  return prover
}

const api: ProverApi = {
  load: (elf) =>
    attempt(async () => {
      program = undefined
      const own = ++loads
      const read = await Program.fromElf(elf)
      // Reading takes turns, so an earlier call may end later.
      if (own === loads) program = read
      return { id: read.id, instructions: read.compiled.executable.slots.length }
    }),

  preview(inputs) {
    previewing.abort()
    previewing = new AbortController()
    const { signal } = previewing
    return attempt(async () => {
      const [own, options] = [await theProver(), { ...inputs, signal, maxCycles: MOST_CYCLES }]
      const plan = await own.plan(loaded(), options)
      const { instructions, symbols } = await own.report(loaded(), options)
      const { obstacle } = plan
      const told = obstacle && { ...obstacle, message: sentence(obstacle.message) }
      return { ...plan, obstacle: told, instructions, symbols }
    }, signal)
  },

  run(inputs) {
    proving = new AbortController()
    const { signal } = proving
    return attempt(
      async () => (await theProver()).run(loaded(), { ...inputs, signal, maxCycles: MOST_CYCLES }),
      signal,
    )
  },

  async prove(inputs, onProgress) {
    previewing.abort()
    proving = new AbortController()
    const { signal } = proving
    const options = { ...inputs, signal, onProgress, maxCycles: MOST_CYCLES }
    const outcome = await attempt(async () => (await theProver()).prove(loaded(), options), signal)
    return outcome.ok ? transfer(outcome, [outcome.value.proof.buffer]) : outcome
  },

  cancel() {
    proving.abort()
  },

  capabilities: () => attempt(async () => (await theProver()).capabilities),
}

expose(api)
