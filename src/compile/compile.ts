/** WebAssembly modules to executables. */

import { SYSCALL } from '../vm/abi.ts'
import { CODE_START, CONSTANTS_START, MAX_PAGES, STACK_TOP } from './abi.ts'
import { writeElf } from './elf.ts'
import { CompileError } from './errors.ts'
import { buildImage } from './image.ts'
import { shareAlignmentTests } from './ir/alignment-tests.ts'
import { buildGraph, wordsOf } from './ir/build.ts'
import { reduceChecks } from './ir/checks.ts'
import type { Alignment } from './ir/context.ts'
import { Emitter } from './ir/emitter.ts'
import { type Graph, newBlock } from './ir/ir.ts'
import { optimise } from './ir/optimise.ts'
import { EMPTY_ELEMENT, isWithout, Linkage } from './linkage.ts'
import { allocate, changedForCallers } from './machine/allocate.ts'
import { Assembler } from './machine/assembler.ts'
import { emitFunction } from './machine/emit.ts'
import { layOut } from './machine/layout.ts'
import type { MachineInstruction } from './machine/mir.ts'
import { A0, A7, ALL_TEMPORARIES, ARGUMENTS, RA, SP } from './machine/registers.ts'
import { selectInstructions } from './machine/select.ts'
import { Shared } from './machine/shared.ts'
import { orderByCalls } from './order.ts'
import { decodeModule } from './wasm/decode.ts'
import { typeKey } from './wasm/module.ts'
import { validateModule } from './wasm/validate.ts'

export interface CompileOptions {
  /** Bytes of stack for functions that call themselves; 1 MiB if left out. */
  readonly stackBytes?: number
  /**
   * `trusted`: accesses are as aligned as the module's hints say, which holds for what clang and rustc make; one that
   * is not ends the execution with MISALIGNED_ACCESS, so that nothing can be proved. `checked`, if left out: what is
   * not known to be aligned is looked at, two instructions each, and misaligned accesses work.
   */
  readonly alignment?: Alignment
}

export interface CompiledProgram {
  /** An executable that `Program.fromElf` takes. */
  readonly elf: Uint8Array
  /** Instructions in it. */
  readonly instructions: number
  /** Functions in it, those of the runtime included. */
  readonly functions: number
}

const DEFAULT_STACK = 1 << 20
const ENOSYS = 52
/** Compilation takes time and memory that grow faster than the number of blocks. */
const MAX_BLOCKS = 20_000

/**
 * Translates a WebAssembly module to an RV32IM executable. It starts with `main`, whose result is the exit code, or
 * else with `_start`.
 *
 * @throws {CompileError} if the module is malformed, invalid, or has what is not supported
 * @example
 * // (module (func (export "main") (result i32) (i32.const 7)))
 * const { elf, instructions } = compileWasm(wasm)
 * console.log(elf.length > 0, instructions > 0) // true true
 */
export function compileWasm(wasm: Uint8Array, options: CompileOptions = {}): CompiledProgram {
  const module = decodeModule(wasm)
  validateModule(module)
  return new Compiler(module, new Linkage(module, options.alignment ?? 'checked')).run(
    options.stackBytes ?? DEFAULT_STACK,
  )
}

class Compiler {
  readonly #module: ReturnType<typeof decodeModule>
  readonly #linkage: Linkage
  readonly #assembler = new Assembler()
  readonly #shared = new Shared(this.#assembler)
  readonly #graphs = new Map<number, Graph>()
  readonly #callees = new Map<number, Set<number>>()
  /** Types of indirect calls that can be reached. */
  readonly #indirectTypes = new Set<number>()
  /** Registers that each function changes, once it is compiled. */
  readonly #changed = new Map<number, number>()

  constructor(module: ReturnType<typeof decodeModule>, linkage: Linkage) {
    this.#module = module
    this.#linkage = linkage
    const pages = module.memory?.minimum ?? 0
    if (pages > MAX_PAGES) {
      throw new CompileError('WASM_TOO_LARGE', `memory starts with ${pages} pages, the most is ${MAX_PAGES}`)
    }
    if (linkage.constantsEnd > STACK_TOP - 0x2000000) {
      throw new CompileError('WASM_TOO_LARGE', 'tables and passive segments are too large')
    }
  }

  run(stackBytes: number): CompiledProgram {
    const entry = this.#entry()
    const start = this.#module.start
    this.#buildAll([entry, ...(start === undefined ? [] : [start])].map((i) => this.#linkage.functionId(i)))
    this.#emitStart(entry, start)
    let frames = 0
    const marks: { readonly name: string; readonly label: number }[] = []
    for (const { id, recursive } of orderByCalls(this.#callees)) {
      const label = this.#shared.functionLabel(id)
      this.#assembler.place(label)
      marks.push({ name: this.#linkage.functionOf(id).function.name, label })
      const frame = this.#emit(id, recursive)
      if (!recursive) frames += frame
    }
    this.#shared.trap(EMPTY_ELEMENT)
    const maximum = this.#module.memory?.maximum ?? MAX_PAGES
    const end = this.#assembler.label()
    this.#assembler.place(end)
    this.#shared.emit(this.#module.memory === undefined ? 0 : Math.min(maximum, MAX_PAGES))
    this.#shared.limit = this.#stackLimit(stackBytes, frames)
    const code = this.#assembler.finish(CODE_START)
    if (CODE_START + code.length > CONSTANTS_START) {
      throw new CompileError('WASM_TOO_LARGE', 'the code is too large')
    }
    const addressOf = (label: number) => this.#assembler.address(label)
    const data = buildImage(this.#module, this.#linkage, (index, type) => {
      const isEmpty = index === undefined || !this.#indirectTypes.has(type)
      if (isEmpty) return addressOf(this.#shared.trap(EMPTY_ELEMENT))
      return addressOf(this.#shared.functionLabel(this.#linkage.functionId(index)))
    })
    const text = {
      address: CODE_START,
      content: code,
      size: code.length,
      writable: false,
      executable: true,
    }
    const stackStart = (this.#shared.limit - frames) & ~0xfff
    const stack = {
      address: stackStart,
      content: new Uint8Array(),
      size: STACK_TOP - stackStart,
      writable: true,
      executable: false,
    }
    const symbols = marks.map(({ name, label }, i) => {
      const next = addressOf(marks[i + 1]?.label ?? end)
      return { name, address: addressOf(label), size: next - addressOf(label) }
    })
    const all = [{ name: '_limpid_start', address: CODE_START, size: 0 }, ...symbols]
    const elf = writeElf(
      CODE_START,
      [...data, stack, text].sort((a, b) => a.address - b.address),
      all,
    )
    return { elf, instructions: code.length / 4, functions: marks.length }
  }

  #entry(): number {
    for (const [name, results] of [
      ['main', [0, 1]],
      ['_start', [0]],
    ] as const) {
      const found = this.#module.exports.get(name)
      if (found === undefined || found.kind !== 'function') continue
      const { type } = this.#module.functions[found.index]
      const returns = type.results.length
      const fits = (results as readonly number[]).includes(returns) && type.results.every((t) => t === 'i32')
      if (type.params.length === 0 && fits) return found.index
      const message = `the export ${name} has to be a function without parameters that returns ${
        name === 'main' ? 'an i32 or nothing' : 'nothing'
      }`
      throw new CompileError('WASM_ENTRY', message)
    }
    throw new CompileError('WASM_ENTRY', 'there is nothing to start with: export a function main(): i32')
  }

  /** Graphs of all functions that can be reached. */
  #buildAll(roots: readonly number[]): void {
    const work = [...roots]
    const wanted = this.#indirectTypes
    const indirectCallers: number[] = []
    for (let id = work.pop(); id !== undefined; id = work.pop()) {
      if (this.#graphs.has(id)) continue
      const graph = this.#build(id)
      this.#graphs.set(id, graph)
      const callees = new Set<number>()
      this.#callees.set(id, callees)
      for (const { body } of graph.blocks) {
        for (const value of body) {
          if (value.op === 'call') callees.add(value.imm)
          if (value.op !== 'call indirect') continue
          if (!indirectCallers.includes(id)) indirectCallers.push(id)
          if (wanted.has(value.imm)) continue
          wanted.add(value.imm)
          work.push(...this.#elementsOfType(value.imm))
        }
      }
      work.push(...callees)
    }
    const targets = [...wanted].flatMap((type) => this.#elementsOfType(type))
    for (const caller of indirectCallers) for (const target of targets) this.#callees.get(caller)!.add(target)
  }

  #elementsOfType(number: number): number[] {
    const key = this.#linkage.typeKeys[number]
    const found = new Set<number>()
    for (const { functions } of this.#module.elements) {
      for (const index of functions) {
        if (index !== undefined && typeKey(this.#module.functions[index].type) === key) {
          found.add(this.#linkage.functionId(index))
        }
      }
    }
    return [...found]
  }

  #build(id: number): Graph {
    const { function: subject, context } = this.#linkage.functionOf(id)
    if (isWithout(subject)) return returnsConstant(subject.name, wordsOf(subject.type.params), ENOSYS)
    const graph = buildGraph(context, subject)
    if (graph.blocks.length > MAX_BLOCKS) {
      throw new CompileError('WASM_TOO_LARGE', `the function has more than ${MAX_BLOCKS} blocks`, {
        functionName: subject.name,
      })
    }
    optimise(graph)
    reduceChecks(graph, context.minimumBytes)
    optimise(graph)
    shareAlignmentTests(graph)
    return graph
  }

  #emit(id: number, recursive: boolean): number {
    const tables = { size: this.#linkage.tableSize, addresses: this.#linkage.tableAddresses }
    const code = selectInstructions(this.#graphs.get(id)!, tables)
    layOut(code)
    const allocation = allocate(code, (instruction) => this.#clobbers(instruction))
    const results = wordsOf(this.#linkage.functionOf(id).function.type.results)
    this.#changed.set(id, changedForCallers(allocation.changed) | bits(ARGUMENTS.slice(0, results)))
    this.#graphs.delete(id)
    return emitFunction(this.#assembler, code, allocation, this.#shared, { recursive })
  }

  #clobbers({ op, imm, uses, defs }: MachineInstruction): number {
    if (op === 'grow') return bits([A0, RA])
    if (op === 'system') return bits([A7, ...uses.slice(1).map((_, k) => A0 + k)])
    if (op !== 'call') return ALL_TEMPORARIES
    const passed = ARGUMENTS.slice(0, Math.max(uses.length, defs.length))
    return (this.#changed.get(imm) ?? ALL_TEMPORARIES) | bits([...passed, RA])
  }

  #emitStart(entry: number, start: number | undefined): void {
    this.#assembler.loadImmediate(SP, STACK_TOP)
    this.#shared.loadLimit(this.#assembler)
    const call = (index: number) =>
      this.#assembler.jump(this.#shared.functionLabel(this.#linkage.functionId(index)), RA)
    if (start !== undefined) call(start)
    call(entry)
    if (this.#module.functions[entry].type.results.length === 0) this.#assembler.loadImmediate(A0, 0)
    this.#assembler.loadImmediate(A7, SYSCALL.exit)
    this.#assembler.emit('ecall', {})
  }

  /** Functions that are not recursive are on the stack once at most: room for all of them is below the limit. */
  #stackLimit(stackBytes: number, frames: number): number {
    const limit = (STACK_TOP - stackBytes) & ~0xfff
    if (limit - frames < this.#linkage.constantsEnd + 0x1000) {
      throw new CompileError('WASM_TOO_LARGE', 'there is no room for the stack')
    }
    return limit
  }
}

const bits = (registers: readonly number[]) => registers.reduce((all, number) => all | (1 << number), 0)

function returnsConstant(name: string, params: number, value: number): Graph {
  const entry = newBlock(0)
  const graph: Graph = { name, entry, blocks: [entry], params: [], constants: new Map(), nextId: params }
  entry.exit = { kind: 'return', values: [new Emitter(graph).constant(value)] }
  return graph
}
