/** What is published: doors, declarations, sizes, and a verifier that stands alone. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createProver, Program } from '../src/index.ts'
import { verify } from '../src/verify.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

interface Manifest {
  readonly bin: Record<string, string>
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>
  readonly files: readonly string[]
  readonly sideEffects: readonly string[]
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest

test('every door of the package was built, with declarations', () => {
  const targets = Object.values(manifest.exports).flatMap((door) =>
    typeof door === 'string' ? [door] : Object.values(door),
  )
  expect(targets.filter((path) => !existsSync(join(ROOT, path.replace(/\*.*/, ''))))).toEqual([])
})

test('the command is a script for Node', () => {
  for (const path of Object.values(manifest.bin)) {
    expect(readFileSync(join(ROOT, path), 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node')
  }
})

test('only scripts do something when they are imported', () => {
  const { '.': _, ...rest } = manifest.exports
  const doors = Object.entries(rest).flatMap(([name, door]) =>
    name !== './worker' && typeof door !== 'string' ? [door.default] : [],
  )
  for (const path of manifest.sideEffects) {
    expect(existsSync(join(ROOT, path)), path).toBe(true)
    expect(doors).not.toContain(path)
  }
})

test("the script of a page's workers imports nothing and leads to no other script", () => {
  const code = readFileSync(join(ROOT, 'dist/sdk/worker.js'), 'utf8')
  expect(code).not.toMatch(/\bimport\.meta\b|^import\b|\bexport\s*\{|\bimport\(/m)
  expect(() => new Function(code)).not.toThrow()
})

test('what a page loads is within its budgets', async () => {
  const script = new URL('../scripts/size.mjs', import.meta.url).href
  type Size = { readonly what: string; readonly bytes: number; readonly budget: number }
  const { sizes } = (await import(script)) as { sizes(): Promise<readonly Size[]> }
  expect((await sizes()).filter(({ bytes, budget }) => bytes > budget)).toEqual([])
})

describe('a bundle of the verifier', () => {
  const code = readFileSync(join(ROOT, 'dist/verify.js'), 'utf8')
  const inputs = [...code.matchAll(/^\/\/ (\S+\.[jt]s)$/gm)].map(([, file]) => file!)

  test('has no prover, engine, worker or WebAssembly in it', () => {
    const foreign =
      /^src\/(engine\/(?!contract\.ts|memory\.ts)|engine\/memory|workers|sdk|cli|stark\/prover|stark\/pcs\/merkle-prover|groth16|r1cs)|wasm/
    expect(inputs).toContain('src/machine/verify.ts')
    expect(inputs.filter((file) => foreign.test(file))).toEqual([])
    for (const word of ['WebAssembly', 'new Worker', 'SharedArrayBuffer', 'fetch(', 'process.', 'setWord('])
      expect(code).not.toContain(word)
  })

  test('uses no package but @noble/hashes, and imports nothing', () => {
    const packages = inputs.filter((file) => file.includes('node_modules'))
    expect(packages.filter((file) => !file.includes('@noble/hashes'))).toEqual([])
    expect(code).not.toMatch(/\bimport\b[^.]*\bfrom\b|\bimport\(/)
  })

  test('says what the verifier of the sources says', async () => {
    const bundled = (await import(pathToFileURL(join(ROOT, 'dist/verify.js')).href)) as {
      verify: typeof verify
    }
    const program = await Program.fromElf(readFileSync(join(ROOT, 'examples/min-max/min-max.elf')))
    const prover = await createProver({ threads: 1 })
    const privateInput = new TextEncoder().encode('[1,5,7,0]')
    const { proof, output, exitCode } = await prover.prove(program, { privateInput })
    await prover.dispose()
    const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
    // The id covers the constraints of all tables.
    expect(bundled.verify(claim, proof)).toMatchObject({ ok: true })
    const refusals = new Set<string>()
    for (let k = 0; k < 100; k++) {
      const changed = proof.slice()
      changed[Math.floor((k * proof.length) / 100)]! ^= 1 << (k & 7)
      const verdict = bundled.verify(claim, changed)
      expect(verdict).toEqual(verify(claim, changed))
      if (!verdict.ok) refusals.add(verdict.error.message)
    }
    expect(refusals.size).toBeGreaterThan(3)
    expect(bundled.verify({ ...claim, exitCode: 1 }, proof)).toEqual(verify({ ...claim, exitCode: 1 }, proof))
  })
})
