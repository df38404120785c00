// Weighs what a page loads against its budgets: npm run size
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Kernels are modules of text; what remains without them is the code. */
const withoutKernels = {
  name: 'without-kernels',
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/'[^']*'/, "''"),
    }))
  },
}

/** The kernels in the worker's script. */
const BASE64 = /[A-Za-z0-9+/=]{5000,}/g

const compressed = (bytes) => gzipSync(bytes, { level: 9 }).length

/** A bundle of everything that a door exports, minified and compressed. */
async function door(name, plugins = []) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}'`, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    plugins,
    logLevel: 'warning',
  })
  return compressed(outputFiles[0].contents)
}

/** What a page has loaded before its worker starts: everything but what only the worker and Node import. */
async function page() {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export * from 'limpid'", resolveDir: ROOT, sourcefile: 'page.js' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: 'page',
    absWorkingDir: ROOT,
    write: false,
    metafile: true,
    logLevel: 'warning',
  })
  const chunks = Object.entries(metafile.outputs)
  const wanted = new Set()
  const want = (name) => {
    if (wanted.has(name)) return
    wanted.add(name)
    for (const { path, kind } of metafile.outputs[name].imports) if (kind === 'import-statement') want(path)
  }
  for (const [name, { entryPoint }] of chunks)
    if (/^page\.js$|<stdin>|\/remote-prover\.js$/.test(entryPoint ?? '')) want(name)
  const loaded = outputFiles.filter(({ path }) => wanted.has(relative(ROOT, path)))
  return loaded.reduce((sum, { contents }) => sum + compressed(contents), 0)
}

const file = (path) => readFileSync(join(ROOT, path))

/** What there is, how many bytes it has, and how many it may have. Reads what the build made. */
export async function sizes() {
  return [
    { what: 'limpid/verify, compressed', bytes: await door('limpid/verify'), budget: 40_000 },
    { what: 'limpid as a page loads it, compressed', bytes: await page(), budget: 56_000 },
    {
      what: 'limpid in one chunk without kernels, compressed',
      bytes: await door('limpid', [withoutKernels]),
      budget: 86_000,
    },
    {
      what: 'limpid/worker without kernels, compressed',
      bytes: compressed(file('dist/sdk/worker.js').toString().replace(BASE64, '')),
      budget: 80_000,
    },
    {
      what: 'limpid/worker with kernels, compressed',
      bytes: compressed(file('dist/sdk/worker.js')),
      budget: 128_000,
    },
    { what: 'limpid/kernels.wasm', bytes: file('dist/kernels.wasm').length, budget: 300_000 },
    {
      what: 'limpid/kernels.wasm, compressed',
      bytes: compressed(file('dist/kernels.wasm')),
      budget: 80_000,
    },
    { what: 'limpid/vm, compressed', bytes: await door('limpid/vm'), budget: 15_000 },
    { what: 'limpid/air, compressed', bytes: await door('limpid/air'), budget: 5_000 },
    { what: 'limpid/machine with kernels, compressed', bytes: await door('limpid/machine'), budget: 120_000 },
    { what: 'limpid/groth16 with kernels, compressed', bytes: await door('limpid/groth16'), budget: 120_000 },
  ]
}

if (import.meta.url === pathToFileURL(argv[1]).href) {
  const rows = await sizes()
  for (const { what, bytes, budget } of rows) {
    const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`
    const verdict = bytes <= budget ? '' : '  TOO LARGE'
    console.log(
      `${what.padEnd(48)}${kilobytes(bytes).padStart(10)} of ${kilobytes(budget).padStart(9)}${verdict}`,
    )
  }
  process.exitCode = rows.every(({ bytes, budget }) => bytes <= budget) ? 0 : 1
}
