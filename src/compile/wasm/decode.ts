/** The binary format of modules. */
import { CompileError } from '../errors.ts'
import { readInstruction, readValueType } from './instruction.ts'
import type {
  DataSegment,
  ElementSegment,
  Export,
  FunctionType,
  Global,
  Limits,
  Module,
  WasmFunction,
} from './module.ts'
import type { ValueType } from './opcodes.ts'
import { Reader } from './reader.ts'

const MAX_LOCALS = 50_000
const MAX_TABLE = 1 << 20

/** Position of each section id in the order that the format demands. */
const ORDER = new Map([1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11].map((id, position) => [id, position]))

interface Code {
  readonly locals: readonly ValueType[]
  readonly start: number
  readonly end: number
}

interface Import {
  readonly module: string
  readonly name: string
  readonly type: FunctionType
}

const unsupported = (message: string, offset: number) =>
  new CompileError('WASM_UNSUPPORTED', message, { offset })

/**
 * Decodes a module.
 *
 * @throws {CompileError} if it is malformed, or has what is not supported
 */
export function decodeModule(bytes: Uint8Array): Module {
  return new Decoder(bytes).module()
}

class Decoder {
  readonly #bytes: Uint8Array
  #types: FunctionType[] = []
  #imports: Import[] = []
  #declared: FunctionType[] = []
  #tables: Limits[] = []
  #memories: Limits[] = []
  #globals: Global[] = []
  #exports = new Map<string, Export>()
  #start: number | undefined
  #elements: ElementSegment[] = []
  #codes: Code[] = []
  #data: DataSegment[] = []
  #dataCount: number | undefined
  readonly #names = new Map<number, string>()

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  module(): Module {
    const reader = new Reader(this.#bytes)
    const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
    if (magic.some((byte, i) => this.#bytes[i] !== byte))
      throw reader.error('this is no WebAssembly 1 module')
    reader.skip(8)
    let last = -1
    while (!reader.atEnd) {
      const at = reader.at
      const id = reader.u8()
      const section = reader.part(reader.u32())
      if (id === 0) {
        this.#custom(section)
        continue
      }
      const position = ORDER.get(id)
      if (position === undefined) throw reader.error(`unknown section ${id}`, at)
      if (position <= last) throw reader.error(`section ${id} is out of order`, at)
      last = position
      this.#section(id, section)
      if (!section.atEnd) throw section.error(`section ${id} is longer than its content`)
    }
    return this.#result(reader)
  }

  #section(id: number, reader: Reader): void {
    switch (id) {
      case 1:
        this.#types = reader.vector(() => readFunctionType(reader))
        break
      case 2:
        this.#imports = reader.vector(() => this.#import(reader))
        break
      case 3:
        this.#declared = reader.vector(() => this.#type(reader))
        break
      case 4:
        this.#tables = reader.vector(() => readTable(reader))
        break
      case 5:
        this.#memories = reader.vector(() => readMemory(reader))
        break
      case 6:
        this.#globals = reader.vector(() => this.#global(reader))
        break
      case 7:
        reader.vector(() => this.#export(reader))
        break
      case 8:
        this.#start = reader.u32()
        break
      case 9:
        this.#elements = reader.vector(() => this.#element(reader))
        break
      case 10:
        this.#codes = reader.vector(() => readCode(reader))
        break
      case 11:
        this.#data = reader.vector(() => this.#segment(reader))
        break
      default:
        this.#dataCount = reader.u32()
    }
  }

  #type(reader: Reader): FunctionType {
    const at = reader.at
    const type = this.#types[reader.u32()]
    if (type === undefined) throw reader.error('unknown type', at)
    return type
  }

  #import(reader: Reader): Import {
    const at = reader.at
    const [module, name] = [reader.name(), reader.name()]
    const kind = reader.u8()
    if (kind > 3) throw reader.error('unknown kind of import', reader.at - 1)
    if (kind !== 0) {
      const what = ['', 'table', 'memory', 'global'][kind]
      throw new CompileError('WASM_IMPORT', `the imported ${what} ${module}.${name} cannot be provided`, {
        offset: at,
      })
    }
    return { module, name, type: this.#type(reader) }
  }

  #global(reader: Reader): Global {
    const type = readValueType(reader)
    const flag = reader.u8()
    if (flag > 1) throw reader.error('unknown mutability', reader.at - 1)
    return { type, mutable: flag === 1, value: this.#constant(reader, type) }
  }

  /** A constant expression; undefined for floats. */
  #constant(reader: Reader, type: ValueType): bigint | undefined {
    const instruction = readInstruction(reader)
    const { spec, offset } = instruction
    let value: bigint | undefined
    if (spec.name === 'global.get') throw unsupported('there are no imported globals to start from', offset)
    if (!spec.name.endsWith('.const')) throw reader.error('no constant expression', offset)
    if (spec.results[0] !== type) throw reader.error(`the constant is no ${type}`, offset)
    if (spec.name === 'i32.const') value = BigInt(instruction.a)
    if (spec.name === 'i64.const') value = instruction.wide
    const end = readInstruction(reader)
    if (end.spec.name !== 'end')
      throw unsupported('extended constant expressions are not supported', end.offset)
    return value
  }

  #offset(reader: Reader): number {
    return Number(BigInt.asUintN(32, this.#constant(reader, 'i32')!))
  }

  #export(reader: Reader): void {
    const at = reader.at
    const name = reader.name()
    const kind = (['function', 'table', 'memory', 'global'] as const)[reader.u8()]
    if (kind === undefined) throw reader.error('unknown kind of export', at)
    if (this.#exports.has(name)) throw reader.error(`two exports are named ${JSON.stringify(name)}`, at)
    this.#exports.set(name, { kind, index: reader.u32() })
  }

  #element(reader: Reader): ElementSegment {
    const at = reader.at
    const flags = reader.u32()
    if (flags > 7) throw reader.error('unknown element segment', at)
    const active = (flags & 1) === 0
    const explicit = (flags & 2) !== 0
    if (active && explicit && reader.u32() !== 0) throw unsupported('there is one table only', at)
    const offset = active ? this.#offset(reader) : undefined
    const expressions = (flags & 4) !== 0
    if (!active || explicit) {
      const kind = reader.u8()
      if (kind !== (expressions ? 0x70 : 0x00)) throw unsupported('tables hold functions only', reader.at - 1)
    }
    const functions = reader.vector(() => (expressions ? readReference(reader) : reader.u32()))
    return { offset, functions, declarative: !active && explicit }
  }

  #segment(reader: Reader): DataSegment {
    const at = reader.at
    const flags = reader.u32()
    if (flags > 2) throw reader.error('unknown data segment', at)
    if (flags === 2 && reader.u32() !== 0) throw unsupported('there is one memory only', at)
    const offset = flags === 1 ? undefined : this.#offset(reader)
    return { offset, content: reader.bytes(reader.u32()) }
  }

  /** Names are for messages: what does not parse is left out. */
  #custom(reader: Reader): void {
    try {
      if (reader.name() !== 'name') return
      while (!reader.atEnd) {
        const id = reader.u8()
        const part = reader.part(reader.u32())
        if (id === 1) part.vector(() => this.#names.set(part.u32(), part.name()))
      }
    } catch (error) {
      if (!(error instanceof CompileError)) throw error
    }
  }

  #result(reader: Reader): Module {
    if (this.#codes.length !== this.#declared.length) {
      throw reader.error(`${this.#declared.length} functions are declared, ${this.#codes.length} defined`)
    }
    if (this.#tables.length > 1) throw unsupported('more than one table', 0)
    if (this.#memories.length > 1) throw unsupported('more than one memory', 0)
    if (this.#dataCount !== undefined && this.#dataCount !== this.#data.length) {
      throw reader.error('the data count is not the number of data segments')
    }
    for (const [name, { kind, index }] of this.#exports) {
      if (kind === 'function' && !this.#names.has(index)) this.#names.set(index, name)
    }
    const imported = this.#imports.map(({ module, name, type }, index): WasmFunction => {
      const given = this.#names.get(index) ?? `${module}.${name}`
      return {
        type,
        origin: { module, name },
        name: given,
        locals: type.params,
        start: 0,
        end: 0,
        trusted: false,
      }
    })
    const defined = this.#codes.map(({ locals, start, end }, i): WasmFunction => {
      const type = this.#declared[i]
      const index = imported.length + i
      const name = this.#names.get(index) ?? `function ${index}`
      if (type.params.length + locals.length > MAX_LOCALS) {
        throw new CompileError('WASM_TOO_LARGE', `more than ${MAX_LOCALS} locals`, { functionName: name })
      }
      return {
        type,
        origin: undefined,
        name,
        locals: [...type.params, ...locals],
        start,
        end,
        trusted: false,
      }
    })
    return {
      bytes: this.#bytes,
      types: this.#types,
      functions: [...imported, ...defined],
      table: this.#tables[0],
      memory: this.#memories[0],
      globals: this.#globals,
      exports: this.#exports,
      start: this.#start,
      elements: this.#elements,
      data: this.#data,
      dataCount: this.#dataCount,
    }
  }
}

function readFunctionType(reader: Reader): FunctionType {
  const at = reader.at
  if (reader.u8() !== 0x60) throw reader.error('no function type', at)
  return {
    params: reader.vector(() => readValueType(reader)),
    results: reader.vector(() => readValueType(reader)),
  }
}

function readLimits(reader: Reader, most: number): Limits {
  const at = reader.at
  const flags = reader.u8()
  if (flags > 1) throw unsupported('shared and 64-bit memories and tables are not supported', at)
  const minimum = reader.u32()
  const maximum = flags === 1 ? reader.u32() : undefined
  if (minimum > most || (maximum !== undefined && (maximum > most || maximum < minimum))) {
    throw new CompileError('WASM_INVALID', 'the limits are out of range', { offset: at })
  }
  return { minimum, maximum }
}

function readTable(reader: Reader): Limits {
  const at = reader.at
  if (reader.u8() !== 0x70) throw unsupported('tables hold functions only', at)
  const limits = readLimits(reader, 0xffffffff)
  if (limits.minimum > MAX_TABLE) {
    throw new CompileError('WASM_TOO_LARGE', `a table of more than ${MAX_TABLE} elements`, { offset: at })
  }
  return limits
}

const readMemory = (reader: Reader) => readLimits(reader, 65536)

/** ref.func or ref.null in a constant expression. */
function readReference(reader: Reader): number | undefined {
  const at = reader.at
  const code = reader.u8()
  let index: number | undefined
  if (code === 0xd2) index = reader.u32()
  else if (code !== 0xd0 || reader.u8() !== 0x70) throw unsupported('tables hold functions only', at)
  if (reader.u8() !== 0x0b) throw unsupported('extended constant expressions are not supported', at)
  return index
}

function readCode(reader: Reader): Code {
  const body = reader.part(reader.u32())
  const locals: ValueType[] = []
  body.vector(() => {
    const at = body.at
    const count = body.u32()
    if (locals.length + count > MAX_LOCALS) {
      throw new CompileError('WASM_TOO_LARGE', `more than ${MAX_LOCALS} locals`, { offset: at })
    }
    const type = readValueType(body)
    for (let i = 0; i < count; i++) locals.push(type)
  })
  return { locals, start: body.at, end: body.at + body.remaining }
}
