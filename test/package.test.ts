/** What is published: doors, declarations, sizes, and a verifier that stands alone. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'

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
  let inputs: string[]
  let code: Uint8Array

  beforeAll(async () => {
    const result = await build({
      entryPoints: [join(ROOT, 'src/verify.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      write: false,
      metafile: true,
      absWorkingDir: ROOT,
    })
    inputs = Object.entries(result.metafile.outputs).flatMap(([, output]) =>
      Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    )
    code = result.outputFiles[0]!.contents
  })

  test('has no prover, engine, worker or WebAssembly in it', () => {
    const foreign =
      /^src\/(engine\/(?!contract\.ts|memory\.ts)|engine\/memory|workers|sdk|cli|stark\/prover|stark\/pcs\/merkle-prover|groth16|r1cs)|wasm/
    expect(inputs.filter((file) => foreign.test(file))).toEqual([])
    const text = new TextDecoder().decode(code)
    for (const word of ['WebAssembly', 'new Worker', 'SharedArrayBuffer', 'fetch(', 'process.'])
      expect(text).not.toContain(word)
  })

  test('uses no package but @noble/hashes', () => {
    const packages = inputs.filter((file) => file.includes('node_modules'))
    expect(packages.filter((file) => !file.includes('@noble/hashes'))).toEqual([])
  })
})
