/** Instructions other than control flow and locals to the intermediate representation. */
import { MARGIN, MEMORY_SIZE, TRAP_EXIT } from '../abi.ts'
import { CompileError } from '../errors.ts'
import type { Instruction } from '../wasm/instruction.ts'
import type { FunctionType, WasmFunction } from '../wasm/module.ts'
import type { Context } from './context.ts'
import type { Emitter } from './emitter.ts'
import {
  type Arithmetic,
  type Comparison,
  type Exit,
  isLoad,
  LOAD_BYTES,
  type Load,
  newValue,
  type Op,
  STORE_BYTES,
  type Store,
  type Value,
} from './ir.ts'
import { unsignedBound } from './simplify.ts'
import { type Wide, WideEmitter } from './wide.ts'

/** Operands: one or two words each. */
export type Stack = (readonly Value[])[]

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  and: 'and',
  or: 'or',
  xor: 'xor',
  shl: 'sll',
  shr_s: 'sra',
  shr_u: 'srl',
  div_s: 'div',
  div_u: 'divu',
  rem_s: 'rem',
  rem_u: 'remu',
}

/** Comparison and whether its operands change places. */
const COMPARE: Readonly<Record<string, readonly [Comparison, boolean]>> = {
  eq: ['eq', false],
  ne: ['ne', false],
  lt_s: ['lt', false],
  lt_u: ['ltu', false],
  gt_s: ['lt', true],
  gt_u: ['ltu', true],
  le_s: ['ge', true],
  le_u: ['geu', true],
  ge_s: ['ge', false],
  ge_u: ['geu', false],
}

const LOADS: Readonly<Record<string, Load>> = {
  load: 'lw',
  load8_s: 'lb',
  load8_u: 'lbu',
  load16_s: 'lh',
  load16_u: 'lhu',
  load32_s: 'lw',
  load32_u: 'lw',
}

const STORES: Readonly<Record<string, Store>> = { store: 'sw', store8: 'sb', store16: 'sh', store32: 'sw' }

export class Translator {
  readonly #context: Context
  readonly #function: WasmFunction
  readonly #emitter: Emitter
  readonly #wide: WideEmitter
  #stack: Stack = []

  constructor(context: Context, subject: WasmFunction, emitter: Emitter) {
    this.#context = context
    this.#function = subject
    this.#emitter = emitter
    this.#wide = new WideEmitter(emitter)
  }

  /** Takes operands off the stack and leaves results; an exit if nothing follows. */
  translate(instruction: Instruction, stack: Stack): Exit | undefined {
    this.#stack = stack
    const { spec, a, wide } = instruction
    const [prefix, operation] = spec.name.split('.')
    switch (spec.name) {
      case 'nop':
        return undefined
      case 'drop':
        stack.pop()
        return undefined
      case 'select':
        return this.#select()
      case 'call':
        return this.#call(a)
      case 'call_indirect':
        return this.#callIndirect(this.#context.module.types[a])
      case 'i32.const':
        return this.#push(this.#number(a))
      case 'i64.const':
        return this.#push(...this.#wide.constant(wide))
    }
    if (spec.immediate === 'memory') return this.#access(instruction, prefix === 'i64')
    switch (prefix) {
      case 'i32':
        return this.#numeric(operation)
      case 'i64':
        return this.#numericWide(operation)
      default:
        return this.#state(prefix, operation, instruction)
    }
  }

  #op(op: Op, ...args: Value[]): Value {
    return this.#emitter.make(op, args)
  }

  #effect(op: Op, args: Value[], imm = 0): Value {
    const { graph, block } = this.#emitter
    return this.#emitter.append(newValue(graph, block, op, args, imm))
  }

  #number(value: number): Value {
    return this.#emitter.constant(value)
  }

  #push(...words: Value[]): undefined {
    this.#stack.push(words)
  }

  #pop(): Value {
    return this.#stack.pop()![0]
  }

  #popWide(): Wide {
    return this.#stack.pop() as unknown as Wide
  }

  #select(): undefined {
    const condition = this.#pop()
    const [b, a] = [this.#stack.pop()!, this.#stack.pop()!]
    this.#push(...a.map((word, i) => this.#op('select', condition, word, b[i])))
  }

  #popArguments(types: readonly unknown[]): Value[] {
    return this.#stack.splice(this.#stack.length - types.length, types.length).flat()
  }

  #pushResults(call: Value, { results }: FunctionType): undefined {
    let word = 0
    for (const type of results) {
      this.#push(
        ...Array.from({ length: type === 'i64' ? 2 : 1 }, () => this.#effect('result', [call], word++)),
      )
    }
  }

  #callFunction(id: number, args: Value[]): undefined {
    this.#pushResults(this.#effect('call', args, id), this.#context.typeOf(id))
  }

  #runtime(name: string, ...args: Value[]): undefined {
    this.#callFunction(this.#context.runtime(name), args)
  }

  #call(index: number): Exit | undefined {
    const { type, origin } = this.#context.module.functions[index]
    const args = this.#popArguments(type.params)
    if (this.#function.trusted && origin !== undefined) return this.#intrinsic(origin.name, args)
    return this.#callFunction(this.#context.functionId(index), args)
  }

  /** What only functions of the runtime may call. */
  #intrinsic(name: string, args: Value[]): Exit | undefined {
    switch (name) {
      case 'ecall':
      case 'ecall4':
        return this.#push(this.#effect('ecall', args))
      case 'memory_bytes':
        return this.#push(this.#effect('get', [], MEMORY_SIZE))
      case 'trap_memory':
        return { kind: 'trap', code: TRAP_EXIT.memoryOutOfBounds }
      case 'trap_table':
        return { kind: 'trap', code: TRAP_EXIT.tableOutOfBounds }
      case 'trap_abort':
        return { kind: 'trap', code: TRAP_EXIT.abort }
      default:
        throw new RangeError(`there is no intrinsic ${name}`)
    }
  }

  #callIndirect(type: FunctionType): undefined {
    const index = this.#pop()
    const args = this.#popArguments(type.params)
    const call = this.#effect('call indirect', [index, ...args], this.#context.typeNumber(type))
    this.#pushResults(call, type)
  }

  #numeric(operation: string): undefined {
    const comparison = COMPARE[operation]
    if (comparison !== undefined) {
      const [b, a] = [this.#pop(), this.#pop()]
      const [op, swapped] = comparison
      return this.#push(swapped ? this.#op(op, b, a) : this.#op(op, a, b))
    }
    switch (operation) {
      case 'eqz':
        return this.#push(this.#op('eq', this.#pop(), this.#number(0)))
      case 'clz':
      case 'ctz':
      case 'popcnt':
        return this.#runtime(`${operation}32`, this.#pop())
      case 'wrap_i64':
        return this.#push(this.#popWide()[0])
      case 'extend8_s':
      case 'extend16_s':
        return this.#push(this.#signExtend(this.#pop(), operation === 'extend8_s' ? 24 : 16))
      case 'rotl':
      case 'rotr':
        return this.#rotate(operation)
    }
    const [b, a] = [this.#pop(), this.#pop()]
    if (operation.startsWith('div') || operation.startsWith('rem')) this.#checkDivision(operation, a, b)
    return this.#push(this.#op(ARITHMETIC[operation], a, b))
  }

  #signExtend(word: Value, shift: number): Value {
    return this.#op('sra', this.#op('sll', word, this.#number(shift)), this.#number(shift))
  }

  #rotate(operation: 'rotl' | 'rotr'): undefined {
    const [amount, word] = [this.#pop(), this.#pop()]
    const opposite = this.#op('sub', this.#number(0), amount)
    const [near, far]: readonly [Op, Op] = operation === 'rotl' ? ['sll', 'srl'] : ['srl', 'sll']
    this.#push(this.#op('or', this.#op(near, word, amount), this.#op(far, word, opposite)))
  }

  #checkDivision(operation: string, a: Value, b: Value): void {
    if (b.op !== 'const' || b.imm === 0) this.#effect('trap if zero', [b], TRAP_EXIT.divideByZero)
    const harmless = (b.op === 'const' && b.imm !== -1) || (a.op === 'const' && a.imm !== -0x80000000)
    if (operation === 'div_s' && !harmless) {
      this.#effect('trap if overflow', [a, b], TRAP_EXIT.integerOverflow)
    }
  }

  #numericWide(operation: string): undefined {
    switch (operation) {
      case 'eqz':
        return this.#push(this.#wide.isZero(this.#popWide()))
      case 'extend_i32_s':
      case 'extend_i32_u':
        return this.#push(...this.#wide.extend(this.#pop(), operation === 'extend_i32_s'))
      case 'extend8_s':
      case 'extend16_s':
      case 'extend32_s': {
        const [low] = this.#popWide()
        const shift = { extend8_s: 24, extend16_s: 16, extend32_s: 0 }[operation]
        return this.#push(...this.#wide.extend(this.#signExtend(low, shift), true))
      }
      case 'clz':
      case 'ctz':
      case 'popcnt':
        return this.#runtime(`${operation}64`, ...this.#popWide())
    }
    const [b, a] = [this.#popWide(), this.#popWide()]
    const comparison = COMPARE[operation]
    if (comparison !== undefined) {
      const [op, swapped] = comparison
      return this.#push(swapped ? this.#wide.compare(op, b, a) : this.#wide.compare(op, a, b))
    }
    switch (operation) {
      case 'add':
      case 'sub':
      case 'mul':
        return this.#push(...this.#wide[operation](a, b))
      case 'and':
      case 'or':
      case 'xor':
        return this.#push(...this.#wide.bitwise(operation, a, b))
      case 'shl':
      case 'shr_s':
      case 'shr_u':
        return this.#push(
          ...(this.#wide.shiftByConstant(operation, a, b) ?? this.#wide.shift(operation, a, b)),
        )
      case 'rotl':
      case 'rotr':
        return this.#push(
          ...(this.#wide.shiftByConstant(operation, a, b) ?? this.#wide.rotate(operation, a, b)),
        )
      default:
        // div_s, div_u, rem_s, rem_u: the traps are for zero and for overflow.
        return this.#divideWide(operation, a, b)
    }
  }

  #divideWide(operation: string, a: Wide, b: Wide): undefined {
    const [low, high] = b
    const isConstant = low.op === 'const' && high.op === 'const'
    if (!isConstant || (low.imm | high.imm) === 0) {
      this.#effect('trap if zero', [this.#op('or', low, high)], TRAP_EXIT.divideByZero)
    }
    if (operation === 'div_s' && (!isConstant || (low.imm & high.imm) === -1)) {
      const minusOne = this.#op('xor', this.#op('and', low, high), this.#number(-1))
      const least = this.#op('or', a[0], this.#op('xor', a[1], this.#number(-0x80000000)))
      this.#effect('trap if zero', [this.#op('or', minusOne, least)], TRAP_EXIT.integerOverflow)
    }
    const unsigned = operation.endsWith('_u') && a[1].op === 'const' && a[1].imm === 0
    if (unsigned && high.op === 'const' && high.imm === 0) {
      return this.#push(this.#op(ARITHMETIC[operation], a[0], low), this.#number(0))
    }
    return this.#runtime(operation, ...a, ...b)
  }

  /** Checks an access of `bytes` at `base` + `offset`; returns base and displacement for the machine. */
  #address(base: Value, offset: number, bytes: number): readonly [Value, number] {
    if (this.#function.trusted) return [base, offset]
    const { minimumBytes } = this.#context
    const end = offset + bytes
    if (end > 2 ** 30) {
      this.#effect('trap if zero', [this.#number(0)], TRAP_EXIT.memoryOutOfBounds)
      return [base, 0]
    }
    if (unsignedBound(base) + end <= minimumBytes) return [base, offset]
    if (end <= MARGIN) {
      this.#emitter.check(base, [{ displacement: 0, extent: end }])
      return [base, offset]
    }
    // The base alone is checked first, so that base + offset cannot wrap around.
    if (unsignedBound(base) >= 2 ** 31) this.#emitter.check(base, [{ displacement: 0, extent: 1 }])
    const upper = (offset + 0x800) & ~0xfff
    const lower = offset - upper
    if (lower < 0) {
      const sum = this.#op('add', base, this.#number(offset))
      this.#emitter.check(sum, [{ displacement: 0, extent: bytes }])
      return [sum, 0]
    }
    const sum = this.#op('add', base, this.#number(upper))
    this.#emitter.check(sum, [{ displacement: 0, extent: lower + bytes }])
    return [sum, lower]
  }

  #access({ spec, a: offset, b: alignment }: Instruction, wide: boolean): undefined {
    const operation = spec.name.split('.')[1]
    const load = LOADS[operation]
    const bytes = 2 ** spec.access
    const aligned = alignment >= Math.min(spec.access, 2)
    if (load === undefined) {
      const [low, high] = this.#stack.pop()!
      const [base, displacement] = this.#address(this.#pop(), offset, bytes)
      if (bytes === 8) {
        this.#store('sw', base, displacement, low, aligned, alignment)
        this.#store('sw', base, displacement + 4, high, aligned, alignment)
      } else this.#store(STORES[operation], base, displacement, low, aligned, alignment)
      return
    }
    const [base, displacement] = this.#address(this.#pop(), offset, bytes)
    const low = this.#load(load, base, displacement, aligned, alignment)
    if (!wide) return this.#push(low)
    if (bytes === 8) return this.#push(low, this.#load('lw', base, displacement + 4, aligned, alignment))
    return this.#push(...this.#wide.extend(low, operation.endsWith('_s')))
  }

  #machineAccess(op: Load | Store, args: Value[], displacement: number): Value {
    const value = this.#effect(op, args, displacement)
    const isChecked = this.#context.alignment === 'checked' && !this.#function.trusted
    const bytes = isLoad(op) ? LOAD_BYTES[op] : STORE_BYTES[op]
    if (isChecked && bytes > 1) value.care = 'test'
    return value
  }

  /** Accesses that the module declares as misaligned go by smaller parts. */
  #load(load: Load, base: Value, displacement: number, aligned: boolean, alignment: number): Value {
    const read = (op: Load, at: number) => this.#machineAccess(op, [base], displacement + at)
    if (aligned) return read(load, 0)
    const parts = (op: Load, bytes: number, from: number): Value =>
      this.#op('or', read('lbu', from), this.#op('sll', read(op, from + bytes), this.#number(8 * bytes)))
    if (load !== 'lw') return parts(load === 'lh' ? 'lb' : 'lbu', 1, 0)
    const half = (at: number) => (alignment === 1 ? read('lhu', at) : parts('lbu', 1, at))
    return this.#op('or', half(0), this.#op('sll', half(2), this.#number(16)))
  }

  #store(
    store: Store,
    base: Value,
    displacement: number,
    value: Value,
    aligned: boolean,
    alignment: number,
  ): void {
    const part = aligned ? store : store === 'sw' && alignment === 1 ? 'sh' : 'sb'
    for (let at = 0; at < STORE_BYTES[store]; at += STORE_BYTES[part]) {
      const shifted = this.#op('srl', value, this.#number(8 * at))
      this.#machineAccess(part, [base, shifted], displacement + at)
    }
  }

  /** Globals, memory and tables. */
  #state(prefix: string, operation: string, { a, b, offset }: Instruction): undefined {
    const context = this.#context
    switch (`${prefix}.${operation}`) {
      case 'global.get':
        return this.#globalGet(a, offset)
      case 'global.set':
        for (const [i, word] of this.#stack.pop()!.entries()) {
          this.#effect('set', [word], context.globalSlot(a) + 4 * i)
        }
        return
      case 'memory.size':
        return this.#push(this.#op('srl', this.#effect('get', [], MEMORY_SIZE), this.#number(16)))
      case 'memory.grow':
        return this.#push(this.#effect('grow', [this.#pop()]))
      case 'memory.copy':
      case 'memory.fill': {
        const [c, y, x] = [this.#pop(), this.#pop(), this.#pop()]
        return this.#runtime(`memory_${operation}`, x, y, c)
      }
      case 'memory.init': {
        const [count, from, to] = [this.#pop(), this.#pop(), this.#pop()]
        const { address, sizeSlot } = context.data(a)
        const size = this.#effect('get', [], sizeSlot)
        return this.#runtime('memory_init', to, from, count, this.#number(address), size)
      }
      case 'data.drop':
        this.#effect('set', [this.#number(0)], context.data(a).sizeSlot)
        return
      case 'elem.drop':
        this.#effect('set', [this.#number(0)], context.elements(a).sizeSlot)
        return
      case 'table.init':
      case 'table.copy': {
        const [count, from, to] = [this.#pop(), this.#pop(), this.#pop()]
        const tableSize = this.#number(context.tableSize)
        if (operation === 'copy') {
          for (const table of context.tables()) {
            this.#runtime('table_copy', to, from, count, this.#number(table), tableSize)
          }
          return
        }
        const { addresses, sizeSlot } = context.elements(a)
        const size = this.#effect('get', [], sizeSlot)
        for (const [i, table] of context.tables().entries()) {
          const [place, source] = [this.#number(table), this.#number(addresses[i])]
          this.#runtime('table_init', to, from, count, place, tableSize, source, size)
        }
        return
      }
      default:
        throw new CompileError('WASM_UNSUPPORTED', `${prefix}.${operation} is not supported`, { offset: b })
    }
  }

  #globalGet(index: number, offset: number): undefined {
    const { type, mutable, value } = this.#context.module.globals[index]
    if (value === undefined) {
      throw new CompileError('WASM_FLOAT', 'floating-point numbers are not supported', {
        offset,
        functionName: this.#function.name,
      })
    }
    if (!mutable) {
      const words = this.#wide.constant(value)
      return type === 'i64' ? this.#push(...words) : this.#push(words[0])
    }
    const slot = this.#context.globalSlot(index)
    if (type !== 'i64') return this.#push(this.#effect('get', [], slot))
    return this.#push(this.#effect('get', [], slot), this.#effect('get', [], slot + 4))
  }
}
