/** Programs in AssemblyScript: the library, the examples, and what is wrong with sources. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { describe, expect, test } from 'vitest'
import { GUEST_LIBRARY } from '../../src/compile/guest-library.ts'
import {
  type AssemblyScript,
  CompileError,
  compileTypeScript,
  SourceError,
  TRAP_EXIT,
} from '../../src/compile.ts'
import { cases } from '../vm/support/examples.ts'
import { runElf } from './support/run.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const compiler = asc as unknown as AssemblyScript

const compile = (source: string) =>
  compileTypeScript(compiler, 'program.ts', (path) => (path === 'program.ts' ? source : null))

const example = (name: string) =>
  compileTypeScript(compiler, `${name}.ts`, (path) =>
    path === `${name}.ts` ? readFileSync(`${ROOT}examples/${name}/${path}`, 'utf8') : null,
  )

const text = (value: string) => new TextEncoder().encode(value)
const sha256 = (...parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

test('the library is that of guest/typescript', () => {
  for (const [name, file] of [
    ['limpid/guest', 'index.ts'],
    ['limpid/guest/merkle', 'merkle.ts'],
    ['limpid/guest/sha256', 'sha256.ts'],
    ['limpid/guest/sha512', 'sha512.ts'],
    ...[
      'curve',
      'ecdsa',
      'ed25519',
      'keccak',
      'matmul',
      'modmul',
      'poseidon2',
      'precompile',
      'secp256k1',
      'secp256r1',
      'sha256',
    ].map((name) => [`limpid/guest/zkvm/${name}`, `zkvm/${name}.ts`] as const),
  ] as const) {
    expect(GUEST_LIBRARY[name]).toBe(readFileSync(`${ROOT}guest/typescript/${file}`, 'utf8'))
  }
})

describe('the library', () => {
  test('reads all of both inputs, of any length', async () => {
    const { elf } = await compile(`
      import { readPrivate, readPublic, write, writeText, debug } from 'limpid/guest'
      export function main(): i32 { debug('hello'); write(readPrivate()); writeText('|ü|'); write(readPublic()); return -7 }`)
    for (const length of [0, 1, 1023, 1024, 1025, 5000]) {
      const privateInput = Uint8Array.from({ length }, (_, i) => i)
      const publicInput = text('public')
      const { output, exitCode, stderr } = await runElf(elf, privateInput, { publicInput })
      expect(output).toBe(Buffer.from(join(privateInput, text('|ü|public'))).toString('hex'))
      expect([exitCode, stderr]).toEqual([-7, 'hello'])
    }
  })

  test('streams', async () => {
    const { elf } = await compile(`
      import { takePrivate, readPrivateInto, readPublicInto, write, exit } from 'limpid/guest'
      export function main(): i32 {
        write(takePrivate(3))
        const b = new Uint8Array(4)
        const n = readPrivateInto(b)
        if (readPublicInto(b) != 0) return 99
        exit(n)
        return 0
      }`)
    expect(await runElf(elf, text('abcdef'))).toMatchObject({ exitCode: 3, output: '616263' })
    expect(await runElf(elf, text('ab'))).toMatchObject({ exitCode: 2, output: '' })
  })

  test('hashes', async () => {
    const { elf } = await compile(`
      import { readPrivate, write } from 'limpid/guest'
      import { sha256 } from 'limpid/guest/sha256'
      export function main(): i32 { const x = readPrivate(); for (let i = 0; i <= x.length; i++) write(sha256(x.subarray(0, i))); return 0 }`)
    const input = Uint8Array.from({ length: 130 }, (_, i) => 7 * i)
    const expected = Array.from({ length: 131 }, (_, i) =>
      Buffer.from(sha256(input.subarray(0, i))).toString('hex'),
    )
    expect((await runElf(elf, input)).output).toBe(expected.join(''))
  })

  test('ends with its own code where an index is out of range', async () => {
    const { elf } = await compile(`
      import { readPrivate } from 'limpid/guest'
      export function main(): i32 { const x = readPrivate(); return x[x.length] }`)
    const { exitCode, stderr } = await runElf(elf, text('abc'))
    expect(exitCode).toBe(TRAP_EXIT.abort)
    expect(stderr).toContain('Index out of range')
  })
})

describe('sources', () => {
  test('without the library compile too', async () => {
    const { elf } = await compile('export function main(): i32 { assert(false); return 0 }')
    expect((await runElf(elf)).exitCode).toBe(TRAP_EXIT.abort)
  })

  test('with errors are refused, with places', async () => {
    const source = 'export function main(): i32 { return nothing }'
    const error = await compile(source).catch((caught: unknown) => caught as SourceError)
    expect(error).toBeInstanceOf(SourceError)
    const [first] = (error as SourceError).diagnostics
    expect(first).toMatchObject({ isError: true, file: 'program.ts' })
    expect(source.slice(first!.start, first!.end)).toBe('nothing')
  })

  test('with floating-point numbers are refused, with the function', async () => {
    const error = await compile('export function main(): i32 { return <i32>Math.sqrt(load<u8>(0)) }').catch(
      (caught: unknown) => caught as CompileError,
    )
    expect(error).toBeInstanceOf(CompileError)
    expect(error).toMatchObject({ code: 'WASM_FLOAT', functionName: 'program/main' })
  })

  test('give the same program each time', async () => {
    const [a, b] = [await example('min-max'), await example('min-max')]
    expect(a.elf).toEqual(b.elf)
  })
})

describe('examples', () => {
  const inTypeScript = ['min-max', 'merkle-allowlist', 'age-check', 'sealed-bid', 'lottery']

  describe.each(inTypeScript)('%s', (name) => {
    const ofExample = cases.filter(({ example }) => example === name)

    // The cases run on the files too, which are C where there is C.
    test('gives what it has to give', async () => {
      const { elf } = await example(name)
      expect(ofExample.length).toBeGreaterThan(5)
      for (const { name, publicInput, privateInput, output, exitCode } of ofExample) {
        const result = await runElf(elf, privateInput, { publicInput })
        expect({ name, exitCode: result.exitCode, output: result.output }).toEqual({
          name,
          exitCode,
          output: Buffer.from(output).toString('hex'),
        })
      }
    })
  })

  test.each(['sealed-bid', 'lottery'])('%s is built to the same bytes again', async (name) => {
    const { elf } = await example(name)
    expect(Buffer.from(elf).equals(readFileSync(`${ROOT}examples/${name}/${name}.elf`))).toBe(true)
  })
})
