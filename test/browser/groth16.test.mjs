// The page for circuits in a real Chromium: `npm run test:browser`.
import assert from 'node:assert/strict'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { build } from 'vite'
import {
  CircuitBuilder,
  INSECURE_setup,
  readVerificationKey,
  verify,
  writeWitness,
} from '../../dist/groth16.js'
import { findBrowser, QUIET } from '../../scripts/find-browser.mjs'
import { lowContrast } from './contrast.mjs'
import { headersFile, serve } from './static-server.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SITE = join(ROOT, 'build', 'groth16-site-under-test')
const SHOTS = join(ROOT, 'build', 'screenshots')
const LIMIT = { timeout: 600_000 }
/** The private input; the witness holds it as 32 bytes. */
const SECRET = 74205816n

let browser
let headers
/** Names and bytes of a circuit's files. */
const files = {}
let vkey

/** y = x^(2 n) + k: n products, y and k public. */
async function makeFiles(n) {
  const c = new CircuitBuilder()
  const x = c.privateInput('x')
  let y = c.mul(x, x)
  for (let i = 1; i < n; i++) y = c.mul(y, c.mul(x, x))
  c.output('y', c.add(y, c.publicInput('k')))
  const { system, witness } = c.build()
  const zkey = await INSECURE_setup(system, { threads: 0 })
  vkey = await readVerificationKey(zkey)
  const values = witness({ x: SECRET, k: 5n })
  files.zkey = { name: 'insecure.zkey', bytes: zkey }
  files.witness = { name: 'witness.wtns', bytes: writeWitness(values) }
  files.vkey = { name: 'vkey.json', bytes: Buffer.from(JSON.stringify(vkey)) }
  files.other = { name: 'other.wtns', bytes: writeWitness(values.slice(1)) }
  files.wrong = { name: 'wrong.wtns', bytes: writeWitness(values.with(1, values[1] + 1n)) }
  files.junk = { name: 'junk.bin', bytes: Buffer.from('neither') }
}

before(async () => {
  await build({
    configFile: join(ROOT, 'web', 'vite.config.ts'),
    build: { outDir: SITE },
    logLevel: 'error',
  })
  headers = await headersFile(SITE)
  await makeFiles(300)
  browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET })
  await mkdir(SHOTS, { recursive: true })
})

after(async () => {
  await browser?.close()
  await rm(SITE, { recursive: true, force: true })
})

/** Opens the page; no request may fail, go elsewhere or carry anything. */
async function open(t, { isolated = true, ...options } = {}) {
  const server = await serve(SITE, isolated ? headers : {})
  const context = await browser.newContext({ serviceWorkers: 'block', ...options })
  const problems = []
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol !== 'blob:' && url.origin !== new URL(server.url).origin)
      problems.push(`request to ${url}`)
    if (request.method() !== 'GET' || request.postData() !== null) problems.push(`something sent to ${url}`)
  })
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => problems.push(message))
  t.after(async () => {
    await context.close()
    await server.close()
    assert.deepEqual(problems, [])
  })
  await page.goto(`${server.url}groth16.html`)
  return { page, server, context }
}

const give = (page, ...list) =>
  page.setInputFiles(
    '#files',
    list.map(({ name, bytes }) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })),
  )

async function prove(page) {
  await page.locator('#go:enabled').click()
  await page.waitForSelector('#verdict[data-code]')
  await page.locator('#proof').waitFor()
}

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

describe('the page for circuits', LIMIT, () => {
  for (const isolated of [true, false]) {
    test(`proves and verifies, ${isolated ? 'with threads' : 'without shared memory'}`, async (t) => {
      const { page, server } = await open(t, { isolated })
      assert.equal(await page.evaluate(() => crossOriginIsolated), isolated)
      assert.equal(await page.locator('#go').isDisabled(), true)
      await give(page, files.zkey)
      assert.match(await page.locator('#note').textContent(), /witness/)
      await give(page, files.witness)
      await prove(page)
      assert.equal(await page.locator('#verdict').getAttribute('data-code'), 'OK')
      const figures = await page.locator('#figures').textContent()
      for (const name of ['to prove', 'threads', 'kernels', 'peak memory', 'to verify'])
        assert.ok(figures.includes(name), name)
      const [proof, signals] = [await saved(page, '#save-proof'), await saved(page, '#save-signals')]
      assert.deepEqual([proof.name, signals.name], ['proof.json', 'public.json'])
      assert.deepEqual(verify(vkey, JSON.parse(signals.text), JSON.parse(proof.text)), { ok: true })
      const shown = await page.locator('#signals').textContent()
      for (const signal of JSON.parse(signals.text)) assert.ok(shown.includes(signal), signal)
      assert.ok(!shown.includes(String(SECRET)))
      assert.ok(!JSON.stringify(server.seen).includes(String(SECRET)))
      assert.match(await page.locator('#network').textContent(), /^0 requests to other sites/)
    })
  }

  test('checks against a verification key of its own, given with the other files', async (t) => {
    const { page } = await open(t)
    await give(page, files.vkey, files.witness, files.zkey)
    await prove(page)
    assert.equal(await page.locator('#verdict').getAttribute('data-code'), 'OK')
    const foreign = { ...vkey, vk_alpha_1: vkey.IC[0] }
    await give(page, { name: 'foreign.json', bytes: Buffer.from(JSON.stringify(foreign)) })
    assert.equal(await page.locator('#proof').isVisible(), false)
    await prove(page)
    await page.waitForSelector('#verdict[data-code=REFUSED]')
  })

  test('says what is wrong', async (t) => {
    const { page } = await open(t)
    await give(page, files.junk)
    await page.locator('#problem', { hasText: /junk\.bin is neither/ }).waitFor()
    await give(page, files.zkey, files.other)
    await page.locator('#go:enabled').click()
    await page.getByText('they are of different circuits').waitFor()
    await give(page, { name: 'cut.zkey', bytes: files.zkey.bytes.subarray(0, 5000) }, files.witness)
    await page.locator('#go:enabled').click()
    await page.getByText('truncated').waitFor()
    assert.doesNotMatch(await page.locator('#problem').textContent(), /bug in limpid/)
    await give(page, files.zkey, files.wrong)
    await page.locator('#go:enabled').click()
    await page.getByText('the witness does not satisfy the circuit').waitFor()
    assert.equal(await page.locator('#proof').isVisible(), false)
  })

  test('stops on demand and proves again', async (t) => {
    for (const isolated of [true, false]) {
      const { page } = await open(t, { isolated })
      await give(page, files.zkey, files.witness)
      // pressed as soon as it is there
      await page.evaluate(() => {
        const cancel = document.querySelector('#cancel')
        const observer = new MutationObserver(() => {
          if (cancel.hidden) return
          observer.disconnect()
          cancel.click()
        })
        observer.observe(cancel, { attributes: true })
      })
      await page.locator('#go:enabled').click()
      await page.getByText('Cancelled.').waitFor()
      assert.equal(await page.locator('#proof').isVisible(), false)
      await prove(page)
      assert.equal(await page.locator('#verdict').getAttribute('data-code'), 'OK')
    }
  })

  test('is legible in light and dark, wide and narrow', async (t) => {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1280, 360]) {
        const { page } = await open(t, {
          colorScheme,
          viewport: { width, height: 800 },
          reducedMotion: 'reduce',
        })
        await give(page, files.zkey, files.witness)
        await prove(page)
        assert.deepEqual(await page.evaluate(lowContrast), [])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        assert.equal(overflow, 0)
        await page.screenshot({ path: join(SHOTS, `groth16-${colorScheme}-${width}.png`), fullPage: true })
      }
    }
  })
})
