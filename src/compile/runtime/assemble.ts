/**
 * An assembler for the functions of the runtime: folded WebAssembly text, with two shorthands. `$x` as an operand
 * is `(local.get $x)`, and a number is `(i32.const number)`.
 */

import type { FunctionType, Module, WasmFunction } from '../wasm/module.ts'
import { OPCODES, type OpcodeSpec, type ValueType } from '../wasm/opcodes.ts'

type Node = string | readonly Node[]

const BY_NAME = new Map<string, OpcodeSpec>()
for (const spec of OPCODES.values()) if (spec.immediate !== 'types') BY_NAME.set(spec.name, spec)

function parse(text: string): Node[] {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? []
  const stack: Node[][] = [[]]
  for (const token of tokens) {
    if (token === '(') stack.push([])
    else if (token === ')') {
      const list = stack.pop()!
      stack[stack.length - 1].push(list)
    } else stack[stack.length - 1].push(token)
  }
  if (stack.length !== 1) throw new RangeError('the parentheses of the runtime do not match')
  return stack[0]
}

interface Declaration {
  readonly name: string
  readonly type: FunctionType
  readonly locals: readonly { readonly name: string; readonly type: ValueType }[]
  readonly body: readonly Node[]
}

function declare(node: Node): Declaration {
  const [, name, ...rest] = node as readonly [string, string, ...Node[]]
  const parts = (keyword: string) =>
    rest.filter((part): part is readonly string[] => typeof part !== 'string' && part[0] === keyword)
  const named = (keyword: string) =>
    parts(keyword).map(([, local, type]) => ({ name: local, type: type as ValueType }))
  const params = named('param')
  const heads = ['param', 'local', 'result']
  return {
    name: name.slice(1),
    type: {
      params: params.map(({ type }) => type),
      results: parts('result').map(([, type]) => type as ValueType),
    },
    locals: [...params, ...named('local')],
    body: rest.filter((part) => typeof part === 'string' || !heads.includes(part[0] as string)),
  }
}

/**
 * A module of functions, all trusted. `imports` are intrinsics; their names and types come before the functions.
 */
export function assemble(imports: Readonly<Record<string, FunctionType>>, text: string): Module {
  const declarations = parse(text).map(declare)
  const importNames = Object.keys(imports)
  const index = new Map([...importNames, ...declarations.map(({ name }) => name)].map((name, i) => [name, i]))
  const bytes: number[] = []
  const functions: WasmFunction[] = importNames.map((name) => ({
    type: imports[name],
    origin: { module: 'intrinsic', name },
    name,
    locals: imports[name].params,
    start: 0,
    end: 0,
    trusted: true,
  }))
  for (const { name, type, locals, body } of declarations) {
    const start = bytes.length
    new Assembler(bytes, index, new Map(locals.map((local, i) => [local.name, i]))).body(body)
    const types = locals.map((local) => local.type)
    functions.push({ type, origin: undefined, name, locals: types, start, end: bytes.length, trusted: true })
  }
  return {
    bytes: Uint8Array.from(bytes),
    types: [],
    functions,
    table: undefined,
    memory: { minimum: 0, maximum: undefined },
    globals: [],
    exports: new Map(),
    start: undefined,
    elements: [],
    data: [],
    dataCount: undefined,
  }
}

class Assembler {
  readonly #bytes: number[]
  readonly #functions: ReadonlyMap<string, number>
  readonly #locals: ReadonlyMap<string, number>

  constructor(bytes: number[], functions: ReadonlyMap<string, number>, locals: ReadonlyMap<string, number>) {
    this.#bytes = bytes
    this.#functions = functions
    this.#locals = locals
  }

  body(nodes: readonly Node[]): undefined {
    for (const node of nodes) this.#node(node)
    this.#bytes.push(0x0b)
  }

  #unsigned(value: number): undefined {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) | 128)
    this.#bytes.push(rest)
  }

  #signed(value: bigint): undefined {
    let rest = value
    for (; rest < -64n || rest > 63n; rest >>= 7n) this.#bytes.push(Number(rest & 127n) | 128)
    this.#bytes.push(Number(rest & 127n))
  }

  #find(names: ReadonlyMap<string, number>, name: string): number {
    const found = names.get(name)
    if (found === undefined) throw new RangeError(`the runtime has no ${name}`)
    return found
  }

  #node(node: Node): undefined {
    if (typeof node === 'string') return this.#shorthand(node)
    const [name, ...rest] = node as readonly [string, ...Node[]]
    if (name === 'block' || name === 'loop') {
      this.#bytes.push(name === 'block' ? 0x02 : 0x03, 0x40)
      return this.body(rest)
    }
    if (name === 'if') return this.#if(rest)
    const spec = BY_NAME.get(name)
    if (spec === undefined) throw new RangeError(`the runtime uses an unknown ${name}`)
    const immediates = spec.immediate === 'none' || spec.immediate === 'memory' ? 0 : 1
    const offset =
      spec.immediate === 'memory' && /^offset=/.test(String(rest[0])) ? String(rest[0]).slice(7) : ''
    for (const operand of rest.slice(offset === '' ? immediates : 1)) this.#node(operand)
    this.#bytes.push(spec.code)
    const [immediate] = rest as readonly string[]
    switch (spec.immediate) {
      case 'memory':
        this.#unsigned(spec.access)
        return this.#unsigned(Number(offset))
      case 'i32':
      case 'i64':
        return this.#signed(BigInt(immediate))
      case 'index':
        if (name === 'call') return this.#unsigned(this.#find(this.#functions, immediate.slice(1)))
        if (name.startsWith('local')) return this.#unsigned(this.#find(this.#locals, immediate))
        return this.#unsigned(Number(immediate))
    }
  }

  #shorthand(text: string): undefined {
    if (text.startsWith('$')) {
      this.#bytes.push(0x20)
      return this.#unsigned(this.#find(this.#locals, text))
    }
    this.#bytes.push(0x41)
    this.#signed(BigInt.asIntN(32, BigInt(text)))
  }

  /** (if condition (then ...) (else ...)) */
  #if([condition, then, otherwise]: readonly Node[]): undefined {
    this.#node(condition)
    this.#bytes.push(0x04, 0x40)
    for (const part of then.slice(1) as readonly Node[]) this.#node(part)
    if (otherwise !== undefined) {
      this.#bytes.push(0x05)
      for (const part of otherwise.slice(1) as readonly Node[]) this.#node(part)
    }
    this.#bytes.push(0x0b)
  }
}
