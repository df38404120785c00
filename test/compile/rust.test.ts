/**
 * Rust guests of guest/rust: the files that were built from its examples are executed and proved, and the examples
 * built again where cargo has the targets. CARGO_UNSTABLE_BUILD_STD and the like may help it to.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { compileWasm } from '../../src/compile.ts'
import { createProver, Program } from '../../src/index.ts'
import { verify } from '../../src/verify.ts'
import { runElf } from './support/run.ts'

const CRATE = fileURLToPath(new URL('../../guest/rust', import.meta.url))
const text = (value: string) => new TextEncoder().encode(value)
const hex = (value: string) => Buffer.from(value).toString('hex')
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`rust/${name}`, import.meta.url)))
const translated = (wasm: Uint8Array) => compileWasm(wasm, { alignment: 'trusted' }).elf

const target = mkdtempSync(join(tmpdir(), 'limpid-rust-'))
afterAll(() => rmSync(target, { recursive: true }))

/** Builds an example; undefined if cargo is not here, or has no standard library for the platform. */
function cargo(example: string, platform: string, file: string): Uint8Array | undefined {
  const args = ['build', '--release', '--locked', '--example', example, '--target', platform]
  const { status, stderr, error } = spawnSync('cargo', [...args, '--target-dir', target], {
    cwd: CRATE,
    encoding: 'utf8',
  })
  if (error !== undefined || /can't find crate for `(core|std)`/.test(stderr)) return undefined
  if (status !== 0) throw new Error(stderr)
  return new Uint8Array(readFileSync(join(target, platform, 'release/examples', file)))
}

async function expectMedian(elf: Uint8Array, panicExit: number): Promise<void> {
  const numbers = await runElf(elf, text('5 9\n1 18446744073709551615 7'))
  expect(numbers).toMatchObject({ exitCode: 0, output: hex('7\n'), stderr: '' })
  const many = Array.from({ length: 1001 }, (_, i) => (i * 7919) % 1001)
  expect(await runElf(elf, text(many.join(' ')))).toMatchObject({ exitCode: 0, output: hex('500\n') })
  for (const [input, message] of [
    ['5 x', 'this is no number'],
    ['5 18446744073709551616', 'this is no number'],
    ['', 'there is no number'],
  ] as const) {
    const { exitCode, output, stderr } = await runElf(elf, text(input))
    expect({ exitCode, output }).toEqual({ exitCode: panicExit, output: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('examples/median.rs')
  }
  expect((await runElf(elf, Uint8Array.of(0xff))).stderr).toContain('the input is no text')
}

async function expectWords(elf: Uint8Array): Promise<void> {
  const result = await runElf(elf, text('to be or not to be to'), { publicInput: text('to be that') })
  expect(result).toMatchObject({ exitCode: 0, output: hex('to 3\nbe 2\nthat 0\n') })
  const invalid = await runElf(elf, Uint8Array.of(0xff), { publicInput: text('to') })
  expect(invalid).toMatchObject({ exitCode: 1, output: '' })
  expect(invalid.stderr).toContain('valid UTF-8')
}

/** A panic of the standard library for wasm32-wasip1 aborts: it executes `unreachable`. */
const [BARE_PANIC, WASI_PANIC] = [101, 201]

describe('files built before', () => {
  test('median for riscv32im-unknown-none-elf', () => expectMedian(fixture('median.elf'), BARE_PANIC))
  test('median for wasm32-wasip1', () => expectMedian(translated(fixture('median.wasm')), WASI_PANIC))
  test('words, with the standard library', () => expectWords(translated(fixture('words.wasm'))))

  test.each([
    ['riscv32im-unknown-none-elf', () => fixture('median.elf')],
    ['wasm32-wasip1', () => translated(fixture('median.wasm'))],
  ])('%s is proved, and nothing else of it', async (_, elf) => {
    const program = await Program.fromElf(elf())
    const prover = await createProver()
    const { output, exitCode, proof } = await prover.prove(program, { privateInput: text('3 1 2') })
    await prover.dispose()
    const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
    expect([Buffer.from(output).toString(), verify(claim, proof).ok]).toEqual(['2\n', true])
    expect(verify({ ...claim, output: text('3\n') }, proof).ok).toBe(false)
    expect(verify({ ...claim, exitCode: 101 }, proof).ok).toBe(false)
  })
})

describe('built again', () => {
  test('median for riscv32im-unknown-none-elf', { timeout: 900_000 }, async (ctx) => {
    const elf = cargo('median', 'riscv32im-unknown-none-elf', 'median')
    if (elf === undefined) return ctx.skip('cargo has no target riscv32im-unknown-none-elf')
    await expectMedian(elf, BARE_PANIC)
  })

  test('both for wasm32-wasip1', { timeout: 900_000 }, async (ctx) => {
    const wasm = cargo('median', 'wasm32-wasip1', 'median.wasm')
    if (wasm === undefined) return ctx.skip('cargo has no target wasm32-wasip1')
    await expectMedian(translated(wasm), WASI_PANIC)
    await expectWords(translated(cargo('words', 'wasm32-wasip1', 'words.wasm')!))
  })
})
