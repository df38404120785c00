/** limpid build. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/arguments.ts'
import { build } from '../../src/cli/commands/build.ts'
import { compileWasm, SourceError } from '../../src/compile.ts'
import { generateModule } from './support/generate.ts'
import { runElf } from './support/run.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'limpid-build-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...argv: string[]) => build.run(parseArguments(build, argv))

test('compiles TypeScript, the same from any folder', async () => {
  const output = join(folder, 'min-max.elf')
  expect(await run(`${ROOT}examples/min-max/min-max.ts`, '-o', output)).toBe(0)
  const copy = join(folder, 'min-max.ts')
  writeFileSync(copy, readFileSync(`${ROOT}examples/min-max/min-max.ts`))
  expect(await run(copy, '-o', join(folder, 'copy.elf'))).toBe(0)
  expect(readFileSync(join(folder, 'copy.elf'))).toEqual(readFileSync(output))
  const result = await runElf(readFileSync(output), new TextEncoder().encode('7 2'))
  expect(Buffer.from(result.output, 'hex').toString()).toBe('[2,7]')
})

test('compiles sources that import others next to them', async () => {
  writeFileSync(join(folder, 'other.ts'), 'export const value: i32 = 31')
  writeFileSync(
    join(folder, 'main.ts'),
    "import { value } from './other'\nexport function main(): i32 { return value }",
  )
  await run(join(folder, 'main.ts'), '--no-assert', '--trust-alignment')
  expect((await runElf(readFileSync(join(folder, 'main.elf')))).exitCode).toBe(31)
})

test('compiles WebAssembly', async () => {
  writeFileSync(join(folder, 'random.wasm'), generateModule(5))
  expect(await run(join(folder, 'random.wasm'), '--stack', '8192')).toBe(0)
  expect(readFileSync(join(folder, 'random.elf')).subarray(1, 4).toString()).toBe('ELF')
})

test('works in a worker', async () => {
  const wasm = generateModule(5)
  const code = `const { parentPort, workerData } = require('node:worker_threads')
    import(workerData.door).then(({ compileWasm }) => parentPort.postMessage(compileWasm(workerData.wasm).elf))`
  const worker = new Worker(code, { eval: true, workerData: { door: `${ROOT}dist/compile.js`, wasm } })
  const elf = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await worker.terminate()
  expect(elf).toEqual(compileWasm(wasm).elf)
})

test('says what is wrong', async () => {
  writeFileSync(join(folder, 'wrong.ts'), 'export function main(): i32 { return x }')
  await expect(run(join(folder, 'wrong.ts'))).rejects.toBeInstanceOf(SourceError)
  await expect(run(join(folder, 'missing.ts'))).rejects.toBeInstanceOf(SourceError)
  await expect(run(join(folder, 'wrong.ts'), '--runtime', 'none')).rejects.toThrow('there is no runtime none')
})
