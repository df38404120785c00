/** The prover, off the page's thread. The private input comes here and goes no further. */
import { expose, transfer } from 'comlink'
import { type Cost, measureCost } from '../../src/cli/cost.ts'
import { describeError } from '../../src/cli/errors.ts'
import { createProver, Program, type Prover } from '../../src/index.ts'
import { families } from '../../src/machine/families.ts'
import type { KindUse, Outcome, ProverApi } from './prover-api.ts'

/** A preview answers while someone types, so it does not wait for long programs. */
const PREVIEW_CYCLES = 1 << 24

let program: Program | undefined
let prover: Promise<Prover> | undefined
let proving: AbortController | undefined

async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    if (proving?.signal.aborted) return { ok: false, error: { code: 'CANCELLED', message: 'cancelled' } }
    return { ok: false, error: describeError(error) }
  }
}

function loaded(): Program {
  if (program === undefined) throw new Error('no program is loaded')
  return program
}

function theProver(): Promise<Prover> {
  prover ??= createProver()
  return prover
}

/** A family of instructions may fill two tables; their rows are its steps. */
function kindsOf({ tables }: Cost): KindUse[] {
  return families
    .map(({ name }) => ({
      name,
      steps: tables
        .filter((table) => table.name.split(' ')[0] === name)
        .reduce((sum, { rows }) => sum + rows, 0),
    }))
    .filter(({ steps }) => steps > 0)
    .sort((a, b) => b.steps - a.steps)
}

const api: ProverApi = {
  load: (elf) =>
    attempt(async () => {
      program = undefined
      program = await Program.fromElf(elf)
      return { id: program.id, instructions: program.compiled.executable.slots.length }
    }),

  preview: (inputs) =>
    attempt(async () => {
      const options = { ...inputs, maxCycles: PREVIEW_CYCLES }
      const { output, exitCode, stderr } = await (await theProver()).run(loaded(), options)
      const cost = await measureCost(loaded(), options)
      const { cycles, cells, memoryBytes, unreadPublicInput } = cost
      const kinds = kindsOf(cost)
      return { output, exitCode, stderr, cycles, cells, memoryBytes, unreadPublicInput, kinds }
    }),

  async prove(inputs, onPhase) {
    const controller = new AbortController()
    proving = controller
    const outcome = await attempt(async () => {
      const { output, exitCode, proof, stats } = await (await theProver()).prove(loaded(), {
        ...inputs,
        signal: controller.signal,
        onProgress: ({ phase }) => onPhase(phase),
      })
      return { output, exitCode, proof, stats }
    })
    return outcome.ok ? transfer(outcome, [outcome.value.proof.buffer]) : outcome
  },

  cancel() {
    proving?.abort()
  },

  capabilities: () => attempt(async () => (await theProver()).capabilities),
}

expose(api)
