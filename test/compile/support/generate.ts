/** Random valid modules: control flow, locals, globals, memory, calls, all integer operations. */
import { OPCODES, type OpcodeSpec, type ValueType } from '../../../src/compile/wasm/opcodes.ts'
import {
  access,
  constant,
  FIRST_FUNCTION,
  type FunctionSource,
  i32,
  op,
  signed,
  unsigned,
  WRITE,
  writeModule,
} from './module.ts'

/** A generator of pseudo-random numbers with a seed: mulberry32. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }

  below(limit: number): number {
    return this.u32() % limit
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]
  }
}

const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 127, 128, 255, 256, 2047, 2048, 4095, 4096, 65535, 65536,
]

const INTEGER: readonly ValueType[] = ['i32', 'i64']
const isInteger = (spec: OpcodeSpec) =>
  spec.operands !== undefined && [...spec.operands, ...spec.results].every((type) => INTEGER.includes(type))
/** Operations without immediates that only compute, by result. */
const PURE = (type: ValueType) =>
  [...OPCODES.values()].filter(
    (spec) =>
      spec.immediate === 'none' && isInteger(spec) && spec.results.length === 1 && spec.results[0] === type,
  )
const OPERATIONS = { i32: PURE('i32'), i64: PURE('i64') }
const ACCESSES = [...OPCODES.values()].filter((spec) => spec.immediate === 'memory' && isInteger(spec))
const LOADS = (type: ValueType) => ACCESSES.filter((spec) => spec.results[0] === type)
const LOADS_OF = { i32: LOADS('i32'), i64: LOADS('i64') }
const STORES = ACCESSES.filter((spec) => spec.results.length === 0)

type Integer = 'i32' | 'i64'

interface Signature {
  readonly params: readonly Integer[]
  readonly results: readonly Integer[]
}

interface Label {
  readonly types: readonly Integer[]
}

/** Where the fuel is that bounds loops and recursion. */
const FUEL_GLOBAL = 0

class FunctionGenerator {
  readonly #random: Random
  readonly #locals: readonly Integer[]
  readonly #results: readonly Integer[]
  readonly #globals: readonly Integer[]
  readonly #signatures: readonly Signature[]
  readonly #types: readonly Signature[]
  readonly #tableSize: number
  /** By type: elements that have it. */
  readonly #slots: readonly (readonly number[])[]
  readonly #labels: Label[] = []
  readonly #pressed: boolean
  #budget: number

  constructor(
    random: Random,
    signature: Signature,
    locals: readonly Integer[],
    program: {
      readonly globals: readonly Integer[]
      readonly signatures: readonly Signature[]
      readonly types: readonly Signature[]
      readonly table: readonly (number | null)[]
    },
    pressed: boolean,
  ) {
    this.#pressed = pressed
    this.#random = random
    this.#locals = [...signature.params, ...locals]
    this.#results = signature.results
    this.#globals = program.globals
    this.#signatures = program.signatures
    this.#types = program.types
    this.#tableSize = program.table.length
    const same = (a: Signature, b: Signature) =>
      a.params.join() === b.params.join() && a.results.join() === b.results.join()
    this.#slots = program.types.map((type) =>
      [...program.table.keys()].filter((i) => {
        const index = program.table[i]
        return index !== null && same(program.signatures[index], type)
      }),
    )
    this.#budget = 20 + random.below(120)
  }

  body(): number[] {
    this.#labels.push({ types: this.#results })
    const statements = Array.from({ length: 1 + this.#random.below(8) }, () => this.#statement(4)).flat()
    // Without fuel a function returns at once, so that recursion and loops end.
    const none = this.#results.flatMap((type) => constant(type, 77n))
    const stop = [
      ...op('global.get', FUEL_GLOBAL),
      ...op('i32.eqz'),
      0x04,
      0x40,
      ...none,
      ...op('return'),
      0x0b,
    ]
    const results = this.#results.flatMap((type) => this.#expression(type, 4))
    const all = [...this.#locals.keys()]
    const known = (i: number) => access(`${this.#locals[i]}.load`, 2, 8 * i)
    const shown = (i: number) => access(`${this.#locals[i]}.store`, 2, 1024 + 8 * i)
    const [first, last] = this.#pressed
      ? [
          all.flatMap((i) => [...i32(0), ...known(i), ...op('local.set', i)]),
          all.flatMap((i) => [...i32(0), ...op('local.get', i), ...shown(i)]),
        ]
      : [[], []]
    return [...stop, ...burn, ...first, ...statements, ...last, ...results]
  }

  #constant(type: Integer): number[] {
    const random = this.#random
    let value: bigint
    if (random.chance(60)) {
      value = BigInt(random.pick(EDGES))
      if (random.chance(30)) value = -value
      if (random.chance(15)) value += 1n << BigInt(random.pick([31, 32, 63, 47]))
    } else value = (BigInt(random.u32()) << 32n) | BigInt(random.u32())
    return constant(type, BigInt.asIntN(type === 'i32' ? 32 : 64, value))
  }

  #expressions(types: readonly Integer[], depth: number): number[] {
    return types.flatMap((type) => this.#expression(type, depth))
  }

  #localOf(type: Integer): number | undefined {
    const fitting = [...this.#locals.keys()].filter((i) => this.#locals[i] === type)
    return fitting.length === 0 ? undefined : this.#random.pick(fitting)
  }

  #expression(type: Integer, depth: number): number[] {
    this.#budget--
    const random = this.#random
    if (depth <= 0 || this.#budget < 0) {
      const local = this.#localOf(type)
      return local !== undefined && random.chance(70) ? op('local.get', local) : this.#constant(type)
    }
    switch (random.below(14)) {
      case 0:
        return this.#constant(type)
      case 1: {
        const local = this.#localOf(type)
        return local === undefined ? this.#constant(type) : op('local.get', local)
      }
      case 2: {
        const local = this.#localOf(type)
        if (local === undefined) return this.#constant(type)
        return [...this.#expression(type, depth - 1), ...op('local.tee', local)]
      }
      case 3: {
        const globals = [...this.#globals.keys()].filter(
          (i) => this.#globals[i] === type && i !== FUEL_GLOBAL,
        )
        return globals.length === 0 ? this.#constant(type) : op('global.get', random.pick(globals))
      }
      case 4: {
        const spec = random.pick(LOADS_OF[type])
        return [...this.#address(spec.access, depth - 1), ...this.#access(spec)]
      }
      case 5:
        return [...this.#expressions([type, type, 'i32'], depth - 1), ...op('select')]
      case 6:
        return this.#block(type, depth)
      case 7:
        return this.#if(type, depth)
      case 8:
        return this.#call([type], depth) ?? this.#constant(type)
      case 9:
        return type === 'i32' && random.chance(20) ? op('memory.size', 0) : this.#constant(type)
      default: {
        const spec = random.pick(OPERATIONS[type])
        const operands = this.#expressions(spec.operands as readonly Integer[], depth - 1)
        const safe = /div|rem/.test(spec.name) && random.chance(95)
        const divisor = safe
          ? [...constant(type, 15n), ...op(`${type}.and`), ...constant(type, 1n), ...op(`${type}.or`)]
          : []
        return [...operands, ...divisor, ...op(spec.name)]
      }
    }
  }

  /** Mostly within memory, mostly aligned. */
  #address(alignment: number, depth: number): number[] {
    const random = this.#random
    const mask = random.chance(1) ? -1 : random.pick([0xff, 0xfff, 0x7fff, 0x1fff, 0xefff, 0xffff])
    const aligned = random.chance(90) ? mask & ~((1 << alignment) - 1) : mask
    return [...this.#expression('i32', depth), ...i32(aligned), ...op('i32.and')]
  }

  #access(spec: OpcodeSpec): number[] {
    const random = this.#random
    const step = 1 << spec.access
    const offset = random.chance(60)
      ? 0
      : random.chance(98)
        ? step * random.below(300)
        : step * random.pick([600, 5000, 70000, 0x7fffff])
    const alignment = random.chance(80) ? spec.access : random.below(spec.access + 1)
    return access(spec.name, alignment, offset)
  }

  #block(type: Integer, depth: number): number[] {
    this.#labels.push({ types: [type] })
    const body = [...this.#statements(depth), ...this.#expression(type, depth - 1)]
    this.#labels.pop()
    return [0x02, type === 'i32' ? 0x7f : 0x7e, ...body, 0x0b]
  }

  #if(type: Integer, depth: number): number[] {
    const condition = this.#expression('i32', depth - 1)
    this.#labels.push({ types: [type] })
    const then = [...this.#statements(depth), ...this.#expression(type, depth - 1)]
    const otherwise = [...this.#statements(depth), ...this.#expression(type, depth - 1)]
    this.#labels.pop()
    return [...condition, 0x04, type === 'i32' ? 0x7f : 0x7e, ...then, 0x05, ...otherwise, 0x0b]
  }

  #statements(depth: number): number[] {
    return Array.from({ length: this.#random.below(3) }, () => this.#statement(depth - 1)).flat()
  }

  #call(results: readonly Integer[], depth: number): number[] | undefined {
    const random = this.#random
    const fits = (signature: Signature) => signature.results.join() === results.join()
    const direct = [...this.#signatures.keys()].filter((i) => fits(this.#signatures[i]))
    const indirect = [...this.#types.keys()].filter((i) => fits(this.#types[i]))
    if (indirect.length > 0 && random.chance(40)) {
      const type = random.pick(indirect)
      const slots = this.#slots[type]
      const known = slots.length > 0 && random.chance(95)
      const index = known
        ? i32(random.pick(slots))
        : random.chance(50)
          ? i32(random.below(this.#tableSize + 1))
          : this.#expression('i32', depth - 1)
      const args = this.#expressions(this.#types[type].params, depth - 1)
      return [...args, ...index, ...op('call_indirect', 3 + type, 0)]
    }
    if (direct.length === 0) return undefined
    const callee = random.pick(direct)
    const args = this.#expressions(this.#signatures[callee].params, depth - 1)
    return [...args, ...op('call', FIRST_FUNCTION + callee)]
  }

  #statement(depth: number): number[] {
    this.#budget--
    const random = this.#random
    if (depth <= 0 || this.#budget < 0) return op('nop')
    switch (random.below(15)) {
      case 0:
      case 1:
      case 2: {
        if (this.#locals.length === 0) return op('nop')
        const local = random.below(this.#locals.length)
        return [...this.#expression(this.#locals[local], depth), ...op('local.set', local)]
      }
      case 3:
      case 4: {
        const spec = random.pick(STORES)
        const value = this.#expression(spec.operands![1] as Integer, depth - 1)
        return [...this.#address(spec.access, depth - 1), ...value, ...this.#access(spec)]
      }
      case 5: {
        if (this.#globals.length < 2) return op('nop')
        const global = 1 + random.below(this.#globals.length - 1)
        return [...this.#expression(this.#globals[global], depth - 1), ...op('global.set', global)]
      }
      case 6:
      case 7:
        return this.#loop(depth)
      case 8: {
        const condition = this.#expression('i32', depth - 1)
        this.#labels.push({ types: [] })
        const then = this.#statements(depth)
        const otherwise = this.#statements(depth)
        this.#labels.pop()
        const tail = random.chance(50) ? [0x05, ...otherwise] : []
        return [...condition, 0x04, 0x40, ...then, ...tail, 0x0b]
      }
      case 9:
        return this.#jump(depth)
      case 10:
        return this.#switch(depth)
      case 11:
        return this.#bulk(depth)
      case 12:
        return this.#call([], depth) ?? op('nop')
      case 13:
        return this.#write(depth)
      default:
        return [...this.#expression('i32', depth), ...op('drop')]
    }
  }

  /** Shows a piece of memory; rarely traps. */
  #write(depth: number): number[] {
    if (this.#random.chance(2)) return op('unreachable')
    const at = this.#address(0, depth - 1)
    return [...i32(1), ...at, ...i32(this.#random.below(20)), ...op('call', WRITE), ...op('drop')]
  }

  #loop(depth: number): number[] {
    this.#labels.push({ types: [] }, { types: [] })
    const body = [...this.#statements(depth), ...this.#statements(depth)]
    const again = this.#expression('i32', depth - 1)
    this.#labels.length -= 2
    const stop = [...op('global.get', FUEL_GLOBAL), ...op('i32.eqz'), ...op('br_if', 1), ...burn]
    return [0x02, 0x40, 0x03, 0x40, ...stop, ...body, ...again, ...op('br_if', 0), 0x0b, 0x0b]
  }

  /** A conditional jump, or an unconditional one in a block of its own. */
  #jump(depth: number): number[] {
    const random = this.#random
    const label = random.below(this.#labels.length)
    const { types } = this.#labels[this.#labels.length - 1 - label]
    const values = this.#expressions(types, depth - 1)
    if (random.chance(70)) {
      const drops = types.flatMap(() => op('drop'))
      return [...values, ...this.#expression('i32', depth - 1), ...op('br_if', label), ...drops]
    }
    const condition = this.#expression('i32', depth - 1)
    this.#labels.push({ types: [] })
    const inner = this.#expressions(types, depth - 1)
    this.#labels.pop()
    return [...condition, 0x04, 0x40, ...inner, ...op('br', label + 1), 0x0b]
  }

  #switch(depth: number): number[] {
    const random = this.#random
    const count = 1 + random.below(4)
    for (let i = 0; i < count; i++) this.#labels.push({ types: [] })
    const index = this.#expression('i32', depth - 1)
    const targets = Array.from({ length: 1 + random.below(6) }, () => random.below(count))
    const jump = [0x0e, ...unsigned(targets.length - 1), ...targets.flatMap((target) => unsigned(target))]
    let code = [...index, ...jump]
    for (let i = 0; i < count; i++) {
      this.#labels.pop()
      code = [0x02, 0x40, ...code, 0x0b, ...this.#statements(depth)]
    }
    return code
  }

  #bulk(depth: number): number[] {
    const random = this.#random
    const at = () => this.#address(0, depth - 1)
    const count = random.chance(80)
      ? i32(random.below(100))
      : [...this.#expression('i32', 0), ...i32(0x3ff), ...op('i32.and')]
    if (random.chance(15)) return [...i32(random.below(2)), ...op('memory.grow', 0), ...op('drop')]
    if (random.chance(50)) return [...at(), ...at(), ...count, ...op('memory.copy', 0, 0)]
    return [...at(), ...this.#expression('i32', 0), ...count, ...op('memory.fill', 0)]
  }
}

const burn = [...op('global.get', FUEL_GLOBAL), ...i32(1), ...op('i32.sub'), ...op('global.set', FUEL_GLOBAL)]

/**
 * A module for a seed. Pressed, its functions have more values than registers, which live from the first instruction to
 * the last. Its main calls each function, writes what they return and the start of memory, and returns a
 * number that depends on the globals.
 */
export function generateModule(seed: number, pressed = false): Uint8Array {
  const random = new Random(seed)
  const types = (most: number): Integer[] =>
    Array.from({ length: random.below(most + 1) }, () => random.pick(['i32', 'i64'] as const))
  const signatures: Signature[] = Array.from({ length: 1 + random.below(5) }, () => ({
    params: types(random.chance(10) ? 11 : 4),
    results: random.chance(30) ? [] : [random.pick(['i32', 'i64'] as const)],
  }))
  const globals: Integer[] = ['i32', ...types(5)]
  const tableTypes = Array.from({ length: random.below(3) }, () => random.pick(signatures))
  const tableSize = tableTypes.length === 0 ? 0 : 1 + random.below(6)
  const table = Array.from({ length: tableSize }, () =>
    random.chance(20) ? null : random.below(signatures.length),
  )
  const program = { globals, signatures, types: tableTypes, table }
  const functions: FunctionSource[] = signatures.map((signature) => {
    const locals = pressed
      ? Array.from({ length: 24 }, () => random.pick(['i32', 'i64'] as const))
      : types(random.chance(10) ? 40 : 6)
    const body = new FunctionGenerator(random, signature, locals, program, pressed).body()
    return { params: signature.params, results: signature.results, locals, body }
  })
  const constants = (signature: Signature) =>
    signature.params.flatMap((type) =>
      type === 'i32' ? i32(random.u32()) : [0x42, ...signed(BigInt(random.u32()) - 0x7fffffffn)],
    )
  const calls = signatures.flatMap((signature, i) => {
    const call = [...constants(signature), ...op('call', FIRST_FUNCTION + i)]
    const [result] = signature.results
    const keep = result === undefined ? call : [...i32(0), ...call, ...access(`${result}.store`, 2, 0)]
    return [...keep, ...i32(1), ...i32(0), ...i32(64), ...op('call', WRITE), ...op('drop')]
  })
  const sum = globals.flatMap((type, i) => [
    ...op('global.get', i),
    ...(type === 'i64' ? op('i32.wrap_i64') : []),
    ...op('i32.xor'),
  ])
  const tail = [...i32(1), ...i32(0), ...i32(4096), ...op('call', WRITE), ...sum]
  functions.push({ params: [], results: ['i32'], locals: [], body: [...calls, ...tail] })
  const elements = table.map((index) => (index === null ? null : FIRST_FUNCTION + index))
  return writeModule({
    functions,
    memory: random.chance(50) ? { minimum: 1 } : { minimum: 1 + random.below(2), maximum: 3 },
    globals: globals.map((type, i) => ({ type, value: i === 0 ? 200n : BigInt(random.u32()) - 0x7fffffffn })),
    ...(tableSize > 0 ? { table: elements, types: tableTypes } : {}),
    data: [{ offset: random.below(1000), content: Uint8Array.from({ length: 50 }, () => random.below(256)) }],
  })
}
