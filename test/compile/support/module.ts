/** Writes WebAssembly modules for tests, straight in the binary format. */

import type { ValueType } from '../../../src/compile/wasm/opcodes.ts'
import { OPCODES } from '../../../src/compile/wasm/opcodes.ts'

const TYPE: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c }
const CODES = new Map<string, number>()
for (const { name, code, immediate } of OPCODES.values()) if (immediate !== 'types') CODES.set(name, code)

export function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}

export function signed(value: bigint): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest < -64n || rest > 63n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest & 127n)]
}

/** An opcode by its name, with immediates as bytes. */
export function op(name: string, ...immediates: readonly number[]): number[] {
  const code = CODES.get(name)
  if (code === undefined) throw new RangeError(`no opcode ${name}`)
  const bytes = code > 0xff ? [0xfc, ...unsigned(code & 0xff)] : [code]
  return [...bytes, ...immediates.flatMap((value) => unsigned(value))]
}

export const i32 = (value: number) => [0x41, ...signed(BigInt(value | 0))]
export const i64 = (value: bigint) => [0x42, ...signed(BigInt.asIntN(64, value))]
export const constant = (type: ValueType, value: bigint) =>
  type === 'i32' ? i32(Number(BigInt.asIntN(32, value))) : i64(value)
/** Opcode, alignment as log2, offset. */
export const access = (name: string, alignment: number, offset: number) => op(name, alignment, offset)

export interface FunctionSource {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
  readonly locals: readonly ValueType[]
  /** Without the closing end. */
  readonly body: readonly number[]
}

export interface ModuleSource {
  readonly functions: readonly FunctionSource[]
  /** Pages. */
  readonly memory?: { readonly minimum: number; readonly maximum?: number }
  readonly globals?: readonly { readonly type: ValueType; readonly value: bigint }[]
  /** Function indices, where null is an empty element. */
  readonly table?: readonly (number | null)[]
  readonly data?: readonly { readonly offset: number; readonly content: Uint8Array }[]
  /** Types for call_indirect, by index from 3 on. */
  readonly types?: readonly {
    readonly params: readonly ValueType[]
    readonly results: readonly ValueType[]
  }[]
}

/** Indices of the imported functions, and the first of the module's own. */
export const READ = 0
export const WRITE = 1
export const EXIT = 2
export const FIRST_FUNCTION = 3

const vector = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()]
const name = (text: string) => vector([...new TextEncoder().encode(text)].map((byte) => [byte]))
const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content]
const valueTypes = (types: readonly ValueType[]) => vector(types.map((type) => [TYPE[type]]))

/** A module that imports read, write and exit of `limpid` and exports its last function as main. */
export function writeModule(source: ModuleSource): Uint8Array {
  const { functions, memory, globals = [], table, data = [], types = [] } = source
  const three: ValueType[] = ['i32', 'i32', 'i32']
  const signatures = [
    { params: three, results: ['i32'] as ValueType[] },
    { params: three, results: ['i32'] as ValueType[] },
    { params: ['i32'] as ValueType[], results: [] as ValueType[] },
    ...types,
    ...functions,
  ]
  const own = FIRST_FUNCTION + types.length
  const imports = ['read', 'write', 'exit'].map((f, i) => [...name('limpid'), ...name(f), 0, i])
  const limits =
    memory?.maximum === undefined
      ? [0, ...unsigned(memory?.minimum ?? 0)]
      : [1, ...unsigned(memory.minimum), ...unsigned(memory.maximum)]
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(signatures.map((f) => [0x60, ...valueTypes(f.params), ...valueTypes(f.results)]))),
    ...section(2, vector(imports)),
    ...section(3, vector(functions.map((_, i) => unsigned(own + i)))),
    ...(table === undefined ? [] : section(4, vector([[0x70, 0, ...unsigned(table.length)]]))),
    ...(memory === undefined ? [] : section(5, vector([limits]))),
    ...section(6, vector(globals.map(({ type, value }) => [TYPE[type], 1, ...constant(type, value), 0x0b]))),
    ...section(
      7,
      vector([
        [...name('main'), 0, ...unsigned(FIRST_FUNCTION + functions.length - 1)],
        ...(memory === undefined ? [] : [[...name('memory'), 2, 0]]),
      ]),
    ),
    ...(table === undefined ? [] : section(9, vector(elements(table)))),
    ...section(
      10,
      vector(
        functions.map(({ locals, body }) => {
          const code = [...vector(locals.map((type) => [1, TYPE[type]])), ...body, 0x0b]
          return [...unsigned(code.length), ...code]
        }),
      ),
    ),
    ...section(
      11,
      vector(
        data.map(({ offset, content }) => [0, ...i32(offset), 0x0b, ...unsigned(content.length), ...content]),
      ),
    ),
  ]
  return Uint8Array.from(bytes)
}

function elements(table: readonly (number | null)[]): number[][] {
  return table.flatMap((index, i) => (index === null ? [] : [[0, ...i32(i), 0x0b, 1, ...unsigned(index)]]))
}
