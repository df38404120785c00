/** The fast executor: drives the `execute` kernel, gives it memory, and collects what it leaves. */
import type { Engine } from '../engine/contract.ts'
import { FD, FIRST_CLOCK, INITIAL_REGISTERS, MAX_STEPS, REGISTER_CELLS, TICKS } from './abi.ts'
import type { Accelerator } from './accelerator.ts'
import * as layout from './context.ts'
import type { TrapCode } from './errors.ts'
import type { Cells, Execution, ExecutionOptions, Executor } from './execution.ts'
import { type CallBuffers, HostCalls } from './host-calls.ts'
import { PagedMemory } from './memory.ts'
import { CLASSES, checkPlan, defaultPlan, type SlotPlan } from './plan.ts'
import type { Executable, Region } from './program.ts'
import { BUMP_WORDS, RECORD_WORDS } from './record.ts'
import { DebugText, trap } from './report.ts'
import { Scope } from './scope.ts'
import { buildTables } from './steps.ts'

const STEPS_PER_CALL = 65536
/** Longest time without giving way to timers, messages and the abort signal, in milliseconds. */
const TURN_MS = 40
const FIRST_OUTPUT_BYTES = 4096
const UNBOUNDED = 0xffffffff

const TRAP_CODES: Readonly<Record<number, TrapCode>> = {
  [layout.ILLEGAL_INSTRUCTION]: 'ILLEGAL_INSTRUCTION',
  [layout.NOT_EXECUTABLE]: 'NOT_EXECUTABLE',
  [layout.MODIFIED_CODE]: 'MODIFIED_CODE',
  [layout.MISALIGNED_JUMP]: 'MISALIGNED_JUMP',
  [layout.MISALIGNED_ACCESS]: 'MISALIGNED_ACCESS',
  [layout.OUT_OF_RANGE]: 'OUT_OF_RANGE',
  [layout.NOT_READABLE]: 'NOT_READABLE',
  [layout.NOT_WRITABLE]: 'NOT_WRITABLE',
  [layout.BREAKPOINT]: 'BREAKPOINT',
}

/** Executes programs with the kernel of an engine. */
export const executor: Executor = {
  async count(engine, executable, plan, options) {
    const scope = new Scope(engine.memory)
    try {
      return await new Run(engine, scope, executable, plan, options, undefined).finish()
    } finally {
      scope.free()
    }
  },

  async record(engine, executable, plan, options, counted) {
    const [scope, recorded] = [new Scope(engine.memory), new Scope(engine.memory)]
    try {
      const records = Array.from(counted.classCounts, (count) => recorded.alloc(4 * RECORD_WORDS * count))
      const bumps = recorded.alloc(4 * BUMP_WORDS * counted.bumpCount)
      const callRecords = counted.calls.map(({ words }) => recorded.alloc(4 * words))
      const calls = { pointers: callRecords, words: counted.calls.map(({ words }) => words) }
      const buffers = { counted, records, bumps, calls }
      const execution = await new Run(engine, scope, executable, plan, options, buffers).finish()
      checkCounts(execution, counted)
      return { ...execution, records, bumps, callRecords, release: () => recorded.free() }
    } catch (error) {
      recorded.free()
      throw error
    } finally {
      scope.free()
    }
  },
}

/** An execution and how often it executed each slot. */
export interface SlotCounts {
  readonly execution: Execution
  readonly counts: Float64Array
}

/**
 * Executes a program and counts the executions of every slot. Needs a few megabytes, however long it runs.
 *
 * @throws {TrapError} if the program traps
 */
export async function countSlots(
  engine: Engine,
  executable: Executable,
  accelerators: readonly Accelerator[],
  options: ExecutionOptions,
): Promise<SlotCounts> {
  const scope = new Scope(engine.memory)
  try {
    const counts = new Float64Array(executable.slots.length)
    const execution = await new Run(
      engine,
      scope,
      executable,
      defaultPlan(executable, accelerators),
      options,
      counts,
    ).finish()
    return { execution, counts }
  } finally {
    scope.free()
  }
}

const recordsFull = () =>
  new RangeError('the execution has more records than were counted: count and record with the same input')

const miscounted = () =>
  new RangeError('the execution differs from the one that was counted: count and record with the same input')

/** The kernel never writes more than was counted, but it may write less, or drop bumps. */
function checkCounts(execution: Execution, counted: Execution): void {
  const same = execution.classCounts.every((count, cls) => count === counted.classCounts[cls])
  if (!same || execution.bumpCount !== counted.bumpCount) throw miscounted()
}

interface Buffers {
  readonly counted: Execution
  readonly records: readonly number[]
  readonly bumps: number
  readonly calls: CallBuffers
}

class Run {
  readonly #engine: Engine
  readonly #scope: Scope
  readonly #executable: Executable
  readonly #options: ExecutionOptions
  readonly #limit: number
  readonly #context: number
  readonly #pages: PagedMemory
  readonly #debug = new DebugText()
  readonly #slots: Float64Array | undefined
  readonly #calls: HostCalls

  constructor(
    engine: Engine,
    scope: Scope,
    executable: Executable,
    plan: SlotPlan,
    options: ExecutionOptions,
    buffers: Buffers | Float64Array | undefined,
  ) {
    checkPlan(executable, plan)
    this.#engine = engine
    this.#scope = scope
    this.#executable = executable
    this.#options = options
    this.#limit = Math.floor(Math.min(options.maxCycles ?? MAX_STEPS, MAX_STEPS))
    this.#context = scope.clear(layout.CONTEXT_BYTES)
    this.#pages = new PagedMemory(scope, executable)
    this.#writeProgram(plan)
    this.#writeStreams()
    this.#slots = buffers instanceof Float64Array ? buffers : undefined
    this.#writeBuffers(buffers)
    const calls = buffers instanceof Float64Array ? undefined : buffers?.calls
    this.#calls = new HostCalls(scope, this.#context, this.#pages, executable, plan, calls)
  }

  /** Runs to the exit. */
  async finish(): Promise<Execution> {
    const { signal, onProgress } = this.#options
    let turn = performance.now()
    for (;;) {
      signal?.throwIfAborted()
      const exited = this.#advance()
      onProgress?.(this.#steps)
      if (exited) return this.#result()
      if (performance.now() - turn > TURN_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        turn = performance.now()
      }
    }
  }

  /** One call of the kernel, and what it asks for; true at the exit. */
  #advance(): boolean {
    const left = this.#limit - this.#steps
    if (!(left > 0)) throw trap(this.#executable, 'CYCLE_LIMIT', this.#get(layout.PC))
    this.#set(layout.BUDGET, Math.min(left, STEPS_PER_CALL))
    this.#engine.call('execute', this.#context)
    if (this.#slots !== undefined) this.#tally(this.#slots)
    const status = this.#get(layout.STATUS)
    switch (status) {
      case layout.RUNNING:
        return false
      case layout.EXITED:
        return true
      case layout.NEED_PAGE:
        this.#pages.returnPool(this.#get(layout.POOL))
        this.#givePool()
        return false
      case layout.NEED_OUTPUT:
        this.#growOutput()
        return false
      case layout.DEBUG_TEXT: {
        const length = this.#get(layout.LENGTH)
        this.#debug.add(
          this.#pages.read(this.#get(layout.ADDRESS), Math.min(length, this.#debug.room)),
          length,
        )
        return false
      }
      case layout.ACCELERATED_CALL: {
        const slot = this.#calls.execute(this.#limit - this.#steps)
        if (slot === undefined) throw recordsFull()
        if (this.#slots !== undefined) this.#slots[slot]!++
        return false
      }
      case layout.RECORDS_FULL:
        throw recordsFull()
      default:
        throw this.#trap(TRAP_CODES[status]!)
    }
  }

  #trap(code: TrapCode) {
    const [pc, address] = [this.#get(layout.PC), this.#get(layout.ADDRESS)]
    const hasAddress = code !== 'ILLEGAL_INSTRUCTION' && code !== 'MODIFIED_CODE' && code !== 'BREAKPOINT'
    const inCode = ({ start, end, executable }: Region) =>
      executable && address >= start && address + 4 <= end
    if (code === 'NOT_EXECUTABLE' && this.#executable.regions.some(inCode)) {
      return trap(this.#executable, 'ILLEGAL_INSTRUCTION', address)
    }
    return trap(this.#executable, code, pc, hasAddress ? address : undefined)
  }

  #result(): Execution {
    const cells = (offset: number, count: number): Cells => {
      const at = (this.#context + offset) / 4
      const words = this.#engine.memory.u32.subarray(at, at + 2 * count)
      return {
        value: Uint32Array.from({ length: count }, (_, i) => words[2 * i]!),
        time: Uint32Array.from({ length: count }, (_, i) => words[2 * i + 1]!),
      }
    }
    const { publicInput, privateInput } = this.#options
    const registers = cells(layout.REGISTERS, REGISTER_CELLS)
    const descriptors = cells(layout.CELLS, 4)
    const [unreadPublic, written, , unreadPrivate] = descriptors.value as unknown as [
      number,
      number,
      number,
      number,
    ]
    const read = (publicInput?.length ?? 0) - unreadPublic + (privateInput?.length ?? 0) - unreadPrivate
    const output = this.#get(layout.OUTPUT)
    return {
      exitCode: registers.value[10]!,
      output: this.#engine.memory.u8.slice(output, output + written),
      stderr: this.#debug.text(),
      cycles: this.#steps - read - written - this.#calls.steps,
      steps: this.#steps,
      clock: this.#get(layout.CLOCK),
      unreadPublicInput: unreadPublic,
      classCounts: Uint32Array.from({ length: CLASSES }, (_, cls) =>
        this.#get(layout.CLASS_TABLE + 16 * cls + 4),
      ),
      bumpCount: this.#get(layout.BUMP_TABLE + 4),
      calls: this.#calls.result(),
      registers,
      descriptors,
      touched: this.#pages.touched(),
    }
  }

  #writeProgram(plan: SlotPlan): void {
    const tables = buildTables(this.#scope, this.#executable, plan)
    this.#set(layout.PC, this.#executable.entry)
    this.#set(layout.CLOCK, FIRST_CLOCK)
    this.#set(layout.PAGE_TABLE, this.#pages.table)
    this.#set(layout.REGIONS, tables.regions)
    this.#set(layout.REGION_COUNT, tables.regionCount)
    this.#set(layout.CODE, tables.code)
    this.#set(layout.CODE_COUNT, tables.codeCount)
    this.#set(layout.TRANSFER_CLASS, plan.transferClass)
    this.#givePool()
    for (const [cell, value] of INITIAL_REGISTERS.entries()) this.#set(layout.REGISTERS + 8 * cell, value)
  }

  #writeStreams(): void {
    const x = this.#options.publicInput ?? new Uint8Array()
    const y = this.#options.privateInput ?? new Uint8Array()
    this.#set(layout.PUBLIC_INPUT, this.#scope.copy(x))
    this.#set(layout.PUBLIC_INPUT_BYTES, x.length)
    this.#set(layout.PRIVATE_INPUT, this.#scope.copy(y))
    this.#set(layout.PRIVATE_INPUT_BYTES, y.length)
    this.#set(layout.OUTPUT, this.#scope.alloc(FIRST_OUTPUT_BYTES))
    this.#set(layout.OUTPUT_BYTES, FIRST_OUTPUT_BYTES)
    this.#set(layout.CELLS + 8 * FD.publicInput, x.length)
    this.#set(layout.CELLS + 8 * FD.privateInput, y.length)
  }

  /** Adds the records of the last call to the counts of slots, and makes room for the next one. */
  #tally(counts: Float64Array): void {
    const { u32 } = this.#engine.memory
    const first = this.#get(layout.CLASS_TABLE) >>> 2
    const records = this.#get(layout.CLASS_TABLE + 4)
    for (let k = 0; k < records; k++) counts[u32[first + RECORD_WORDS * k]!]!++
    for (let cls = 0; cls < CLASSES; cls++) this.#set(layout.CLASS_TABLE + 16 * cls + 4, 0)
  }

  /**
   * Without buffers, all records go to one place and only their number counts. With counts of slots, instructions and
   * moved bytes have room for the records of one call each.
   */
  #writeBuffers(buffers: Buffers | Float64Array | undefined): void {
    if (buffers instanceof Float64Array) {
      this.#writeBuffers(undefined)
      for (let cls = 0; cls < 2; cls++)
        this.#set(layout.CLASS_TABLE + 16 * cls, this.#scope.alloc(4 * RECORD_WORDS * STEPS_PER_CALL))
      this.#set(layout.RECORD_STRIDE, 4 * RECORD_WORDS)
      return
    }
    const nowhere = buffers === undefined ? this.#scope.alloc(4 * RECORD_WORDS) : 0
    const table = (at: number, pointer: number | undefined, count: number | undefined) => {
      this.#set(at, pointer ?? nowhere)
      this.#set(at + 8, count ?? UNBOUNDED)
    }
    for (let cls = 0; cls < CLASSES; cls++) {
      table(layout.CLASS_TABLE + 16 * cls, buffers?.records[cls], buffers?.counted.classCounts[cls])
    }
    table(layout.BUMP_TABLE, buffers?.bumps, buffers?.counted.bumpCount)
    this.#set(layout.RECORD_STRIDE, buffers === undefined ? 0 : 4 * RECORD_WORDS)
    this.#set(layout.BUMP_STRIDE, buffers === undefined ? 0 : 4 * BUMP_WORDS)
  }

  #givePool(): void {
    const { start, end } = this.#pages.takePool()
    this.#set(layout.POOL, start)
    this.#set(layout.POOL_END, end)
  }

  #growOutput(): void {
    const [old, bytes] = [this.#get(layout.OUTPUT), this.#get(layout.OUTPUT_BYTES)]
    const grown = this.#scope.alloc(2 * bytes)
    this.#engine.memory.u8.copyWithin(grown, old, old + bytes)
    this.#scope.release(old)
    this.#set(layout.OUTPUT, grown)
    this.#set(layout.OUTPUT_BYTES, 2 * bytes)
  }

  get #steps(): number {
    return (this.#get(layout.CLOCK) - FIRST_CLOCK) / TICKS
  }

  #get(offset: number): number {
    return this.#engine.memory.u32[(this.#context + offset) / 4]!
  }

  #set(offset: number, value: number): void {
    this.#engine.memory.u32[(this.#context + offset) / 4] = value
  }
}
