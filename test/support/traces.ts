/**
 * Proofs of machine traces by a prover who may lie: about what the instructions of the program do, about any cell of
 * the trace, and about the statement. Everything after a lie is done as an honest prover would do it, and the real
 * verifier judges. What is wrong with the traces is found without a proof, by the row checker.
 */

import type { PublicTuple } from '../../src/air/check.ts'
import type { Engine } from '../../src/engine/contract.ts'
import { createWasmEngine } from '../../src/engine/wasm/engine.ts'
import { kernelBytes } from '../../src/engine/wasm/kernels.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { compile, programColumns } from '../../src/machine/compile.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import { writeProofFile } from '../../src/machine/proof-file.ts'
import { publicTuples, type Statement, statementBytes } from '../../src/machine/statement.ts'
import { LOOKUP_LOG_HEIGHT, lookup } from '../../src/machine/tables/lookup.ts'
import { fillTraces, type Traces } from '../../src/machine/trace/filler.ts'
import { heightsFor } from '../../src/machine/trace/sizes.ts'
import { verifyProofFile } from '../../src/machine/verify.ts'
import { Program } from '../../src/sdk/program.ts'
import { Twiddles } from '../../src/stark/prover/columns.ts'
import { type Preprocessed, preprocess } from '../../src/stark/prover/preprocess.ts'
import { proveTraces } from '../../src/stark/prover/prove.ts'
import { Randomness } from '../../src/stark/prover/randomness.ts'
import { createShape } from '../../src/stark/shape.ts'
import { executor } from '../../src/vm/execute.ts'
import type { Execution, Executor } from '../../src/vm/execution.ts'
import { type Executable, loadElf } from '../../src/vm/program.ts'
import { EditableTraces, type Faults, LOOKUP, presentTables } from './editable-traces.ts'

export interface Inputs {
  readonly publicInput?: Uint8Array
  readonly privateInput?: Uint8Array
}

export interface Lie {
  /**
   * The prover runs this program, which has the same slots, in place of the proved one. Its rows are filled as if
   * they were rows of the proved one.
   */
  readonly runs?: Uint8Array
  /** Rows are filled as what they are, rows of the program that runs. */
  readonly admits?: boolean
  /** Executes in place of the honest executor. */
  readonly executor?: Executor
  readonly traces?: (traces: EditableTraces) => void
  /** What is claimed in place of what the run gave. */
  readonly claims?: (honest: Statement) => Statement
}

export interface Attempt {
  readonly statement: Statement
  readonly faults: Faults
  readonly execution: Execution
  /** Names of the tables in the proof; `+` marks the second of a family. */
  readonly tables: readonly string[]
  /** Undefined if the verifier accepts. */
  readonly refusal: string | undefined
  readonly bytes: number
}

/** An engine with the tree that all proofs share. */
export class TraceProver {
  readonly #engine: Engine
  readonly #fixed: Preprocessed
  readonly #logBlowup: number
  readonly #programs = new WeakMap<Uint8Array, Program>()

  private constructor(engine: Engine, fixed: Preprocessed, logBlowup: number) {
    this.#engine = engine
    this.#fixed = fixed
    this.#logBlowup = logBlowup
  }

  static async create(logBlowup = 2): Promise<TraceProver> {
    const engine = await createWasmEngine(await WebAssembly.compile(kernelBytes()))
    const table = {
      number: standardMachine.tables.indexOf(lookup),
      logHeight: LOOKUP_LOG_HEIGHT,
      columns: LOOKUP,
    }
    const fixed = await preprocess(engine, new Twiddles(engine, logBlowup), logBlowup, 'fixed', [table])
    return new TraceProver(engine, fixed, logBlowup)
  }

  /** Proves a run and lets the real verifier judge the file. */
  async attempt(elf: Uint8Array, inputs: Inputs = {}, lie: Lie = {}): Promise<Attempt> {
    const program = await this.program(elf)
    return this.#trace(program, inputs, lie, async (made) => {
      // The prover takes the traces over, so they are checked before.
      const run = describeRun(program, made)
      const file = await this.#prove(program, inputs, made)
      const result = verifyProofFile({ programId: program.id, ...made.statement }, file)
      return { ...run, refusal: result.ok ? undefined : result.error.code, bytes: file.length }
    })
  }

  /** What the row checker finds in the traces of a run; nothing is proved. */
  async check(
    elf: Uint8Array,
    inputs: Inputs = {},
    lie: Lie = {},
  ): Promise<Omit<Attempt, 'refusal' | 'bytes'>> {
    const program = await this.program(elf)
    return this.#trace(program, inputs, lie, async (made) => describeRun(program, made))
  }

  /** Looks at the traces of a run and what the verifier adds to them; they do not outlive the call. */
  async inspect<T>(elf: Uint8Array, inputs: Inputs, lie: Lie, look: (run: Inspected) => T): Promise<T> {
    const program = await this.program(elf)
    return this.#trace(program, inputs, lie, async ({ statement, editable }) => {
      const { entry, bridges } = program.key
      return look({ statement, editable, tuples: publicTuples(entry, bridges, statement) })
    })
  }

  /** The same, with copies of the traces, which last. */
  async keep(elf: Uint8Array, inputs: Inputs): Promise<Inspected> {
    const program = await this.program(elf)
    const { entry, bridges, parameters } = program.key
    return this.#trace(program, inputs, {}, async ({ statement, filled: { columns, heights } }) => {
      const words = [...columns].map(([number, pointer]) => {
        const length = standardMachine.tables[number].main.length * 2 ** heights[number]!
        return { number, view: this.#engine.memory.u32.subarray(pointer >>> 2, (pointer >>> 2) + length) }
      })
      const u32 = new Uint32Array(words.reduce((sum, { view }) => sum + view.length, 0))
      const copied = new Map<number, number>()
      let end = 0
      for (const { number, view } of words) {
        u32.set(view, end)
        copied.set(number, 4 * end)
        end += view.length
      }
      const editable = new EditableTraces(
        { u32 },
        { columns: copied, heights },
        program.compiled,
        parameters.minLogHeight,
      )
      return { statement, editable, tuples: publicTuples(entry, bridges, statement) }
    })
  }

  /** The program of a file, loaded once. */
  async program(elf: Uint8Array): Promise<Program> {
    const known = this.#programs.get(elf)
    if (known !== undefined) return known
    const program = await Program.fromElf(elf)
    this.#programs.set(elf, program)
    return program
  }

  async #trace<T>(
    { compiled, key }: Program,
    inputs: Inputs,
    lie: Lie,
    use: (made: Made) => Promise<T>,
  ): Promise<T> {
    const engine = this.#engine
    const { minLogHeight } = key.parameters
    const mark = engine.memory.mark()
    try {
      const executable = lie.runs === undefined ? compiled.executable : loadElf(lie.runs)
      checkSlots(compiled.executable, executable)
      const run = lie.admits ? compile(executable) : compiled
      const { plan, operands } = run
      const { count, record } = lie.executor ?? executor
      const execution = await count(engine, executable, plan, inputs)
      const recorded = await record(engine, executable, plan, inputs, execution)
      const filled = await fillTraces(engine, { ...compiled, operands }, recorded, minLogHeight)
      recorded.release()
      const honest = {
        publicInput: inputs.publicInput ?? new Uint8Array(),
        output: execution.output,
        exitCode: execution.exitCode,
      }
      const editable = new EditableTraces(engine.memory, filled, compiled, minLogHeight)
      lie.traces?.(editable)
      editable.settle()
      const statement = lie.claims?.(honest) ?? honest
      return await use({ statement, execution, filled, editable })
    } finally {
      engine.memory.release(mark)
    }
  }

  async #prove({ key, compiled }: Program, inputs: Inputs, made: Made): Promise<Uint8Array> {
    const engine = this.#engine
    const { parameters } = key
    const heights = heightsFor(compiled, made.execution, parameters.minLogHeight)
    const shape = createShape(standardMachine, parameters, heights)
    const twiddles = new Twiddles(engine, this.#logBlowup)
    const statement = statementBytes(key, made.statement)
    const random = new Randomness(
      engine,
      new Uint8Array(32),
      inputs.privateInput ?? new Uint8Array(),
      statement,
      heights,
    )
    const columns = programColumns(compiled, parameters.minLogHeight)
    const program = await preprocess(engine, twiddles, this.#logBlowup, 'program', columns)
    const proof = await proveTraces({
      engine,
      hasher: blake3Hasher,
      system: standardMachine,
      systemDigest: standardMachine.digest,
      shape,
      claim: { roots: { fixed: key.fixedRoot, program: key.programRoot }, statement },
      twiddles,
      preprocessed: { fixed: this.#fixed, program },
      traces: made.filled.columns,
      random,
    })
    return writeProofFile(key, proof)
  }
}

export interface Inspected {
  readonly statement: Statement
  readonly editable: EditableTraces
  readonly tuples: readonly PublicTuple[]
}

interface Made {
  readonly statement: Statement
  readonly execution: Execution
  readonly filled: Traces
  readonly editable: EditableTraces
}

function describeRun({ key }: Program, { statement, execution, filled, editable }: Made) {
  const faults = editable.faults(publicTuples(key.entry, key.bridges, statement))
  return { statement, faults, execution, tables: presentTables(filled) }
}

function checkSlots(proved: Executable, run: Executable): void {
  if (`${proved.slots}` !== `${run.slots}`)
    throw new RangeError('the programs have instructions in different places')
}
