/** One instruction of a function body. */
import { CompileError } from '../errors.ts'
import { OPCODES, type OpcodeSpec, type ValueType } from './opcodes.ts'
import type { Reader } from './reader.ts'

/** Parameters and results of a block: a type index, or at most one result. */
export type BlockType = number | readonly ValueType[]

export interface Instruction {
  readonly spec: OpcodeSpec
  /** Offset of the opcode in the module. */
  readonly offset: number
  /** First index, label, memory offset or 32-bit constant. */
  readonly a: number
  /** Second index, or log2 of the alignment of a memory access. */
  readonly b: number
  readonly block: BlockType
  readonly wide: bigint
  /** Labels of br_table, the default last. */
  readonly labels: readonly number[]
}

const TYPES: ReadonlyMap<number, ValueType> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
])

export function readValueType(reader: Reader): ValueType {
  const at = reader.at
  const byte = reader.u8()
  const type = TYPES.get(byte)
  if (type !== undefined) return type
  if (byte === 0x7b || byte === 0x70 || byte === 0x6f) {
    throw new CompileError('WASM_UNSUPPORTED', 'values of vector and reference types are not supported', {
      offset: at,
    })
  }
  throw reader.error(`0x${byte.toString(16)} is no value type`, at)
}

function readBlockType(reader: Reader): BlockType {
  const at = reader.at
  const value = reader.s33()
  if (value >= 0) return value
  if (value === -64) return []
  reader.at = at
  return [readValueType(reader)]
}

const NO_LABELS: readonly number[] = []
const NO_TYPES: readonly ValueType[] = []

/** @throws {CompileError} if it is none of those in the table */
export function readInstruction(reader: Reader): Instruction {
  const offset = reader.at
  let code = reader.u8()
  if (code === 0xfc) {
    const second = reader.u32()
    code = second < 256 ? 0xfc00 + second : 0xfcff
  }
  const spec = OPCODES.get(code)
  if (spec === undefined) {
    throw new CompileError('WASM_UNSUPPORTED', `opcode 0x${code.toString(16)} is not supported`, { offset })
  }
  let [a, b, wide] = [0, 0, 0n]
  let labels = NO_LABELS
  let block: BlockType = NO_TYPES
  switch (spec.immediate) {
    case 'none':
      break
    case 'block':
      block = readBlockType(reader)
      break
    case 'index':
      a = reader.u32()
      break
    case 'two indices':
      a = reader.u32()
      b = reader.u32()
      break
    case 'labels':
      labels = [...reader.vector(() => reader.u32()), reader.u32()]
      break
    case 'memory':
      b = reader.u32()
      a = reader.u32()
      break
    case 'i32':
      a = reader.s32()
      break
    case 'i64':
      wide = reader.s64()
      break
    case 'f32':
      reader.skip(4)
      break
    case 'f64':
      reader.skip(8)
      break
    case 'types':
      block = reader.vector(() => readValueType(reader))
      break
  }
  return { spec, offset, a, b, block, wide, labels }
}
