/**
 * The instructions of WebAssembly that are known here: MVP with sign extension, non-trapping conversions and bulk
 * memory. One table serves the decoder, the validator and the translator.
 */

/** `funcref` is the type of table elements; no value of it can be on the stack. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'funcref'

/** What follows the opcode. */
export type Immediate =
  | 'none'
  | 'block'
  | 'index'
  | 'two indices'
  | 'labels'
  | 'memory'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'types'

export interface OpcodeSpec {
  /** Opcode, or 0xfc00 + the second one. */
  readonly code: number
  readonly name: string
  readonly immediate: Immediate
  /** Operand and result types of instructions that always have the same. */
  readonly operands: readonly ValueType[] | undefined
  readonly results: readonly ValueType[]
  /** Size of the memory access as log2 of bytes. */
  readonly access: number
}

const LETTERS: Readonly<Record<string, ValueType>> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64' }
const types = (letters: string) => Array.from(letters, (letter) => LETTERS[letter])

const table = new Map<number, OpcodeSpec>()

/** `signature` is operands > results in letters (i32 i, i64 l, f32 f, f64 d), or empty if it varies. */
function add(code: number, name: string, immediate: Immediate, signature = '', access = 0): void {
  const [operands, results] = signature.split('>')
  const fixed = signature !== ''
  table.set(code, {
    code,
    name,
    immediate,
    operands: fixed ? types(operands) : undefined,
    results: fixed ? types(results) : [],
    access,
  })
}

/** Consecutive opcodes without immediates. */
function addAll(first: number, prefix: string, names: string, signature: string): number {
  let code = first
  for (const name of names.split(' ')) add(code++, `${prefix}.${name}`, 'none', signature)
  return code
}

add(0x00, 'unreachable', 'none')
add(0x01, 'nop', 'none', '>')
add(0x02, 'block', 'block')
add(0x03, 'loop', 'block')
add(0x04, 'if', 'block')
add(0x05, 'else', 'none')
add(0x0b, 'end', 'none')
add(0x0c, 'br', 'index')
add(0x0d, 'br_if', 'index')
add(0x0e, 'br_table', 'labels')
add(0x0f, 'return', 'none')
add(0x10, 'call', 'index')
add(0x11, 'call_indirect', 'two indices')
add(0x1a, 'drop', 'none')
add(0x1b, 'select', 'none')
add(0x1c, 'select', 'types')
add(0x20, 'local.get', 'index')
add(0x21, 'local.set', 'index')
add(0x22, 'local.tee', 'index')
add(0x23, 'global.get', 'index')
add(0x24, 'global.set', 'index')

const LOADS = '32:i 64:l 32:f 64:d 8_s:i 8_u:i 16_s:i 16_u:i 8_s:l 8_u:l 16_s:l 16_u:l 32_s:l 32_u:l'
const STORES = '32:i 64:l 32:f 64:d 8:i 16:i 8:l 16:l 32:l'

function addAccesses(first: number, verb: string, list: string): void {
  let code = first
  for (const entry of list.split(' ')) {
    const [width, letter] = entry.split(':')
    const type = LETTERS[letter]
    const bits = Number.parseInt(width, 10)
    const suffix = type.endsWith(width) ? '' : width
    const signature = verb === 'load' ? `i>${letter}` : `i${letter}>`
    add(code++, `${type}.${verb}${suffix}`, 'memory', signature, Math.log2(bits / 8))
  }
}
addAccesses(0x28, 'load', LOADS)
addAccesses(0x36, 'store', STORES)

add(0x3f, 'memory.size', 'index', '>i')
add(0x40, 'memory.grow', 'index', 'i>i')
add(0x41, 'i32.const', 'i32', '>i')
add(0x42, 'i64.const', 'i64', '>l')
add(0x43, 'f32.const', 'f32', '>f')
add(0x44, 'f64.const', 'f64', '>d')

const COMPARE = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'
const BINARY = 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr'
const FLOAT_COMPARE = 'eq ne lt gt le ge'
const FLOAT_UNARY = 'abs neg ceil floor trunc nearest sqrt'
const FLOAT_BINARY = 'add sub mul div min max copysign'
let next = addAll(0x45, 'i32', 'eqz', 'i>i')
next = addAll(next, 'i32', COMPARE, 'ii>i')
next = addAll(next, 'i64', 'eqz', 'l>i')
next = addAll(next, 'i64', COMPARE, 'll>i')
next = addAll(next, 'f32', FLOAT_COMPARE, 'ff>i')
next = addAll(next, 'f64', FLOAT_COMPARE, 'dd>i')
next = addAll(next, 'i32', 'clz ctz popcnt', 'i>i')
next = addAll(next, 'i32', BINARY, 'ii>i')
next = addAll(next, 'i64', 'clz ctz popcnt', 'l>l')
next = addAll(next, 'i64', BINARY, 'll>l')
next = addAll(next, 'f32', FLOAT_UNARY, 'f>f')
next = addAll(next, 'f32', FLOAT_BINARY, 'ff>f')
next = addAll(next, 'f64', FLOAT_UNARY, 'd>d')
next = addAll(next, 'f64', FLOAT_BINARY, 'dd>d')

const CONVERSIONS =
  'i32.wrap_i64:l>i i32.trunc_f32_s:f>i i32.trunc_f32_u:f>i i32.trunc_f64_s:d>i i32.trunc_f64_u:d>i ' +
  'i64.extend_i32_s:i>l i64.extend_i32_u:i>l i64.trunc_f32_s:f>l i64.trunc_f32_u:f>l i64.trunc_f64_s:d>l ' +
  'i64.trunc_f64_u:d>l f32.convert_i32_s:i>f f32.convert_i32_u:i>f f32.convert_i64_s:l>f ' +
  'f32.convert_i64_u:l>f f32.demote_f64:d>f f64.convert_i32_s:i>d f64.convert_i32_u:i>d ' +
  'f64.convert_i64_s:l>d f64.convert_i64_u:l>d f64.promote_f32:f>d i32.reinterpret_f32:f>i ' +
  'i64.reinterpret_f64:d>l f32.reinterpret_i32:i>f f64.reinterpret_i64:l>d i32.extend8_s:i>i ' +
  'i32.extend16_s:i>i i64.extend8_s:l>l i64.extend16_s:l>l i64.extend32_s:l>l'
for (const entry of CONVERSIONS.split(' ')) {
  const [name, signature] = entry.split(':')
  add(next++, name, 'none', signature)
}

const SATURATING =
  'i32.trunc_sat_f32_s:f>i i32.trunc_sat_f32_u:f>i i32.trunc_sat_f64_s:d>i i32.trunc_sat_f64_u:d>i ' +
  'i64.trunc_sat_f32_s:f>l i64.trunc_sat_f32_u:f>l i64.trunc_sat_f64_s:d>l i64.trunc_sat_f64_u:d>l'
for (const [i, entry] of SATURATING.split(' ').entries()) {
  const [name, signature] = entry.split(':')
  add(0xfc00 + i, name, 'none', signature)
}
add(0xfc08, 'memory.init', 'two indices', 'iii>')
add(0xfc09, 'data.drop', 'index', '>')
add(0xfc0a, 'memory.copy', 'two indices', 'iii>')
add(0xfc0b, 'memory.fill', 'index', 'iii>')
add(0xfc0c, 'table.init', 'two indices', 'iii>')
add(0xfc0d, 'elem.drop', 'index', '>')
add(0xfc0e, 'table.copy', 'two indices', 'iii>')

/** All instructions by opcode. */
export const OPCODES: ReadonlyMap<number, OpcodeSpec> = table
