/** A prover on an engine in the same thread. */

import { supervised } from '../engine/abortable.ts'
import type { Engine } from '../engine/contract.ts'
import { blake3Hasher } from '../hash/blake3.ts'
import { programColumns } from '../machine/compile.ts'
import { tableNumber } from '../machine/machine.ts'
import { writeProofFile } from '../machine/proof-file.ts'
import { statementBytes } from '../machine/statement.ts'
import { LOOKUP_LOG_HEIGHT, lookup, lookupColumns } from '../machine/tables/lookup.ts'
import { TraceFiller } from '../machine/trace/filler.ts'
import { type Claim, type VerificationResult, verifyProofFile } from '../machine/verify.ts'
import type { Proof } from '../stark/proof.ts'
import { Twiddles } from '../stark/prover/columns.ts'
import { type Preprocessed, preprocess } from '../stark/prover/preprocess.ts'
import { proveTraces } from '../stark/prover/prove.ts'
import { Randomness } from '../stark/prover/randomness.ts'
import { elementsOf } from '../stark/prover/work.ts'
import type { Shape } from '../stark/shape.ts'
import { OutOfMemoryError } from '../util/errors.ts'
import { countSlots, executor } from '../vm/execute.ts'
import type { Execution } from '../vm/execution.ts'
import type { Capabilities } from '../workers/capabilities.ts'
import { createPool, type PoolOptions } from '../workers/pool.ts'
import { MemoryLimitError } from './errors.ts'
import { inputOf } from './input.ts'
import { committedCells, type Means, type Planned, planProof } from './plan.ts'
import type { Program } from './program.ts'
import { Meter } from './progress.ts'
import type { PlanOptions, ProofResult, ProveOptions, Prover, Run, RunOptions } from './prover.ts'
import { type ExecutionReport, useOf } from './report.ts'
import { paceOf, USUAL_PACE, unitsOf, usualTimes } from './work.ts'

class LocalProver implements Prover {
  readonly capabilities: Capabilities
  readonly dispose: () => Promise<void>
  readonly #engine: Engine
  readonly #fixed = new Map<number, Preprocessed>()
  #pace = USUAL_PACE
  #last: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, capabilities: Capabilities, dispose: () => Promise<void>) {
    this.#engine = engine
    this.capabilities = capabilities
    this.dispose = dispose
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  run({ compiled: { executable, plan } }: Program, options: RunOptions = {}): Promise<Run> {
    return this.#alone(async () => runOf(await executor.count(this.#engine, executable, plan, options)))
  }

  report({ compiled: { executable, plan } }: Program, options: RunOptions = {}): Promise<ExecutionReport> {
    return this.#alone(async () => {
      const { execution, counts } = await countSlots(this.#engine, executable, plan.accelerators, options)
      return { ...runOf(execution), ...useOf(executable, counts) }
    })
  }

  plan(program: Program, options: PlanOptions = {}) {
    return this.#alone(async () => {
      const counted = await executor.count(
        this.#engine,
        program.compiled.executable,
        program.compiled.plan,
        inputOf(options),
      )
      return this.#planned(program, counted, options).plan
    })
  }

  prove(program: Program, options: ProveOptions = {}): Promise<ProofResult> {
    return this.#alone(async () => {
      const meter = new Meter(options.onProgress)
      const { executable, plan } = program.compiled
      const input = { ...inputOf(options), onProgress: (steps: number) => meter.set(steps) }
      const counted = await executor.count(this.#engine, executable, plan, input)
      const planned = this.#planned(program, counted, options)
      if (planned.error !== undefined) throw planned.error
      meter.expect(unitsOf(planned.shape, counted), planned.plan.phases)
      const { memory } = this.#engine
      try {
        // The fixed tree outlives the proof, so it is there before the mark.
        await this.#fixedTree(program.key.parameters.logBlowup)
        memory.resetPeak()
        const mark = memory.mark()
        try {
          return await this.#prove(program, options, counted, planned.shape, meter)
        } finally {
          memory.release(mark)
        }
      } catch (error) {
        if (!(error instanceof OutOfMemoryError)) throw error
        const { memoryBytes } = planned.plan
        throw new MemoryLimitError(memoryBytes, this.capabilities.maxMemory, { cause: error })
      }
    })
  }

  async verify(claim: Claim, proof: Uint8Array): Promise<VerificationResult> {
    return verifyProofFile(claim, proof)
  }

  /** Runs one piece of work at a time: they share the engine's memory. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  #planned({ key, compiled }: Program, counted: Execution, { publicInput, shape }: PlanOptions): Planned {
    const { threads, maxMemory } = this.capabilities
    const means: Means = { threads, limit: maxMemory, pace: this.#pace }
    return planProof(key, compiled, counted, publicInput ?? new Uint8Array(), shape, means)
  }

  async #prove(
    program: Program,
    options: ProveOptions,
    counted: Execution,
    shape: Shape,
    meter: Meter,
  ): Promise<ProofResult> {
    const proof = await this.#proveCounted(program, options, counted, shape, meter)
    const { phases, milliseconds } = meter.stop()
    this.#pace = paceOf(usualTimes(shape, counted, this.capabilities.threads), phases)
    const { cycles } = counted
    const stats = {
      cycles,
      milliseconds,
      phases,
      peakBytes: this.#engine.memory.peak,
      cells: committedCells(shape),
    }
    return { ...runOf(counted), proof: writeProofFile(program.key, proof), stats }
  }

  async #proveCounted(
    { key, compiled }: Program,
    options: ProveOptions,
    counted: Execution,
    shape: Shape,
    meter: Meter,
  ): Promise<Proof> {
    const { signal, shape: choice, publicInput, privateInput } = options
    const { output, exitCode } = counted
    const { memory } = this.#engine
    const engine = supervised(this.#engine, signal, (kernel, jobs) =>
      meter.add(jobs.reduce((sum, job) => sum + elementsOf(memory, kernel, job), 0)),
    )
    const { minLogHeight, logBlowup } = key.parameters
    const statement = statementBytes(key, { publicInput: publicInput ?? new Uint8Array(), output, exitCode })
    meter.enter('trace')
    const twiddles = new Twiddles(engine, logBlowup)
    const program = await preprocess(
      engine,
      twiddles,
      logBlowup,
      'program',
      programColumns(compiled, minLogHeight),
    )
    const onCells = (cells: number) => meter.add(cells)
    const record = async () => {
      const { executable, plan } = compiled
      const recorded = await executor.record(this.#engine, executable, plan, inputOf(options), counted)
      const filler = new TraceFiller(engine, compiled, recorded, minLogHeight, choice, { signal, onCells })
      return { recorded, filler }
    }
    let recording: ReturnType<typeof record> | undefined
    // The program runs a second time when the first table is asked for: other threads have something to do by then.
    const traces = {
      async get(number: number): Promise<number> {
        recording ??= record()
        const { recorded, filler } = await recording
        const pointer = await filler.get(number)
        if (filler.complete) recorded.release()
        return pointer
      },
    }
    const entropy = crypto.getRandomValues(new Uint8Array(32))
    const random = new Randomness(engine, entropy, privateInput ?? new Uint8Array(), statement, shape.heights)
    try {
      return await proveTraces(
        {
          engine,
          hasher: blake3Hasher,
          system: compiled.machine,
          systemDigest: compiled.machine.digest,
          shape,
          claim: { roots: { fixed: key.fixedRoot, program: key.programRoot }, statement },
          twiddles,
          preprocessed: { fixed: this.#fixed.get(logBlowup)!, program },
          traces,
          random,
        },
        { onPhase: (phase) => meter.enter(phase) },
      )
    } finally {
      random.dispose()
    }
  }

  /** The fixed tree is the same for all proofs with one blowup. */
  async #fixedTree(logBlowup: number): Promise<void> {
    if (this.#fixed.has(logBlowup)) return
    const { memory } = this.#engine
    const mark = memory.mark()
    try {
      const twiddles = new Twiddles(this.#engine, logBlowup)
      const table = { number: tableNumber(lookup), logHeight: LOOKUP_LOG_HEIGHT, columns: lookupColumns() }
      const tree = await preprocess(this.#engine, twiddles, logBlowup, 'fixed', [table])
      twiddles.dispose()
      this.#fixed.set(logBlowup, tree)
    } catch (error) {
      memory.release(mark)
      throw error
    }
  }
}

const runOf = ({ output, exitCode, cycles, stderr }: Execution): Run => ({ output, exitCode, cycles, stderr })

/** A prover whose calls block the calling thread for tens of milliseconds at a time: not for a page's own. */
export async function createLocalProver(options: PoolOptions = {}): Promise<Prover> {
  const pool = await createPool(options)
  return new LocalProver(pool, pool.capabilities, () => pool.dispose())
}

/** WebAssembly addresses no more. */
const MOST_BYTES = 2 ** 32

/** A prover on an engine that the caller made, which serves nobody else. */
export function createProverOn(engine: Engine): Prover {
  const { threads } = engine
  const capabilities: Capabilities = {
    threads,
    shared: threads > 1,
    simd: true,
    maxMemory: MOST_BYTES,
    reason: 'the engine of the caller',
  }
  return new LocalProver(engine, capabilities, async () => undefined)
}
