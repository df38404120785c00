/** Function bodies to the intermediate representation: control flow and locals. */

import { TRAP_EXIT } from '../abi.ts'
import { CompileError } from '../errors.ts'
import { type Instruction, readInstruction } from '../wasm/instruction.ts'
import type { FunctionType, WasmFunction } from '../wasm/module.ts'
import type { ValueType } from '../wasm/opcodes.ts'
import { Reader } from '../wasm/reader.ts'
import type { Context } from './context.ts'
import { Emitter } from './emitter.ts'
import { type Block, type Exit, type Graph, newBlock, newValue, type Value } from './ir.ts'
import { Translator } from './translate.ts'

/** A jump to a block: where from, the locals, and the operands it takes along. */
interface Jump {
  readonly from: Block
  readonly locals: readonly Value[]
  readonly operands: readonly Value[]
}

/** The start of an else part, with the locals and the operands that the `if` takes along. */
interface Otherwise {
  readonly block: Block
  readonly locals: readonly Value[]
  readonly operands: readonly (readonly Value[])[]
}

interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if' | 'else'
  /** Where a jump to the label goes. */
  readonly target: Block
  /** Words that a jump to the label takes along. */
  readonly arity: number
  readonly results: readonly ValueType[]
  readonly jumps: Jump[]
  /** Operands below the frame. */
  readonly height: number
  /** Where `else` goes on, with the state at the `if`. */
  readonly otherwise: Otherwise | undefined
  /** Words of locals that a loop assigns, with their phis. */
  readonly assigned: readonly number[]
  /** Whether the frame was entered at all. */
  readonly live: boolean
}

export const wordsOf = (types: readonly ValueType[]) =>
  types.reduce((sum, type) => sum + (type === 'i64' ? 2 : 1), 0)

/**
 * Translates a validated function.
 *
 * @throws {CompileError} if it uses floating-point numbers
 */
export function buildGraph(context: Context, subject: WasmFunction): Graph {
  return new Builder(context, subject).build()
}

class Builder {
  readonly #context: Context
  readonly #function: WasmFunction
  readonly #emitter: Emitter
  readonly #translator: Translator
  readonly #graph: Graph
  readonly #reader: Reader
  /** First word of each local, and one past the last. */
  readonly #localWords: number[] = [0]
  readonly #loopAssignments: readonly (readonly number[])[]
  readonly #frames: Frame[] = []
  #loopsSeen = 0
  #locals: Value[] = []
  /** Operands: one or two words each. */
  #stack: (readonly Value[])[] = []
  #live = true

  constructor(context: Context, subject: WasmFunction) {
    this.#context = context
    this.#function = subject
    const entry = newBlock(0)
    this.#graph = { name: subject.name, entry, blocks: [entry], params: [], constants: new Map(), nextId: 0 }
    this.#emitter = new Emitter(this.#graph)
    this.#translator = new Translator(context, subject, this.#emitter)
    this.#reader = new Reader(context.module.bytes, subject.start, subject.end)
    for (const type of subject.locals) {
      this.#localWords.push(this.#localWords[this.#localWords.length - 1] + wordsOf([type]))
    }
    this.#loopAssignments = this.#findAssignments()
  }

  build(): Graph {
    const { params, results } = this.#function.type
    for (let word = 0; word < wordsOf(params); word++) {
      this.#graph.params.push(newValue(this.#graph, this.#graph.entry, 'param', [], word))
    }
    const words = this.#localWords[this.#function.locals.length]
    const zero = this.#emitter.constant(0)
    this.#locals = Array.from({ length: words }, (_, word) => this.#graph.params[word] ?? zero)
    if ([...this.#function.locals, ...results].some((type) => type === 'f32' || type === 'f64')) {
      throw this.#float(this.#function.start)
    }
    this.#push('function', this.#newBlock(), results, wordsOf(results), undefined, [])
    while (this.#frames.length > 0) this.#instruction(readInstruction(this.#reader))
    return this.#graph
  }

  #float(offset: number): CompileError {
    return new CompileError(
      'WASM_FLOAT',
      'floating-point numbers are not supported: use integers or fixed-point numbers',
      { offset, functionName: this.#function.name },
    )
  }

  #newBlock(): Block {
    const block = newBlock(this.#graph.blocks.length)
    this.#graph.blocks.push(block)
    return block
  }

  /** For every loop, in order: words of locals that instructions inside of it set. */
  #findAssignments(): number[][] {
    const loops: Set<number>[] = []
    const open: (Set<number> | undefined)[] = []
    const reader = new Reader(this.#context.module.bytes, this.#function.start, this.#function.end)
    while (!reader.atEnd) {
      const { spec, a } = readInstruction(reader)
      if (spec.immediate === 'block') {
        const set = spec.name === 'loop' ? new Set<number>() : undefined
        if (set !== undefined) loops.push(set)
        open.push(set)
      } else if (spec.name === 'end') open.pop()
      else if (spec.name === 'local.set' || spec.name === 'local.tee') for (const set of open) set?.add(a)
    }
    return loops.map((set) => [...set].flatMap((local) => this.#wordsOfLocal(local)))
  }

  #wordsOfLocal(local: number): number[] {
    const [start, end] = [this.#localWords[local], this.#localWords[local + 1]]
    return end - start === 2 ? [start, start + 1] : [start]
  }

  #push(
    kind: Frame['kind'],
    target: Block,
    results: readonly ValueType[],
    arity: number,
    otherwise: Frame['otherwise'],
    assigned: readonly number[],
  ): undefined {
    const [jumps, height, live] = [[], this.#stack.length, this.#live]
    this.#frames.push({ kind, target, arity, results, jumps, height, otherwise, assigned, live })
  }

  #blockType({ block }: Instruction): FunctionType {
    return typeof block === 'number' ? this.#context.module.types[block] : { params: [], results: block }
  }

  #instruction(instruction: Instruction): undefined {
    const { spec, a } = instruction
    if (spec.immediate === 'block') return this.#enter(instruction)
    if (spec.name === 'else') return this.#else()
    if (spec.name === 'end') return this.#leave()
    if (!this.#live) return
    switch (spec.name) {
      case 'unreachable':
        return this.#exit({ kind: 'trap', code: TRAP_EXIT.unreachable })
      case 'br':
        return this.#jump(this.#frameAt(a))
      case 'br_if':
        return this.#branch(this.#frameAt(a))
      case 'br_table':
        return this.#switch(instruction.labels)
      case 'return':
        return this.#jump(this.#frames[0])
      case 'local.get':
        this.#stack.push(this.#wordsOfLocal(a).map((word) => this.#locals[word]))
        return
      case 'local.set':
      case 'local.tee': {
        const words = this.#stack[this.#stack.length - 1]
        if (spec.name === 'local.set') this.#stack.pop()
        for (const [i, word] of this.#wordsOfLocal(a).entries()) this.#locals[word] = words[i]
        return
      }
      default: {
        const types = [...(spec.operands ?? []), ...spec.results]
        if (types.includes('f32') || types.includes('f64')) throw this.#float(instruction.offset)
        const exit = this.#translator.translate(instruction, this.#stack)
        if (exit !== undefined) this.#exit(exit)
      }
    }
  }

  #frameAt(depth: number): Frame {
    return this.#frames[this.#frames.length - 1 - depth]
  }

  /** Ends the block; what follows until the end of the frame is dead. */
  #exit(exit: Exit): undefined {
    this.#emitter.block.exit = exit
    this.#live = false
  }

  #popWord(): Value {
    return this.#stack.pop()![0]
  }

  #topWords(words: number): Value[] {
    const top: Value[] = []
    for (let i = this.#stack.length - 1; top.length < words; i--) top.unshift(...this.#stack[i])
    return top
  }

  #state(words: number): Jump {
    return { from: this.#emitter.block, locals: [...this.#locals], operands: this.#topWords(words) }
  }

  #jump(frame: Frame): undefined {
    frame.jumps.push(this.#state(frame.arity))
    this.#exit({ kind: 'jump', to: frame.target })
  }

  #branch(frame: Frame): undefined {
    const condition = this.#popWord()
    if (condition.op === 'const') {
      if (condition.imm !== 0) this.#jump(frame)
      return
    }
    frame.jumps.push(this.#state(frame.arity))
    const next = this.#newBlock()
    this.#emitter.block.exit = { kind: 'branch', condition, taken: frame.target, otherwise: next }
    next.preds.push(this.#emitter.block)
    this.#emitter.block = next
  }

  #switch(labels: readonly number[]): undefined {
    const index = this.#popWord()
    const from = this.#emitter.block
    const stubs = new Map<number, Block>()
    const targets = labels.map((label) => {
      let stub = stubs.get(label)
      if (stub === undefined) {
        stub = this.#newBlock()
        stub.preds.push(from)
        stubs.set(label, stub)
        this.#emitter.block = stub
        this.#jump(this.#frameAt(label))
      }
      return stub
    })
    this.#emitter.block = from
    this.#exit(stubs.size === 1 ? { kind: 'jump', to: targets[0] } : { kind: 'switch', index, targets })
  }

  #enter(instruction: Instruction): undefined {
    const kind = instruction.spec.name as 'block' | 'loop' | 'if'
    const { params, results } = this.#blockType(instruction)
    const assigned = kind === 'loop' ? this.#loopAssignments[this.#loopsSeen++] : []
    if (!this.#live) return this.#push(kind, this.#graph.entry, results, 0, undefined, [])
    const taken = wordsOf(params)
    const given = wordsOf(results)
    if (kind === 'block') {
      this.#push(kind, this.#newBlock(), results, given, undefined, [])
    } else if (kind === 'loop') {
      this.#enterLoop(params, results, taken, assigned)
      return
    } else {
      const condition = this.#popWord()
      const locals = [...this.#locals]
      const operands = this.#stack.slice(this.#stack.length - params.length)
      const [taken, otherwise] = [this.#newBlock(), this.#newBlock()]
      const from = this.#emitter.block
      from.exit = { kind: 'branch', condition, taken, otherwise }
      taken.preds.push(from)
      otherwise.preds.push(from)
      this.#emitter.block = taken
      this.#push(kind, this.#newBlock(), results, given, { block: otherwise, locals, operands }, [])
    }
    // The parameters are the frame's own operands.
    this.#lowerHeight(params.length)
  }

  #lowerHeight(operands: number): undefined {
    const frame = this.#frames.pop()!
    this.#frames.push({ ...frame, height: frame.height - operands })
  }

  #enterLoop(
    params: readonly ValueType[],
    results: readonly ValueType[],
    taken: number,
    assigned: readonly number[],
  ): undefined {
    const header = this.#newBlock()
    const state = this.#state(taken)
    this.#emitter.block.exit = { kind: 'jump', to: header }
    this.#push('loop', header, results, taken, undefined, assigned)
    this.#frameAt(0).jumps.push(state)
    this.#lowerHeight(params.length)
    this.#stack.length -= params.length
    this.#emitter.block = header
    const phi = () => {
      const value = newValue(this.#graph, header, 'phi', [])
      header.phis.push(value)
      return value
    }
    for (const type of params) this.#stack.push(type === 'i64' ? [phi(), phi()] : [phi()])
    this.#locals = [...this.#locals]
    for (const word of assigned) this.#locals[word] = phi()
  }

  /** All jumps to a loop are known at its end. */
  #finishLoop({ target, jumps, arity, assigned }: Frame): undefined {
    for (const { from, locals, operands } of jumps) {
      target.preds.push(from)
      for (let i = 0; i < arity; i++) target.phis[i].args.push(operands[i])
      for (const [i, word] of assigned.entries()) target.phis[arity + i].args.push(locals[word])
    }
  }

  #else(): undefined {
    const frame = this.#frames.pop()!
    if (this.#live) {
      this.#frames.push(frame)
      this.#jump(frame)
      this.#frames.pop()
    }
    this.#live = frame.live
    this.#stack.length = frame.height
    this.#frames.push({ ...frame, kind: 'else', otherwise: undefined })
    if (frame.otherwise === undefined) return
    this.#resume(frame.otherwise)
  }

  /** Goes on in a block with the state of an `if`. */
  #resume({ block, locals, operands }: Otherwise): undefined {
    this.#emitter.block = block
    this.#locals = [...locals]
    this.#stack.push(...operands)
  }

  #leave(): undefined {
    const frame = this.#frames[this.#frames.length - 1]
    if (frame.kind === 'loop') return this.#leaveLoop(frame)
    if (this.#live) this.#jump(frame)
    this.#stack.length = frame.height
    if (frame.otherwise !== undefined) {
      this.#live = true
      this.#resume(frame.otherwise)
      this.#jump(frame)
      this.#stack.length = frame.height
    }
    this.#frames.pop()
    this.#live = frame.jumps.length > 0
    if (!this.#live) return
    const operands = this.#join(frame)
    if (frame.kind === 'function') {
      this.#emitter.block.exit = { kind: 'return', values: operands }
      return
    }
    this.#pushResults(frame.results, operands)
  }

  /** The end of a loop is no target: control only falls through. */
  #leaveLoop(frame: Frame): undefined {
    this.#frames.pop()
    if (frame.live) this.#finishLoop(frame)
    if (this.#live) return
    this.#stack.length = frame.height
  }

  #pushResults(results: readonly ValueType[], words: readonly Value[]): undefined {
    let next = 0
    for (const type of results) {
      const count = type === 'i64' ? 2 : 1
      this.#stack.push(words.slice(next, next + count))
      next += count
    }
  }

  /** Continues where all jumps to a label meet; phis where they differ. */
  #join({ target, jumps, arity }: Frame): Value[] {
    this.#emitter.block = target
    for (const { from } of jumps) target.preds.push(from)
    const merge = (values: Value[]) => {
      if (values.every((value) => value === values[0])) return values[0]
      const phi = newValue(this.#graph, target, 'phi', values)
      target.phis.push(phi)
      return phi
    }
    this.#locals = this.#locals.map((_, word) => merge(jumps.map(({ locals }) => locals[word])))
    return Array.from({ length: arity }, (_, i) => merge(jumps.map(({ operands }) => operands[i])))
  }
}
