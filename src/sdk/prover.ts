/** The prover as a library: from a program and its inputs to a proof file. */

import { abortable } from '../engine/abortable.ts'
import type { Engine } from '../engine/contract.ts'
import { blake3Hasher } from '../hash/blake3.ts'
import { type CompiledProgram, programColumns } from '../machine/compile.ts'
import { MAX_PROVED_STEPS } from '../machine/layout.ts'
import { tableNumber } from '../machine/machine.ts'
import { statementBytes, writeProofFile } from '../machine/proof-file.ts'
import { publicTuples } from '../machine/statement.ts'
import { machineSystem } from '../machine/system.ts'
import { LOOKUP_LOG_HEIGHT, lookup, lookupColumns } from '../machine/tables/lookup.ts'
import { fillTraces, heightsFor } from '../machine/trace.ts'
import { machineDigest, type VerifyingKey } from '../machine/verifying-key.ts'
import type { Proof } from '../stark/proof.ts'
import { Twiddles } from '../stark/prover/columns.ts'
import { type Preprocessed, preprocess } from '../stark/prover/preprocess.ts'
import { proveTraces, type Phase as StarkPhase } from '../stark/prover/prove.ts'
import { Randomness } from '../stark/prover/randomness.ts'
import { checkMultiplicities, countTuples } from '../stark/security/limits.ts'
import { createShape, SALT_ELEMENTS, type Shape } from '../stark/shape.ts'
import { LimpidError } from '../util/errors.ts'
import { executor } from '../vm/execute.ts'
import type { Execution } from '../vm/execution.ts'
import type { Capabilities } from '../workers/capabilities.ts'
import { createPool, type PoolOptions } from '../workers/pool.ts'
import type { Program } from './program.ts'

export interface Input {
  /** x: part of the statement. Descriptor 0 of the program. */
  readonly publicInput?: Uint8Array
  /** y: stays here. Descriptor 3 of the program. */
  readonly privateInput?: Uint8Array
  /** Most instructions to execute. */
  readonly maxCycles?: number
}

export type Phase = 'execute' | 'trace' | StarkPhase

export interface ProveOptions extends Input {
  readonly signal?: AbortSignal
  /** Called when a phase begins. */
  readonly onProgress?: (progress: { readonly phase: Phase }) => void
}

/** What the program did. */
export interface Run {
  readonly output: Uint8Array
  readonly exitCode: number
  readonly cycles: number
  readonly stderr: string
}

export interface ProofStats {
  readonly cycles: number
  readonly milliseconds: number
  readonly phases: Readonly<Record<Phase, number>>
  /** Most bytes of engine memory in use at any time. */
  readonly peakBytes: number
  /** Committed base-field cells, padding included, without preprocessed and quotient columns. */
  readonly cells: number
}

export interface ProofResult extends Run {
  readonly proof: Uint8Array
  readonly stats: ProofStats
}

export interface Prover extends AsyncDisposable {
  /** How many threads work, on what, and why. */
  readonly capabilities: Capabilities
  run(program: Program, input?: Input & { readonly signal?: AbortSignal }): Promise<Run>
  prove(program: Program, options?: ProveOptions): Promise<ProofResult>
  /** Ends all threads. What runs rejects; may be called again. */
  dispose(): Promise<void>
}

export interface ProverOptions extends PoolOptions {
  /** Where `orchestrator.js` is, if it is not next to this module. Used in pages only. */
  readonly orchestratorUrl?: string | URL
}

/** The program did not read all of its public input, so no proof of this statement exists. */
export class UnreadInputError extends LimpidError {
  constructor(bytes: number) {
    super(
      'UNREAD_PUBLIC_INPUT',
      `the program exited without reading ${bytes} bytes of its public input: pass only what it reads`,
    )
    this.name = 'UnreadInputError'
  }
}

/** The execution does not fit one proof. */
export class TooLargeError extends LimpidError {
  constructor(cycles: number, why: string) {
    super('TOO_LARGE', `${cycles} cycles are too many for one proof (${why}): prove a shorter run`)
    this.name = 'TooLargeError'
  }
}

/**
 * Creates a prover. It proves one program run at a time.
 *
 * @example
 * const prover = await createProver()
 * const { output, proof } = await prover.prove(program, { privateInput })
 */
export async function createProver(options: ProverOptions = {}): Promise<Prover> {
  if (typeof document === 'undefined' || typeof Worker === 'undefined') return createLocalProver(options)
  const { createRemoteProver } = await import('./remote-prover.ts')
  return createRemoteProver(options)
}

/** A prover whose calls block the calling thread for tens of milliseconds at a time: not for a page's own. */
export async function createLocalProver(options: PoolOptions = {}): Promise<Prover> {
  const pool = await createPool(options)
  return new LocalProver(pool, pool.capabilities, () => pool.dispose())
}

/** A prover on an engine that the caller made, which serves nobody else. */
export function createProverOn(engine: Engine): Prover {
  const { threads } = engine
  const reason = 'the engine of the caller'
  return new LocalProver(engine, { threads, shared: threads > 1, simd: true, reason }, async () => undefined)
}

class LocalProver implements Prover {
  readonly capabilities: Capabilities
  readonly dispose: () => Promise<void>
  readonly #engine: Engine
  readonly #fixed = new Map<number, Preprocessed>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, capabilities: Capabilities, dispose: () => Promise<void>) {
    this.#engine = engine
    this.capabilities = capabilities
    this.dispose = dispose
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  async run({ compiled }: Program, input: Input & { readonly signal?: AbortSignal } = {}): Promise<Run> {
    return this.#alone(async () => {
      const { exitCode, output, cycles, stderr } = await executor.count(
        this.#engine,
        compiled.executable,
        compiled.plan,
        input,
      )
      return { exitCode, output, cycles, stderr }
    })
  }

  async prove({ key, compiled }: Program, options: ProveOptions = {}): Promise<ProofResult> {
    return this.#alone(async () => {
      // The fixed tree outlives the proof, so it is there before the mark.
      const fixed = await this.#fixedTree(key.parameters.logBlowup)
      const { memory } = this.#engine
      memory.resetPeak()
      const mark = memory.mark()
      try {
        return await this.#prove(key, compiled, fixed, options)
      } finally {
        memory.release(mark)
      }
    })
  }

  /** Runs one piece of work at a time: they share the engine's memory. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  async #prove(
    key: VerifyingKey,
    compiled: CompiledProgram,
    fixed: Preprocessed,
    options: ProveOptions,
  ): Promise<ProofResult> {
    const engine = options.signal === undefined ? this.#engine : abortable(this.#engine, options.signal)
    const { memory } = engine
    const { parameters } = key
    const clock = new PhaseClock(options.onProgress)
    clock.enter('execute')
    const { executable, plan } = compiled
    const { onProgress: _, ...rest } = options
    const input = { ...rest, maxCycles: Math.min(options.maxCycles ?? MAX_PROVED_STEPS, MAX_PROVED_STEPS) }
    const counted = await executor.count(engine, executable, plan, input)
    if (counted.unreadPublicInput > 0) throw new UnreadInputError(counted.unreadPublicInput)
    const shape = shapeFor(key, compiled, counted)
    const statement = {
      publicInput: options.publicInput ?? new Uint8Array(),
      output: counted.output,
      exitCode: counted.exitCode,
    }
    const excess = checkMultiplicities(shape, countTuples(publicTuples(key.entry, key.bridges, statement)))
    if (excess !== undefined) throw new TooLargeError(counted.cycles, excess)
    const recorded = await executor.record(engine, executable, plan, input, counted)
    clock.enter('trace')
    const { minLogHeight, logBlowup } = parameters
    const traces = await fillTraces(engine, compiled, recorded, minLogHeight)
    recorded.release()
    const claimed = statementBytes(key, statement)
    const twiddles = new Twiddles(engine, logBlowup)
    const random = new Randomness(
      engine,
      crypto.getRandomValues(new Uint8Array(32)),
      options.privateInput ?? new Uint8Array(),
      claimed,
    )
    let proof: Proof
    try {
      const program = await preprocess(
        engine,
        twiddles,
        logBlowup,
        'program',
        programColumns(compiled, minLogHeight),
      )
      proof = await proveTraces(
        {
          engine,
          hasher: blake3Hasher,
          system: machineSystem,
          systemDigest: machineDigest(),
          shape,
          claim: { roots: { fixed: key.fixedRoot, program: key.programRoot }, statement: claimed },
          twiddles,
          preprocessed: { fixed, program },
          traces: traces.columns,
          random,
        },
        { onPhase: (phase) => clock.enter(phase) },
      )
    } finally {
      random.dispose()
    }
    const { output, exitCode, cycles, stderr } = counted
    const { phases, milliseconds } = clock.stop()
    const cells = shape.trees
      .filter(({ name }) => name === 'main' || name === 'aux')
      .flatMap(({ links, salted }) =>
        links.map(({ logHeight, columns }, k) => ({
          rows: 2 ** logHeight,
          columns,
          salted: salted && k === links.length - 1,
        })),
      )
      .reduce((sum, { rows, columns, salted }) => sum + rows * (columns - (salted ? SALT_ELEMENTS : 0)), 0)
    const stats = { cycles, milliseconds, phases, peakBytes: memory.peak, cells }
    return { output, exitCode, cycles, stderr, proof: writeProofFile(key, proof), stats }
  }

  /** The fixed tree is the same for all proofs with one blowup. */
  async #fixedTree(logBlowup: number): Promise<Preprocessed> {
    let tree = this.#fixed.get(logBlowup)
    if (tree === undefined) {
      const twiddles = new Twiddles(this.#engine, logBlowup)
      const table = { number: tableNumber(lookup), logHeight: LOOKUP_LOG_HEIGHT, columns: lookupColumns() }
      tree = await preprocess(this.#engine, twiddles, logBlowup, 'fixed', [table])
      twiddles.dispose()
      this.#fixed.set(logBlowup, tree)
    }
    return tree
  }
}

/** The shape of the proof, before anything is recorded. */
function shapeFor({ parameters }: VerifyingKey, compiled: CompiledProgram, counted: Execution): Shape {
  const heights = heightsFor(compiled, counted, parameters.minLogHeight)
  heights.forEach((logHeight, number) => {
    if (logHeight !== undefined && logHeight > parameters.maxLogHeight) {
      throw new TooLargeError(
        counted.cycles,
        `more than ${2 ** parameters.maxLogHeight} rows of table ${machineSystem.tables[number]!.name}`,
      )
    }
  })
  return createShape(machineSystem, parameters, heights)
}

class PhaseClock {
  readonly #onProgress: ProveOptions['onProgress']
  readonly #start = performance.now()
  readonly #phases: Record<Phase, number> = {
    execute: 0,
    trace: 0,
    commit: 0,
    lookups: 0,
    quotient: 0,
    open: 0,
  }
  #current: Phase = 'execute'
  #since = this.#start

  constructor(onProgress: ProveOptions['onProgress']) {
    this.#onProgress = onProgress
  }

  enter(phase: Phase): void {
    const now = performance.now()
    this.#phases[this.#current] += now - this.#since
    this.#current = phase
    this.#since = now
    this.#onProgress?.({ phase })
  }

  stop(): { phases: Record<Phase, number>; milliseconds: number } {
    const now = performance.now()
    this.#phases[this.#current] += now - this.#since
    return { phases: this.#phases, milliseconds: now - this.#start }
  }
}
