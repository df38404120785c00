/** A decoded WebAssembly module. */
import type { ValueType } from './opcodes.ts'

export const PAGE = 65536

export interface FunctionType {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

export interface WasmFunction {
  readonly type: FunctionType
  /** Where an imported function comes from. */
  readonly origin: { readonly module: string; readonly name: string } | undefined
  /** From the name section, or the export, or the import, or `function 7`. */
  readonly name: string
  /** Types of parameters and locals. */
  readonly locals: readonly ValueType[]
  /** The instructions with the closing `end`: a range of `Module.bytes`. */
  readonly start: number
  readonly end: number
  /** Accesses of the runtime's own functions are within memory: they check before. */
  readonly trusted: boolean
}

export interface Global {
  readonly type: ValueType
  readonly mutable: boolean
  /** Initial value; undefined for floats, which no translated code can read. */
  readonly value: bigint | undefined
}

export interface Limits {
  readonly minimum: number
  readonly maximum: number | undefined
}

/** Where an active segment goes; passive ones have none. */
export interface ElementSegment {
  readonly offset: number | undefined
  /** Function indices, or undefined for null. */
  readonly functions: readonly (number | undefined)[]
  /** Only declares functions. */
  readonly declarative: boolean
}

export interface DataSegment {
  readonly offset: number | undefined
  readonly content: Uint8Array
}

export interface Export {
  readonly kind: 'function' | 'table' | 'memory' | 'global'
  readonly index: number
}

export interface Module {
  readonly bytes: Uint8Array
  readonly types: readonly FunctionType[]
  readonly functions: readonly WasmFunction[]
  readonly table: Limits | undefined
  /** In pages. */
  readonly memory: Limits | undefined
  readonly globals: readonly Global[]
  readonly exports: ReadonlyMap<string, Export>
  readonly start: number | undefined
  readonly elements: readonly ElementSegment[]
  readonly data: readonly DataSegment[]
  /** The data count section, which memory.init and data.drop need. */
  readonly dataCount: number | undefined
}

/** Types with the same parameters and results have the same key. */
export const typeKey = ({ params, results }: FunctionType) => `${params.join()}>${results.join()}`
