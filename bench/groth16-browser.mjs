// Provers of the Groth16 benchmark in Chromium: each in a browser of its own, on a page that is cross-origin isolated.
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { findBrowser, QUIET } from '../scripts/find-browser.mjs'

const ROOT = 'build/groth16-bench/site'
const TYPES = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm', json: 'application/json' }

const PAGE = `
import { createGroth16Prover, verify } from '../../../dist/groth16.js'
let prover
const PROVERS = {
  async limpid({ zkey, witness, vkey }, threads) {
    const own = await createGroth16Prover({ threads, workerUrl: '/worker.js' })
    return {
      variant: own.variant,
      prove: () => own.prove(zkey, witness),
      verify: (signals, proof) => verify(vkey, signals, proof).ok,
    }
  },
  async snarkjs({ zkey, witness, vkey }, threads) {
    const file = (data) => ({ type: 'mem', data })
    const options = threads === 1 ? { singleThread: true } : undefined
    return {
      prove: () => snarkjs.groth16.prove(file(zkey), file(witness), undefined, options),
      verify: (signals, proof) => snarkjs.groth16.verify(vkey, signals, proof),
    }
  },
}
globalThis.actions = {
  async open({ folder, threads, name }) {
    const load = async (file) => new Uint8Array(await (await fetch('/' + folder + '/' + file)).arrayBuffer())
    const vkey = await (await fetch('/' + folder + '/vkey.json')).json()
    prover = await PROVERS[name]({ zkey: await load('insecure.zkey'), witness: await load('witness.wtns'), vkey }, threads)
    return { variant: prover.variant }
  },
  async prove() {
    const start = performance.now()
    const { proof, publicSignals } = await prover.prove()
    return { proof, publicSignals, ms: performance.now() - start }
  },
  verify: ({ publicSignals, proof }) => prover.verify(publicSignals, proof),
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

/** Most memory that a renderer below process `pid` ever had, in MiB; undefined where /proc does not tell. */
function rendererPeak(pid) {
  try {
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const status = new Map()
    for (const id of processes) {
      try {
        status.set(Number(id), readFileSync(`/proc/${id}/status`, 'utf8'))
      } catch {
        // it ended meanwhile
      }
    }
    const field = (id, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status.get(id) ?? '')?.[1])
    const below = (id) => id === pid || (id > 1 && below(field(id, 'PPid')))
    const renderers = [...status.keys()].filter(
      (id) => below(id) && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--type=renderer'),
    )
    const peaks = renderers.map((id) => field(id, 'VmHWM') / 1024).filter((mib) => mib > 0)
    return peaks.length === 0 ? undefined : Math.round(Math.max(...peaks))
  } catch {
    return undefined
  }
}

/** Starts one: { variant, prove, verify, close }. */
export async function openInChromium(options) {
  site ??= await start()
  const server = await chromium.launchServer({ executablePath: findBrowser(), args: QUIET })
  const browser = await chromium.connect(server.wsEndpoint())
  const page = await browser.newPage()
  await page.goto(site)
  await page.waitForFunction('globalThis.actions !== undefined && crossOriginIsolated')
  const ask = (action, argument) =>
    page.evaluate(([name, value]) => globalThis.actions[name](value), [action, argument])
  const { variant } = await ask('open', options)
  return {
    variant,
    version: browser.version(),
    prove: () => ask('prove'),
    verify: (publicSignals, proof) => ask('verify', { publicSignals, proof }),
    async close() {
      const peakMiB = rendererPeak(server.process().pid)
      await browser.close()
      await server.close()
      return { peakMiB }
    },
  }
}
