// Builds everything that is not committed, in order, and skips what is up to date:
//   constraint kernels (TypeScript -> AssemblyScript), assembly/ -> build/*.wasm, kernels as a module, src/ -> dist/,
//   the verifier in one piece, the script of a page's workers in one piece.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build as bundle } from 'esbuild'
import { bundleBoth } from './bundle.mjs'

const node = (args) => execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })

function files(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => files(join(path, name)))
}

/** Runs `make` unless the inputs are those of the last run and all outputs exist. */
async function step(name, inputs, outputs, make) {
  const stamp = join('build', `${name}.stamp`)
  const hash = createHash('sha256')
  for (const file of inputs.flatMap(files)) hash.update(file).update('\0').update(readFileSync(file))
  const digest = hash.digest('hex')
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  process.stderr.write(`build: ${name}\n`)
  await make()
  writeFileSync(stamp, digest)
}

mkdirSync('build', { recursive: true })

await step(
  'constraints',
  [
    'src/air',
    'src/machine',
    'src/field',
    'src/util',
    'src/vm',
    'scripts/generate-constraints.ts',
    'scripts/build.mjs',
  ],
  ['assembly/generated/constraints.ts'],
  async () => {
    const outfile = 'build/generate-constraints.mjs'
    await bundle({
      entryPoints: ['scripts/generate-constraints.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'warning',
      packages: 'external',
    })
    const { generate } = await import(pathToFileURL(outfile).href)
    mkdirSync('assembly/generated', { recursive: true })
    writeFileSync('assembly/generated/constraints.ts', generate())
  },
)

await step(
  'kernels',
  ['assembly', 'asconfig.json', 'node_modules/assemblyscript/package.json', 'scripts/build.mjs'],
  ['build/kernels.wasm', 'src/engine/wasm/kernels.wasm.ts'],
  () => {
    node(['node_modules/assemblyscript/bin/asc.js', '--target', 'release'])
    const base64 = readFileSync('build/kernels.wasm').toString('base64')
    writeFileSync(
      'src/engine/wasm/kernels.wasm.ts',
      `/** The kernels of assembly/, as base64. Made by \`npm run build\`. */\nexport const KERNELS_BASE64 =\n  '${base64}'\n`,
    )
  },
)

node(['scripts/build-groth16.mjs'])

const DIST_INPUTS = ['src', 'tsconfig.json', 'package-lock.json', 'scripts/build.mjs', 'scripts/bundle.mjs']
await step('dist', DIST_INPUTS, ['dist'], async () => {
  rmSync('dist', { recursive: true, force: true })
  rmSync('build/tsconfig.tsbuildinfo', { force: true })
  node(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'])
  copyFileSync('build/kernels.wasm', 'dist/kernels.wasm')
  await bundleBoth({ verifier: 'dist/verify.js', worker: 'dist/sdk/worker.js' })
})
