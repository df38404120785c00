/** What is published: doors, declarations, and a verifier that stands alone. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

interface Manifest {
  readonly bin: Record<string, string>
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>
  readonly files: readonly string[]
  readonly sideEffects: boolean
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest

test('every door of the package was built, with declarations', () => {
  const targets = Object.values(manifest.exports).flatMap((door) =>
    typeof door === 'string' ? [door] : Object.values(door),
  )
  expect(targets.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

test('the command is a script for Node', () => {
  for (const path of Object.values(manifest.bin)) {
    expect(readFileSync(join(ROOT, path), 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node')
  }
})

test('importing the package does nothing', () => {
  expect(manifest.sideEffects).toBe(false)
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

  test('is at most 40 kB, compressed', () => {
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(40_000)
  })
})
