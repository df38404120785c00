/** Parts of modules that random ones lack: start functions, passive segments, tables that change, deep recursion. */
import { beforeAll, describe, expect, test } from 'vitest'
import wabt from 'wabt'
import { compileWasm, TRAP_EXIT } from '../../src/compile.ts'
import { runElf, runGuest, runHost } from './support/run.ts'

let parse: (text: string) => Uint8Array

beforeAll(async () => {
  const { parseWat } = await wabt()
  const features = { bulk_memory: true, sign_extension: true, mutable_globals: true, multi_value: true }
  parse = (text) => parseWat('test.wat', text, features).toBinary({}).buffer
})

const WRITE = '(import "limpid" "write" (func $write (param i32 i32 i32) (result i32)))'
const SHOW = '(drop (call $write (i32.const 1) (i32.const 0) (i32.const 64)))'

const cases: Readonly<Record<string, string>> = {
  'a start function': `(module (global $g (mut i32) (i32.const 3)) (func $s (global.set $g (i32.const 8))) (start $s)
    (func (export "main") (result i32) (global.get $g)))`,
  _start: `(module ${WRITE} (memory (export "memory") 1) (data (i32.const 3) "abc") (func (export "_start") ${SHOW}))`,
  'passive data': `(module ${WRITE} (memory (export "memory") 1) (data $d "passive data")
    (func (export "main") (result i32) (memory.init $d (i32.const 5) (i32.const 2) (i32.const 9)) (data.drop $d)
      (memory.init $d (i32.const 5) (i32.const 0) (i32.const 0)) ${SHOW} (i32.const 0)))`,
  'dropped data': `(module (memory (export "memory") 1) (data $d "x") (func (export "main") (result i32) (data.drop $d)
    (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)) (i32.const 0)))`,
  'active data is dropped': `(module (memory (export "memory") 1) (data $d (i32.const 0) "x")
    (func (export "main") (result i32) (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)) (i32.const 0)))`,
  'tables that change': `(module (table 6 funcref) (elem (i32.const 1) $a $b) (elem $p func $c $a) (type $t (func (result i32)))
    (func $a (result i32) (i32.const 1)) (func $b (result i32) (i32.const 20)) (func $c (result i32) (i32.const 300))
    (func $call (param i32) (result i32) (call_indirect (type $t) (local.get 0)))
    (func (export "main") (result i32) (table.init $p (i32.const 3) (i32.const 0) (i32.const 2))
      (table.copy (i32.const 0) (i32.const 1) (i32.const 3)) (elem.drop $p)
      (i32.add (i32.add (call $call (i32.const 0)) (i32.mul (call $call (i32.const 1)) (i32.const 3)))
        (i32.add (i32.mul (call $call (i32.const 2)) (i32.const 7)) (call $call (i32.const 4))))))`,
  'a table beyond its end': `(module (table 3 funcref) (elem $p func $a) (func $a)
    (func (export "main") (table.init $p (i32.const 3) (i32.const 0) (i32.const 1))))`,
  'an empty element': `(module (table 2 funcref) (func (export "main") (call_indirect (i32.const 1))))`,
  'another type': `(module (table 2 funcref) (elem (i32.const 0) $a) (func $a (param i32))
    (func (export "main") (call_indirect (i32.const 0))))`,
  'an element outside': `(module (table 2 funcref) (func (export "main") (call_indirect (i32.const 2))))`,
  'memory.grow': `(module ${WRITE} (memory (export "memory") 1 4) (func (export "main") (result i32) (local i32)
    (i32.store (i32.const 0) (memory.grow (i32.const 2))) (i32.store (i32.const 4) (memory.grow (i32.const 2)))
    (i32.store (i32.const 8) (memory.grow (i32.const 0))) (i32.store (i32.const 12) (memory.grow (i32.const -1)))
    (i32.store (i32.const 196604) (i32.const 77)) (i32.store (i32.const 16) (memory.size)) ${SHOW}
    (i32.store (i32.const 196605) (i32.const 77)) (i32.const 0)))`,
  'memory that starts empty': `(module (memory (export "memory") 0 2) (func (export "main") (result i32)
    (drop (memory.grow (i32.const 1))) (i32.store8 (i32.const 65535) (i32.const 9)) (i32.load8_u (i32.const 65535))))`,
  'no page': `(module (memory (export "memory") 0) (func (export "main") (result i32) (i32.load8_u (memory.size))))`,
  'several results': `(module (func $f (param i64 i32) (result i32 i64) (local.get 1) (local.get 0))
    (func (export "main") (result i32) (call $f (i64.const 0x123456789a) (i32.const 3))
      (i32.wrap_i64 (i64.shr_u (i64.const 4))) (i32.add)))`,
  'blocks with parameters': `(module (func (export "main") (result i32) (local i32) (i32.const 1) (i64.const 5)
    (loop (param i32 i64) (result i32) (i32.wrap_i64) (i32.add) (local.tee 0) (i64.const 7)
      (br_if 0 (i32.lt_u (local.get 0) (i32.const 100))) (drop))))`,
  'endless recursion': `(module (func $f (param i32) (result i32) (i32.add (i32.const 1) (call $f (local.get 0))))
    (func (export "main") (result i32) (call $f (i32.const 1))))`,
  'endless mutual recursion through a table': `(module (table 1 funcref) (elem (i32.const 0) $g) (type $t (func (param i32) (result i32)))
    (func $f (param i32) (result i32) (i32.add (i32.const 1) (call_indirect (type $t) (local.get 0) (i32.const 0))))
    (func $g (param i32) (result i32) (i32.xor (i32.const 3) (call $f (local.get 0))))
    (func (export "main") (result i32) (call $f (i32.const 1))))`,
}

describe('modules do what they do on the host', () => {
  test.each(Object.entries(cases))('%s', async (_, source) => {
    const wasm = parse(source)
    const { exitCode, output } = await runGuest(wasm)
    expect({ exitCode, output }).toEqual(await runHost(wasm))
  })
})

test('accesses near the end of memory, at every distance', async () => {
  const wasm = parse(`(module (import "limpid" "read" (func $read (param i32 i32 i32) (result i32)))
    (memory (export "memory") 1) (func (export "main") (result i32) (local $p i32)
      (drop (call $read (i32.const 3) (i32.const 0) (i32.const 4))) (local.set $p (i32.load (i32.const 0)))
      (i32.store offset=8 (local.get $p) (i32.const 5))
      (i32.add (i32.load8_u offset=5000 (i32.sub (local.get $p) (i32.const 5000)))
        (i32.load16_u offset=16 (local.get $p)))))`)
  for (const options of [{}, { alignment: 'trusted' }] as const) {
    const { elf } = compileWasm(wasm, options)
    const step = options === undefined || 'alignment' in options ? 4 : 1
    for (let at = 65536 - 40; at < 65536 + 8; at += step) {
      const input = new Uint8Array(Int32Array.of(at).buffer)
      const { exitCode } = await runElf(elf, input)
      expect({ at, exitCode }).toEqual({ at, exitCode: (await runHost(wasm, input)).exitCode })
    }
    for (const at of [
      -1,
      -4,
      -8,
      -16,
      -5000,
      0x7ffffffc,
      -0x80000000,
      4096,
      61440,
      4,
      1 << 30,
      (1 << 30) - 16,
    ]) {
      const input = new Uint8Array(Int32Array.of(at).buffer)
      if (at % step !== 0) continue
      const { exitCode } = await runElf(elf, input)
      expect({ at, exitCode }).toEqual({ at, exitCode: (await runHost(wasm, input)).exitCode })
    }
  }
})

test('system calls with ranges outside of memory trap', async () => {
  for (const [at, count] of [
    [65536, 1],
    [0, 65537],
    [-4, 8],
    [65535, 2],
    [-0x40000000, 4],
  ]) {
    const wasm = parse(`(module ${WRITE} (memory (export "memory") 1) (func (export "main") (result i32)
      (call $write (i32.const 1) (i32.const ${at}) (i32.const ${count}))))`)
    expect((await runGuest(wasm)).exitCode).toBe(TRAP_EXIT.memoryOutOfBounds)
  }
})

test('a stack overflow leaves room: the limit is that of the option', async () => {
  const depth = (wasm: Uint8Array, stackBytes: number) => runElf(compileWasm(wasm, { stackBytes }).elf)
  const wasm = parse(`(module (func $f (param i32) (result i32) (if (result i32) (local.get 0)
    (then (i32.add (i32.const 1) (call $f (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0))))
    (func (export "main") (result i32) (call $f (i32.const 2000))))`)
  expect((await depth(wasm, 1 << 20)).exitCode).toBe(2000)
  expect((await depth(wasm, 4096)).exitCode).toBe(TRAP_EXIT.stackOverflow)
})
