// Builds the BN254 kernels: scripts/generate-bn254.ts -> assembly/generated/bn254.ts -> build/bn254.*.wasm -> modules with
// the bytes as base64. Skips what is up to date; `--force` does not.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build as bundle } from 'esbuild'

const ENGINE = 'src/groth16/engine'
const variants = [
  { name: 'simd', enable: [] },
  { name: 'relaxed', enable: ['relaxed-simd'] },
]

const inputs = [
  'scripts/generate-bn254.ts',
  'scripts/build-groth16.mjs',
  ...readdirSync('assembly/bn254')
    .sort()
    .map((name) => join('assembly/bn254', name)),
]
const hash = createHash('sha256')
for (const file of inputs) hash.update(file).update('\0').update(readFileSync(file))
const digest = hash.digest('hex')
const stamp = 'build/groth16.stamp'
const outputs = variants.map(({ name }) => `${ENGINE}/bn254-${name}.wasm.ts`)
const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && outputs.every(existsSync)

if (!fresh || process.argv.includes('--force')) {
  process.stderr.write('build: groth16 kernels\n')
  mkdirSync('build', { recursive: true })
  mkdirSync('assembly/generated', { recursive: true })
  const outfile = 'build/generate-bn254.mjs'
  await bundle({
    entryPoints: ['scripts/generate-bn254.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  })
  const { generate } = await import(pathToFileURL(outfile).href)
  writeFileSync('assembly/generated/bn254.ts', generate())
  for (const { name, enable } of variants) {
    const wasm = `build/bn254-${name}.wasm`
    const args = ['assembly/bn254/index.ts', '-o', wasm, '--config', 'assembly/bn254/asconfig.json']
    for (const feature of enable) args.push('--enable', feature)
    execFileSync(process.execPath, ['node_modules/assemblyscript/bin/asc.js', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const base64 = readFileSync(wasm).toString('base64')
    const text = `/** The BN254 kernels (${name}) as base64. Made by scripts/build-groth16.mjs. */\nexport const BASE64: string =\n  '${base64}'\n`
    writeFileSync(`${ENGINE}/bn254-${name}.wasm.ts`, text)
  }
  writeFileSync(stamp, digest)
}
