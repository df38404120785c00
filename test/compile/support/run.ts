/** Runs translated programs on the machine, and modules on the host's WebAssembly engine. */

import { type CompileOptions, compileWasm, TRAP_EXIT } from '../../../src/compile.ts'
import type { Engine } from '../../../src/engine/contract.ts'
import { executor } from '../../../src/vm/execute.ts'
import { defaultPlan } from '../../../src/vm/plan.ts'
import { loadElf } from '../../../src/vm/program.ts'
import { engines } from '../../support/engines.ts'

export interface Outcome {
  readonly exitCode: number
  readonly output: string
}

export interface GuestOutcome extends Outcome {
  readonly cycles: number
  readonly stderr: string
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

let engine: Promise<Engine> | undefined

async function wasmEngine(): Promise<Engine> {
  engine ??= engines().then((all) => all.find(({ name }) => name === 'wasm')!.engine)
  return engine
}

/** Translates and executes. */
export async function runGuest(
  wasm: Uint8Array,
  privateInput: Uint8Array = new Uint8Array(),
  options: CompileOptions & { readonly publicInput?: Uint8Array; readonly maxCycles?: number } = {},
): Promise<GuestOutcome> {
  return runElf(compileWasm(wasm, options).elf, privateInput, options)
}

export async function runElf(
  elf: Uint8Array,
  privateInput: Uint8Array = new Uint8Array(),
  options: { readonly publicInput?: Uint8Array; readonly maxCycles?: number } = {},
): Promise<GuestOutcome> {
  const executable = loadElf(elf)
  const { publicInput = new Uint8Array(), maxCycles = 20_000_000 } = options
  const inputs = { privateInput, publicInput, maxCycles }
  const result = await executor.count(await wasmEngine(), executable, defaultPlan(executable), inputs)
  const { exitCode, cycles, stderr } = result
  return { exitCode: exitCode | 0, output: hex(result.output), cycles, stderr }
}

class Exit {
  readonly code: number
  constructor(code: number) {
    this.code = code
  }
}

/** What a trap of the host's engine is on the machine. */
function trapCode(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error)
  const traps: readonly (readonly [RegExp, number])[] = [
    [/table index is out of bounds|table access out of bounds/, TRAP_EXIT.tableOutOfBounds],
    [/\btable\b/, TRAP_EXIT.tableOutOfBounds],
    [/null function|signature/, TRAP_EXIT.badIndirectCall],
    [/out of bounds/, TRAP_EXIT.memoryOutOfBounds],
    [/divide by zero|remainder by zero/, TRAP_EXIT.divideByZero],
    [/divide result unrepresentable|overflow in/, TRAP_EXIT.integerOverflow],
    [/unreachable/, TRAP_EXIT.unreachable],
    [/call stack/, TRAP_EXIT.stackOverflow],
  ]
  const found = traps.find(([pattern]) => pattern.test(message))
  if (found === undefined) throw error
  return found[1]
}

/** Instantiates on the host with the imports of guests, and runs main or _start. */
export async function runHost(
  wasm: Uint8Array,
  privateInput: Uint8Array = new Uint8Array(),
  publicInput: Uint8Array = new Uint8Array(),
): Promise<Outcome> {
  const output: number[] = []
  const inputs: Record<number, Uint8Array> = { 0: publicInput, 3: privateInput }
  let memory: WebAssembly.Memory | undefined
  const range = (at: number, count: number) => {
    const [from, length] = [at >>> 0, count >>> 0]
    if (from + length > memory!.buffer.byteLength) throw new RangeError('memory access out of bounds')
    return new Uint8Array(memory!.buffer, from, length)
  }
  const limpid = {
    read: (fd: number, at: number, count: number) => {
      const target = range(at, count)
      const rest = inputs[fd]
      if (rest === undefined) return -9
      const moved = rest.subarray(0, target.length)
      target.set(moved)
      inputs[fd] = rest.subarray(moved.length)
      return moved.length
    },
    write: (fd: number, at: number, count: number) => {
      const bytes = range(at, count)
      if (fd !== 1 && fd !== 2) return -9
      if (fd === 1) for (const byte of bytes) output.push(byte)
      return count
    },
    exit: (code: number) => {
      throw new Exit(code)
    },
  }
  const env = {
    abort: () => {
      throw new Exit(TRAP_EXIT.abort)
    },
  }
  const finish = (exitCode: number) => ({ exitCode: exitCode | 0, output: hex(Uint8Array.from(output)) })
  try {
    const module = await WebAssembly.compile(new Uint8Array(wasm))
    // A start function runs before the exports are known: give main the memory through an export only.
    const instance = await WebAssembly.instantiate(module, { limpid, env })
    memory = instance.exports.memory as WebAssembly.Memory | undefined
    const entry = (instance.exports.main ?? instance.exports._start) as () => number | undefined
    return finish(entry() ?? 0)
  } catch (error) {
    if (error instanceof Exit) return finish(error.code)
    return finish(trapCode(error))
  }
}
