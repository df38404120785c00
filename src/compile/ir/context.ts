/** What the translation of one function has to know of the rest of the program. */
import type { FunctionType, Module } from '../wasm/module.ts'

export type Alignment = 'checked' | 'trusted'

/** A passive segment. */
export interface SegmentPlace {
  readonly address: number
  /** Runtime word with its present size: 0 once dropped. */
  readonly sizeSlot: number
}

export interface Context {
  readonly module: Module
  /** Number of a function of the module in the whole program. */
  functionId(index: number): number
  /** The type of a function of the whole program. */
  typeOf(id: number): FunctionType
  /** A function of the runtime. */
  runtime(name: string): number
  /** Address of a mutable global's word or words. */
  globalSlot(index: number): number
  /** Number of a type among those that indirect calls distinguish. */
  typeNumber(type: FunctionType): number
  readonly tableSize: number
  /** Tables of code addresses, one for each type that indirect calls use. */
  tables(): readonly number[]
  /** The segment's function addresses, one array for each of `tables()`. */
  elements(index: number): { readonly addresses: readonly number[]; readonly sizeSlot: number }
  data(index: number): SegmentPlace
  readonly minimumBytes: number
  /** Whether accesses are as aligned as the module says, or have to be looked at. */
  readonly alignment: Alignment
}
