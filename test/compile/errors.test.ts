/** What is no valid module, or needs what guests do not have, is refused with a typed error and never hangs. */
import { beforeAll, describe, expect, test } from 'vitest'
import wabt from 'wabt'
import type { ValueType } from '../../src/compile/wasm/opcodes.ts'
import { CompileError, compileWasm } from '../../src/compile.ts'
import { generateModule, Random } from './support/generate.ts'
import { i32, writeModule } from './support/module.ts'

let parse: (text: string) => Uint8Array

beforeAll(async () => {
  const { parseWat } = await wabt()
  parse = (text) => {
    const module = parseWat('test.wat', text, {
      bulk_memory: true,
      sign_extension: true,
      mutable_globals: true,
    })
    return module.toBinary({ write_debug_names: true }).buffer
  }
})

function errorOf(bytes: Uint8Array): CompileError {
  try {
    compileWasm(bytes)
  } catch (error) {
    if (error instanceof CompileError) return error
    throw error
  }
  throw new Error('the module was compiled')
}

const main = (body: string, rest = '') => `(module ${rest} (func $main (export "main") (result i32) ${body}))`

describe('unsupported', () => {
  test('floating-point numbers, with the name of the function', () => {
    const error = errorOf(
      parse(`(module (func $half (param i32) (result i32)
        (i32.trunc_f64_s (f64.mul (f64.convert_i32_s (local.get 0)) (f64.const 0.5))))
        (func (export "main") (result i32) (call $half (i32.const 3))))`),
    )
    expect(error.code).toBe('WASM_FLOAT')
    expect(error.functionName).toBe('half')
  })

  test('but not in functions that cannot be reached', () => {
    const bytes = parse(`(module (func (param f64) (result f64) (f64.sqrt (local.get 0)))
      (func (export "main") (result i32) (i32.const 0)))`)
    expect(compileWasm(bytes).functions).toBe(1)
  })

  test.each([
    [
      'an unknown import',
      '(module (import "env" "now" (func $f)) (func (export "main") (call $f)))',
      'WASM_IMPORT',
    ],
    [
      'an import of another type',
      '(module (import "limpid" "read" (func $f)) (func (export "main") (call $f)))',
      'WASM_IMPORT',
    ],
    [
      'an imported memory',
      '(module (import "env" "memory" (memory 1)) (func (export "main")))',
      'WASM_IMPORT',
    ],
    ['no entry', '(module (func))', 'WASM_ENTRY'],
    ['an entry with parameters', '(module (func (export "main") (param i32)))', 'WASM_ENTRY'],
    ['too much memory', '(module (memory 20000) (func (export "main")))', 'WASM_TOO_LARGE'],
    [
      'data outside of memory',
      '(module (memory 1) (data (i32.const 65535) "ab") (func (export "main")))',
      'WASM_INVALID',
    ],
  ])('%s', (_, text, code) => {
    expect(errorOf(parse(text)).code).toBe(code)
  })
})

describe('malformed', () => {
  test('every prefix of a module', () => {
    const bytes = parse(main('(i32.load (i32.const 4))', '(memory 1) (data (i32.const 0) "abcdef")'))
    compileWasm(bytes)
    for (let length = 0; length < bytes.length; length++) {
      try {
        compileWasm(bytes.subarray(0, length))
      } catch (error) {
        expect(error).toBeInstanceOf(CompileError)
      }
    }
  })

  test('random changes of bytes: refused, or accepted as the host does', () => {
    const random = new Random(7)
    let accepted = 0
    for (let round = 0; round < 1500; round++) {
      const bytes = generateModule(round % 40)
      for (let i = 1 + random.below(3); i > 0; i--) bytes[random.below(bytes.length)] = random.below(256)
      const valid = WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>)
      try {
        compileWasm(bytes)
        accepted++
        // What is compiled is valid. Names are checked here only where they are used.
        expect({ round, valid }).toEqual({ round, valid: true })
      } catch (error) {
        expect(error).toBeInstanceOf(CompileError)
        const { code } = error as CompileError
        if (valid)
          expect([
            'WASM_UNSUPPORTED',
            'WASM_FLOAT',
            'WASM_IMPORT',
            'WASM_ENTRY',
            'WASM_TOO_LARGE',
            'WASM_INVALID',
          ]).toContain(code)
      }
    }
    expect(accepted).toBeGreaterThan(20)
  })

  test('counts that promise more than there is', () => {
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
    for (const id of [1, 2, 3, 4, 5, 6, 7, 9, 10, 11]) {
      const bytes = Uint8Array.from([...header, id, 5, 0xff, 0xff, 0xff, 0xff, 0x0f])
      expect(errorOf(bytes).code).toBe('WASM_FORMAT')
    }
  })

  test('functions that are too large or too deep', () => {
    const compiled = (body: readonly number[], locals: readonly ValueType[] = ['i32']) =>
      errorOf(writeModule({ functions: [{ params: [], results: ['i32'], locals, body }] }))
    const many = (count: number, bytes: readonly number[]) =>
      Array.from({ length: count }, () => bytes).flat()
    const branch = [0x20, 0, 0x04, 0x40, 0x41, 1, 0x21, 0, 0x0b]
    const deep = [...many(3000, [0x03, 0x40]), ...many(3000, [0x0b]), ...i32(0)]
    const locals = Array.from({ length: 60000 }, (): ValueType => 'i32')
    for (const error of [
      compiled([...many(12000, branch), ...i32(0)]),
      compiled(deep),
      compiled(i32(0), locals),
    ]) {
      expect(error.code).toBe('WASM_TOO_LARGE')
    }
  })

  test('errors have the offset', () => {
    const bytes = parse(main('(i32.const 1)'))
    const at = bytes.lastIndexOf(0x41)
    bytes[at] = 0xff
    expect(errorOf(bytes)).toMatchObject({ code: 'WASM_UNSUPPORTED', offset: at })
  })
})

test('the same module gives the same bytes', () => {
  const bytes = generateModule(3)
  expect(compileWasm(bytes).elf).toEqual(compileWasm(bytes.slice()).elf)
})
