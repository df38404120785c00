/** The places of everything outside of functions: globals, tables, segments, and the functions' numbers. */
import { CONSTANTS_START, FIRST_SLOT, RUNTIME_END, TRAP_EXIT } from './abi.ts'
import { CompileError } from './errors.ts'
import type { Alignment, Context, SegmentPlace } from './ir/context.ts'
import { importName, runtimeModule, WITHOUT } from './runtime/runtime.ts'
import { readInstruction } from './wasm/instruction.ts'
import { type FunctionType, type Module, PAGE, typeKey, type WasmFunction } from './wasm/module.ts'
import { Reader } from './wasm/reader.ts'

/** A function of the whole program, with the module that its instructions refer to. */
export interface ProgramFunction {
  readonly id: number
  readonly function: WasmFunction
  readonly context: Context
}

/** What a function is that does nothing but return ENOSYS. */
export const isWithout = ({ origin }: WasmFunction) =>
  origin !== undefined && WITHOUT.test(importName(origin.module, origin.name))

export class Linkage {
  readonly #module: Module
  readonly #alignment: Alignment
  readonly #runtime = runtimeModule()
  readonly #runtimeIds: ReadonlyMap<string, number>
  readonly #globalSlots: number[] = []
  readonly #types = new Map<string, number>()
  readonly #sizeSlots: { readonly data: number[]; readonly elements: number[] } = { data: [], elements: [] }
  readonly #elementPlaces: number[][]
  readonly #dataPlaces: number[]
  readonly #userContext: Context
  readonly #runtimeContext: Context
  #nextSlot = FIRST_SLOT
  #constantsEnd = CONSTANTS_START
  #tablesChange = false

  constructor(module: Module, alignment: Alignment) {
    this.#module = module
    this.#alignment = alignment
    const base = module.functions.length
    this.#runtimeIds = new Map(this.#runtime.functions.map(({ name }, i) => [name, base + i]))
    this.#scan()
    for (const { type, mutable } of module.globals) {
      this.#globalSlots.push(this.#nextSlot)
      if (mutable) this.#nextSlot += type === 'i64' ? 8 : 4
    }
    for (const _ of module.data) this.#sizeSlots.data.push(this.#slot())
    for (const _ of module.elements) this.#sizeSlots.elements.push(this.#slot())
    if (this.#nextSlot > RUNTIME_END) throw new CompileError('WASM_TOO_LARGE', 'too many globals')
    this.#constantsEnd += 4 * this.tableSize * this.#types.size
    this.#elementPlaces = module.elements.map(({ functions }) =>
      [...this.#types].map(() => this.#constants(4 * functions.length)),
    )
    this.#dataPlaces = module.data.map(({ offset, content }) =>
      offset === undefined ? this.#constants((content.length + 3) & ~3) : 0,
    )
    this.#userContext = this.#context(module, (index) => this.#userFunction(index))
    this.#runtimeContext = this.#context(this.#runtime, (index) => base + index)
  }

  get tableSize(): number {
    return this.#module.table?.minimum ?? 0
  }

  /** Types that indirect calls ask for. */
  get typeKeys(): readonly string[] {
    return [...this.#types.keys()]
  }

  get tableAddresses(): readonly number[] {
    return [...this.#types].map((_, i) => CONSTANTS_START + 4 * this.tableSize * i)
  }

  get tablesChange(): boolean {
    return this.#tablesChange
  }

  get runtimeWords(): number {
    return (this.#nextSlot - FIRST_SLOT) / 4
  }

  get constantsEnd(): number {
    return this.#constantsEnd
  }

  globalSlot(index: number): number {
    return this.#globalSlots[index]
  }

  dataPlace(index: number): SegmentPlace {
    return { address: this.#dataPlaces[index], sizeSlot: this.#sizeSlots.data[index] }
  }

  elementPlaces(index: number): { readonly addresses: readonly number[]; readonly sizeSlot: number } {
    return { addresses: this.#elementPlaces[index], sizeSlot: this.#sizeSlots.elements[index] }
  }

  /** The number of what a function index of the module stands for: imports are functions of the runtime. */
  functionId(index: number): number {
    return this.#userFunction(index)
  }

  functionOf(id: number): ProgramFunction {
    const own = this.#module.functions[id]
    if (own !== undefined) return { id, function: own, context: this.#userContext }
    const subject = this.#runtime.functions[id - this.#module.functions.length]
    return { id, function: subject, context: this.#runtimeContext }
  }

  #slot(): number {
    this.#nextSlot += 4
    return this.#nextSlot - 4
  }

  #constants(bytes: number): number {
    this.#constantsEnd += bytes
    return this.#constantsEnd - bytes
  }

  /** Types of indirect calls, and whether tables change. */
  #scan(): void {
    for (const { origin, start, end } of this.#module.functions) {
      if (origin !== undefined) continue
      const reader = new Reader(this.#module.bytes, start, end)
      while (!reader.atEnd) {
        const { spec, a } = readInstruction(reader)
        const changes = spec.name === 'table.init' || spec.name === 'table.copy'
        if (changes) this.#tablesChange = true
        if (spec.name === 'call_indirect') this.#number(typeKey(this.#module.types[a]))
      }
    }
    // Changes of a table that nobody calls through still have to trap where they are out of bounds.
    if (this.#tablesChange && this.#types.size === 0) this.#number('')
  }

  #number(key: string): number {
    const number = this.#types.get(key) ?? this.#types.size
    this.#types.set(key, number)
    return number
  }

  #userFunction(index: number): number {
    const { origin, type } = this.#module.functions[index]
    if (origin === undefined) return index
    const name = importName(origin.module, origin.name)
    const id = this.#runtimeIds.get(name)
    const from = `${origin.module}.${origin.name}`
    if (id === undefined && isWithout(this.#module.functions[index])) {
      if (type.results.join() === 'i32') return index
    } else if (id === undefined || origin.module === 'intrinsic') {
      throw new CompileError('WASM_IMPORT', `the import ${from} does not exist in a guest`)
    } else if (typeKey(this.#runtime.functions[id - this.#module.functions.length].type) === typeKey(type)) {
      return id
    }
    throw new CompileError('WASM_IMPORT', `the import ${from} has another type`)
  }

  #context(module: Module, functionId: (index: number) => number): Context {
    return {
      module,
      functionId,
      typeOf: (id) => this.functionOf(id).function.type,
      runtime: (name) => this.#runtimeIds.get(name)!,
      globalSlot: (index) => this.#globalSlots[index],
      typeNumber: (type: FunctionType) => this.#types.get(typeKey(type))!,
      tableSize: this.tableSize,
      tables: () => this.tableAddresses,
      elements: (index) => this.elementPlaces(index),
      data: (index) => this.dataPlace(index),
      alignment: this.#alignment,
      minimumBytes: (this.#module.memory?.minimum ?? 0) * PAGE,
    }
  }
}

/** The code that empty elements, and those of another type, lead to. */
export const EMPTY_ELEMENT = TRAP_EXIT.badIndirectCall
