// The same measurement in Chromium: a page that is cross-origin isolated, with both provers bundled by esbuild.
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { cpus } from 'node:os'
import { join, normalize } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright'

const ROOT = 'build/groth16-bench/site'
const TYPES = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm', json: 'application/json' }
const SYSTEM_CHROMIUM = '/usr/bin/chromium'

const PAGE = `
import { createGroth16Prover, verify } from '../../../dist/groth16.js'
globalThis.measure = async ({ folder, threads, runs, prover }) => {
  const load = async (name) => new Uint8Array(await (await fetch('/' + folder + '/' + name)).arrayBuffer())
  const [zkey, witness] = await Promise.all([load('insecure.zkey'), load('witness.wtns')])
  const vkey = await (await fetch('/' + folder + '/vkey.json')).json()
  let prove, variant
  if (prover === 'limpid') {
    const own = await createGroth16Prover({ threads, workerUrl: '/worker.js' })
    prove = () => own.prove(zkey, witness)
    variant = own.variant
  } else {
    const file = (data) => ({ type: 'mem', data })
    const options = threads === 1 ? { singleThread: true } : undefined
    prove = () => snarkjs.groth16.prove(file(zkey), file(witness), undefined, options)
  }
  const first = await prove()
  if (!verify(vkey, first.publicSignals, first.proof).ok) throw new Error('the proof of ' + prover + ' does not verify')
  const times = []
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    await prove()
    times.push(performance.now() - start)
  }
  return { times, variant }
}`

let site

async function start() {
  mkdirSync(ROOT, { recursive: true })
  writeFileSync(`${ROOT}/page.js`, PAGE)
  const shared = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'warning' }
  await build({ ...shared, entryPoints: [`${ROOT}/page.js`], outfile: `${ROOT}/bundle.js` })
  await build({ ...shared, entryPoints: ['dist/groth16/engine/worker.js'], outfile: `${ROOT}/worker.js` })
  const html =
    '<!doctype html><script src="/snarkjs.min.js"></script><script type="module" src="/bundle.js"></script>'
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(request.url.split('?')[0])).replace(/^\/+/, '')
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    if (path === '') return response.setHeader('Content-Type', 'text/html').end(html)
    const candidates = [
      join(ROOT, path),
      path.startsWith('build/groth16-bench/') ? path : '',
      join('node_modules/snarkjs/build', path),
    ]
    const file = candidates.find((name) => name !== '' && existsSync(name))
    if (file === undefined) return response.writeHead(404).end()
    response.setHeader('Content-Type', TYPES[file.split('.').at(-1)] ?? 'application/octet-stream')
    return createReadStream(file).pipe(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return `http://127.0.0.1:${server.address().port}/`
}

/** Times of one prover in a fresh browser. */
export async function measureInChromium(job) {
  if (job.threads > 1 && job.threads !== cpus().length)
    throw new Error('snarkjs takes one thread or one for each core')
  site ??= await start()
  const browser = await chromium.launch({
    ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
    args: ['--no-sandbox'],
  })
  try {
    const page = await browser.newPage()
    await page.goto(site)
    await page.waitForFunction('globalThis.measure !== undefined && crossOriginIsolated')
    return await page.evaluate((argument) => globalThis.measure(argument), job)
  } finally {
    await browser.close()
  }
}
