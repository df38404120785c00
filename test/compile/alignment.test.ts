/** Misaligned accesses work, in loops that test once before them too, and at all the places where a test may fail. */
import { beforeAll, describe, expect, test } from 'vitest'
import wabt from 'wabt'
import { compileWasm } from '../../src/compile.ts'
import { runElf, runHost } from './support/run.ts'

/** Two addresses and a distance come from the private input; words and halfwords are at home from 4096 on. */
const program = (body: string, functions = '') => `(module
  (import "limpid" "read" (func $read (param i32 i32 i32) (result i32)))
  (import "limpid" "write" (func $write (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1) ${functions}
  (func (export "main") (result i32) (local $a i32) (local $b i32) (local $step i32) (local $i i32) (local $sum i32)
    (drop (call $read (i32.const 3) (i32.const 4096) (i32.const 2048)))
    (local.set $a (i32.load (i32.const 4096)))
    (local.set $b (i32.load (i32.const 4100)))
    (local.set $step (i32.load (i32.const 4104)))
    ${body}
    (i32.store (i32.const 0) (local.get $sum))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 8192)))
    (i32.const 0)))`

const add = (value: string) => `(local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) ${value}))`
const next = (name: string, by: string) => `(local.set $${name} (i32.add (local.get $${name}) ${by}))`
const again = (times: number) =>
  `(br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const ${times})))`

const programs: Readonly<Record<string, string>> = {
  'a sum of words': program(
    `(loop ${add('(i32.load (local.get $a))')} ${next('a', '(i32.const 4)')} ${again(100)})`,
  ),
  'copies, of two addresses': program(
    `(loop (i32.store (local.get $b) (i32.load (local.get $a))) ${next('a', '(i32.const 4)')}
      ${next('b', '(i32.const 8)')} ${again(50)})`,
  ),
  'halfwords and words': program(
    `(loop ${add('(i32.load16_s offset=2 (local.get $a))')} ${add('(i32.load offset=4 (local.get $a))')}
      (i32.store16 (local.get $b) (local.get $sum)) ${next('a', '(i32.const 4)')} ${next('b', '(i32.const 2)')} ${again(40)})`,
  ),
  'words beside the alignment of their address': program(
    `(loop ${add('(i32.load offset=1 (local.get $a))')} ${add('(i32.load offset=5 (local.get $a))')}
      ${add('(i32.wrap_i64 (i64.load offset=9 (local.get $a)))')}
      ${next('a', '(i32.const 16)')} ${again(20)})`,
  ),
  'two alignments of one address': program(
    `(loop ${add('(i32.load offset=1 (local.get $a))')} ${add('(i32.load offset=8 (local.get $a))')}
      ${add('(i32.load16_u offset=3 (local.get $a))')} ${next('a', '(i32.const 8)')} ${again(20)})`,
  ),
  'a distance that is not known': program(
    `(loop ${add('(i32.load (local.get $a))')} ${add('(i32.load offset=8 (local.get $a))')}
      ${next('a', '(local.get $step)')} ${again(60)})`,
  ),
  'a loop in a loop, with one address of each': program(
    `(local.set $i (i32.const 0))
    (loop $outer ${next('b', '(local.get $step)')} (local.set $a (local.get $b))
      (loop $inner ${add('(i32.load (local.get $a))')} (i32.store offset=4 (local.get $a) (local.get $sum))
        ${next('a', '(i32.const 4)')}
        (br_if $inner (i32.lt_u (local.get $a) (i32.add (local.get $b) (i32.const 40)))))
      (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 20))))`,
  ),
  'both copies end in the same code': program(
    `(if (i32.and (local.get $step) (i32.const 1)) (then
      (loop ${add('(i32.load (local.get $a))')} ${next('a', '(i32.const 4)')} ${again(30)})))
    ${add('(i32.const 7)')} (local.set $i (i32.const 0))
    (loop ${add('(i32.load8_u (local.get $b))')} ${next('b', '(i32.const 1)')} ${again(30)})`,
  ),
  'more values than registers': program(
    `(loop ${add(
      Array.from({ length: 30 }, (_, i) => `(i32.load offset=${4 * i} (local.get $a))`).reduce(
        (sum, load) => `(i32.xor ${sum} (i32.rotl ${load} ${sum.length < 300 ? sum : '(i32.const 3)'}))`,
      ),
    )} ${next('a', '(i32.const 4)')} ${again(10)})`,
  ),
  'a parameter, then addresses that are read': program(
    add('(call $follow (local.get $a) (local.get $b))'),
    `(func $follow (param $a i32) (param $b i32) (result i32) (local $i i32) (local $sum i32)
      (loop (if (i32.and (local.get $i) (i32.const 1)) (then ${add('(i32.load (local.get $a))')})
          (else ${add('(i32.load16_u offset=2 (local.get $b))')}))
        (local.set $b (i32.add (i32.const 4204) (i32.and (i32.load8_u (local.get $a)) (i32.const 63))))
        (local.set $a (i32.add (i32.const 4200) (i32.and (local.get $sum) (i32.const 127)))) ${again(20)})
      (local.get $sum))`,
  ),
  'a function that calls itself with addresses': program(
    add('(call $walk (local.get $a) (local.get $b) (i32.const 12))'),
    `(func $walk (param $a i32) (param $b i32) (param $n i32) (result i32) (local $sum i32)
      (if (i32.eqz (local.get $n)) (then (return (i32.const 1))))
      (loop ${add('(i32.load (local.get $a))')} ${next('a', '(i32.const 4)')}
        (br_if 0 (i32.lt_u (i32.and (local.get $a) (i32.const 63)) (i32.const 60))))
      (i32.store (local.get $b) (local.get $sum))
      (i32.add (local.get $sum) (call $walk (i32.add (local.get $a) (i32.and (local.get $sum) (i32.const 3)))
        (i32.add (local.get $b) (i32.const 4)) (i32.sub (local.get $n) (i32.const 1)))))`,
  ),
}

let parse: (text: string) => Uint8Array

beforeAll(async () => {
  const { parseWat } = await wabt()
  parse = (text) => parseWat('test.wat', text, { sign_extension: true }).toBinary({}).buffer
})

function input(a: number, b: number, step: number): Uint8Array {
  const bytes = Uint8Array.from({ length: 2048 }, (_, i) => Math.imul(i + 7, 0x9e3779b1) >>> 24)
  new Uint32Array(bytes.buffer).set([a, b, step])
  return bytes
}

describe('accesses at all alignments do what they do on the host', () => {
  test.each(Object.entries(programs))('%s', async (_, source) => {
    const wasm = parse(source)
    const { elf } = compileWasm(wasm)
    for (let low = 0; low < 16; low++) {
      for (const step of [4, 5, 6]) {
        const privateInput = input(4112 + (low & 3), 5120 + (low >> 2), step)
        const { exitCode, output } = await runElf(elf, privateInput)
        const host = await runHost(wasm, privateInput)
        expect({ low, step, exitCode, same: output === host.output }).toEqual({
          low,
          step,
          exitCode: host.exitCode,
          same: true,
        })
      }
    }
  })
})

test('a loop over aligned words looks at their alignment once', async () => {
  const wasm = parse(programs['a sum of words']!)
  const cycles = async (alignment: 'checked' | 'trusted') =>
    (await runElf(compileWasm(wasm, { alignment }).elf, input(4112, 5120, 4))).cycles
  expect((await cycles('checked')) - (await cycles('trusted'))).toBeLessThanOrEqual(4)
})
