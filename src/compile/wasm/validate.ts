/** Validation: the typing rules of the WebAssembly specification, 3.2 to 3.4. */
import { CompileError } from '../errors.ts'
import { type BlockType, type Instruction, readInstruction } from './instruction.ts'
import type { FunctionType, Module, WasmFunction } from './module.ts'
import type { ValueType } from './opcodes.ts'
import { Reader } from './reader.ts'

/** The type of an operand that code after a jump may take for whatever it needs. */
type Operand = ValueType | 'unknown'

interface Frame {
  readonly opcode: 'function' | 'block' | 'loop' | 'if' | 'else'
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
  /** Height of the operand stack at the start. */
  readonly height: number
  unreachable: boolean
}

const MAX_NESTING = 2000

/** @throws {CompileError} naming the offset and the function */
export function validateModule(module: Module): undefined {
  const invalid = (message: string) => new CompileError('WASM_INVALID', `invalid module: ${message}`)
  const counts = {
    function: module.functions.length,
    table: module.table === undefined ? 0 : 1,
    memory: module.memory === undefined ? 0 : 1,
    global: module.globals.length,
  }
  for (const [name, { kind, index }] of module.exports) {
    if (index >= counts[kind]) throw invalid(`the export ${JSON.stringify(name)} is an unknown ${kind}`)
  }
  if (module.start !== undefined) {
    const type = module.functions[module.start]?.type
    if (type === undefined || type.params.length + type.results.length > 0) {
      throw invalid('the start function is unknown or has a type other than [] to []')
    }
  }
  for (const { offset, functions } of module.elements) {
    if (offset !== undefined && module.table === undefined) throw invalid('elements without a table')
    if (functions.some((index) => index !== undefined && index >= counts.function)) {
      throw invalid('an element is an unknown function')
    }
  }
  if (module.memory === undefined && module.data.some(({ offset }) => offset !== undefined)) {
    throw invalid('data without a memory')
  }
  for (const candidate of module.functions) {
    if (candidate.origin === undefined) new Validator(module, candidate).run()
  }
}

class Validator {
  readonly #module: Module
  readonly #function: WasmFunction
  readonly #reader: Reader
  readonly #operands: Operand[] = []
  readonly #frames: Frame[] = []
  #at = 0

  constructor(module: Module, subject: WasmFunction) {
    this.#module = module
    this.#function = subject
    this.#reader = new Reader(module.bytes, subject.start, subject.end)
  }

  run(): undefined {
    this.#enter('function', [], this.#function.type.results)
    while (this.#frames.length > 0) {
      const instruction = readInstruction(this.#reader)
      this.#at = instruction.offset
      this.#check(instruction)
    }
    if (!this.#reader.atEnd) throw this.#invalid('instructions after the end of the function')
  }

  #invalid(message: string): CompileError {
    return new CompileError('WASM_INVALID', `invalid module: ${message}`, {
      offset: this.#at,
      functionName: this.#function.name,
    })
  }

  #push(...types: readonly Operand[]): undefined {
    for (const type of types) this.#operands.push(type)
  }

  #popAny(): Operand {
    const frame = this.#frames[this.#frames.length - 1]
    if (this.#operands.length > frame.height) return this.#operands.pop()!
    if (frame.unreachable) return 'unknown'
    throw this.#invalid('an operand is missing')
  }

  #pop(expected: Operand): Operand {
    const actual = this.#popAny()
    if (actual !== expected && actual !== 'unknown' && expected !== 'unknown') {
      throw this.#invalid(`the operand is ${actual}, not ${expected}`)
    }
    return actual
  }

  #popAll(types: readonly Operand[]): undefined {
    for (let i = types.length - 1; i >= 0; i--) this.#pop(types[i])
  }

  #enter(opcode: Frame['opcode'], params: readonly ValueType[], results: readonly ValueType[]): undefined {
    if (this.#frames.length >= MAX_NESTING) {
      throw new CompileError('WASM_TOO_LARGE', `blocks are nested more than ${MAX_NESTING} deep`, {
        offset: this.#at,
        functionName: this.#function.name,
      })
    }
    this.#frames.push({ opcode, params, results, height: this.#operands.length, unreachable: false })
    this.#push(...params)
  }

  #leave(): Frame {
    const frame = this.#frames[this.#frames.length - 1]
    this.#popAll(frame.results)
    if (this.#operands.length !== frame.height) throw this.#invalid('operands are left over')
    this.#frames.pop()
    return frame
  }

  #diverge(): undefined {
    const frame = this.#frames[this.#frames.length - 1]
    this.#operands.length = frame.height
    frame.unreachable = true
  }

  /** What a jump to a label takes along. */
  #labelTypes(depth: number): readonly ValueType[] {
    const frame = this.#frames[this.#frames.length - 1 - depth]
    if (frame === undefined) throw this.#invalid(`there is no label ${depth}`)
    return frame.opcode === 'loop' ? frame.params : frame.results
  }

  #blockType(block: BlockType): FunctionType {
    if (typeof block !== 'number') return { params: [], results: block }
    const type = this.#module.types[block]
    if (type === undefined) throw this.#invalid('unknown type')
    return type
  }

  #item<T>(items: readonly T[], index: number, what: string): T {
    if (index >= items.length) throw this.#invalid(`unknown ${what} ${index}`)
    return items[index]
  }

  #needMemory(): undefined {
    if (this.#module.memory === undefined) throw this.#invalid('there is no memory')
  }

  #needTable(): undefined {
    if (this.#module.table === undefined) throw this.#invalid('there is no table')
  }

  #check(instruction: Instruction): undefined {
    const { spec, a, b, block, labels } = instruction
    switch (spec.name) {
      case 'unreachable':
        return this.#diverge()
      case 'block':
      case 'loop':
      case 'if': {
        if (spec.name === 'if') this.#pop('i32')
        const { params, results } = this.#blockType(block)
        this.#popAll(params)
        return this.#enter(spec.name, params, results)
      }
      case 'else': {
        const { opcode, params, results } = this.#leave()
        if (opcode !== 'if') throw this.#invalid('else without if')
        return this.#enter('else', params, results)
      }
      case 'end': {
        const { opcode, params, results } = this.#leave()
        if (opcode === 'if' && params.join() !== results.join()) {
          throw this.#invalid('an if without else has to leave what it takes')
        }
        return this.#push(...results)
      }
      case 'br':
        this.#popAll(this.#labelTypes(a))
        return this.#diverge()
      case 'br_if': {
        this.#pop('i32')
        const types = this.#labelTypes(a)
        this.#popAll(types)
        return this.#push(...types)
      }
      case 'br_table':
        return this.#checkTable(labels)
      case 'return':
        this.#popAll(this.#function.type.results)
        return this.#diverge()
      case 'call': {
        const { type } = this.#item(this.#module.functions, a, 'function')
        this.#popAll(type.params)
        return this.#push(...type.results)
      }
      case 'call_indirect': {
        this.#needTable()
        if (b !== 0) throw this.#invalid(`unknown table ${b}`)
        const type = this.#item(this.#module.types, a, 'type')
        this.#pop('i32')
        this.#popAll(type.params)
        return this.#push(...type.results)
      }
      case 'drop':
        this.#popAny()
        return
      case 'select':
        return this.#checkSelect(instruction)
      case 'local.get':
        return this.#push(this.#item(this.#function.locals, a, 'local'))
      case 'local.set':
        this.#pop(this.#item(this.#function.locals, a, 'local'))
        return
      case 'local.tee':
        return this.#push(this.#tee(this.#item(this.#function.locals, a, 'local')))
      case 'global.get':
        return this.#push(this.#item(this.#module.globals, a, 'global').type)
      case 'global.set': {
        const global = this.#item(this.#module.globals, a, 'global')
        if (!global.mutable) throw this.#invalid(`global ${a} is constant`)
        this.#pop(global.type)
        return
      }
      default:
        return this.#checkFixed(instruction)
    }
  }

  #tee(type: ValueType): ValueType {
    this.#pop(type)
    return type
  }

  #checkTable(labels: readonly number[]): undefined {
    this.#pop('i32')
    const arity = this.#labelTypes(labels[labels.length - 1]).length
    for (const label of labels) {
      const types = this.#labelTypes(label)
      if (types.length !== arity) throw this.#invalid('the labels of br_table differ in type')
      const popped = types.map((_, i) => this.#pop(types[types.length - 1 - i]))
      this.#push(...popped.reverse())
    }
    this.#diverge()
  }

  #checkSelect({ spec, block }: Instruction): undefined {
    this.#pop('i32')
    if (spec.immediate === 'types') {
      const types = block as readonly ValueType[]
      if (types.length !== 1) throw this.#invalid('select has one type')
      this.#popAll([types[0], types[0]])
      return this.#push(types[0])
    }
    const first = this.#popAny()
    const second = this.#pop(first)
    this.#push(first === 'unknown' ? second : first)
  }

  /** Instructions with the same types everywhere. */
  #checkFixed({ spec, a, b }: Instruction): undefined {
    const segments = (count: number, what: string) => {
      if (a >= count) throw this.#invalid(`unknown ${what} segment ${a}`)
    }
    switch (spec.name) {
      case 'memory.size':
      case 'memory.grow':
      case 'memory.fill':
        this.#needMemory()
        if (a !== 0) throw this.#invalid(`unknown memory ${a}`)
        break
      case 'memory.copy':
        this.#needMemory()
        if (a !== 0 || b !== 0) throw this.#invalid('unknown memory')
        break
      case 'memory.init':
        this.#needMemory()
        if (b !== 0) throw this.#invalid(`unknown memory ${b}`)
        segments(this.#module.dataCount ?? 0, 'data')
        break
      case 'data.drop':
        segments(this.#module.dataCount ?? 0, 'data')
        break
      case 'table.init':
        this.#needTable()
        if (b !== 0) throw this.#invalid(`unknown table ${b}`)
        segments(this.#module.elements.length, 'element')
        break
      case 'elem.drop':
        segments(this.#module.elements.length, 'element')
        break
      case 'table.copy':
        this.#needTable()
        if (a !== 0 || b !== 0) throw this.#invalid('unknown table')
        break
      default:
        if (spec.immediate === 'memory') {
          this.#needMemory()
          if (b > spec.access) throw this.#invalid('the alignment is larger than the access')
        }
    }
    this.#popAll(spec.operands!)
    this.#push(...spec.results)
  }
}
