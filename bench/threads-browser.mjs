// The provers of the benchmark of threads in headless Chromium, on a page that is cross-origin isolated.
import { mkdirSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { findBrowser, QUIET } from '../scripts/find-browser.mjs'
import { serve } from '../test/browser/static-server.mjs'

const ROOT = 'build/threads-bench'
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}
const PAGE = `
import { createProver, Program } from 'limpid'
let program
let input
const provers = []
globalThis.actions = {
  async open({ elf, inputs, threads }) {
    program = await Program.fromElf(Uint8Array.from(elf))
    input = Object.fromEntries(Object.entries(inputs).map(([name, bytes]) => [name, Uint8Array.from(bytes)]))
    for (const count of threads) provers.push(await createProver({ threads: count, workerUrl: 'worker.js' }))
    return provers.map(({ capabilities }) => capabilities)
  },
  async prove(k) {
    const { proof, ...rest } = await provers[k].prove(program, input)
    // Text passes between the processes much faster than an array of numbers.
    const proofText = Array.from(proof, (byte) => String.fromCharCode(byte)).join('')
    return { ...rest, output: [...rest.output], proof: btoa(proofText) }
  },
}`

/** Starts one prover for each number of threads: { capabilities, prove, close }. */
export async function openInChromium(elf, input, threads) {
  mkdirSync(ROOT, { recursive: true })
  writeFileSync(`${ROOT}/page.js`, PAGE)
  await build({
    entryPoints: { main: `${ROOT}/page.js`, worker: 'limpid/worker' },
    outdir: `${ROOT}/site`,
    bundle: true,
    format: 'esm',
    logLevel: 'warning',
  })
  writeFileSync(`${ROOT}/site/index.html`, '<!doctype html><script type="module" src="main.js"></script>')
  const server = await serve(`${ROOT}/site`, ISOLATION)
  const browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET })
  const page = await browser.newPage()
  await page.goto(server.url)
  await page.waitForFunction('globalThis.actions !== undefined && crossOriginIsolated')
  const ask = (action, argument) =>
    page.evaluate(([name, value]) => globalThis.actions[name](value), [action, argument])
  const inputs = Object.fromEntries(Object.entries(input).map(([name, bytes]) => [name, [...bytes]]))
  const capabilities = await ask('open', { elf: [...elf], inputs, threads })
  return {
    capabilities,
    name: `Chromium ${browser.version()}`,
    async prove(k) {
      const { proof, output, ...rest } = await ask('prove', k)
      return { ...rest, output: Uint8Array.from(output), proof: Buffer.from(proof, 'base64') }
    },
    async close() {
      await browser.close()
      await server.close()
    },
  }
}
