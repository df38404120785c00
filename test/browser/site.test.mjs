// The site in a real Chromium: `npm run test:browser`. Screenshots go to build/screenshots.
import assert from 'node:assert/strict'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { build } from 'vite'
import { findBrowser, QUIET } from '../../scripts/find-browser.mjs'
import { headersFile, serve } from './static-server.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SITE = join(ROOT, 'build', 'site-under-test')
const SHOTS = join(ROOT, 'build', 'screenshots')
const WAIT = { timeout: 60_000 }
const LIMIT = { timeout: 240_000 }

/** The middle number is in the list alone, not in what it proves. */
const LIST = '[31337, 74205816, 987654321]'
const SECRET = '74205816'

let browser
let headers

before(async () => {
  await build({
    configFile: join(ROOT, 'web', 'vite.config.ts'),
    build: { outDir: SITE },
    logLevel: 'error',
  })
  headers = await headersFile(SITE)
  browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET })
  await mkdir(SHOTS, { recursive: true })
})

after(async () => {
  await browser?.close()
  await rm(SITE, { recursive: true, force: true })
})

/** Opens the site; `requests` are those of the page, its workers and its service worker. */
async function open(t, { isolated = true, base = '/', hash = '', ...options } = {}) {
  const server = await serve(SITE, isolated ? headers : {}, base)
  const context = await browser.newContext({ serviceWorkers: 'block', ...options })
  const requests = []
  const errors = []
  context.on('request', (request) => requests.push(request))
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(error.message))
  t.after(async () => {
    await context.close()
    await server.close()
    assert.deepEqual(errors, [])
  })
  await page.goto(server.url + hash)
  return { server, context, page, requests }
}

/** Waits until the program has run on the current inputs. */
const ready = (page) => page.waitForFunction(() => /cycles/.test(document.querySelector('#plan').textContent))

async function prove(page) {
  await ready(page)
  await page.click('#go')
  await page.waitForSelector('#verdict', WAIT)
}

/** The worker that the page talks to; those below it wait for work and answer nobody else. */
const proverOf = (page) => page.workers().find((worker) => /prover-worker/.test(worker.url()))

const codeOf = (page, box = '#verdict') => page.locator(box).getAttribute('data-code')

/** The value in the verifier's list that belongs to a name. */
const seen = (page, name) =>
  page
    .locator('#seen > div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd')
    .textContent()

async function choose(page, name) {
  await page.getByRole('radio', { name, exact: true }).check()
}

describe('an isolated page', LIMIT, () => {
  test('proves a private list, verifies it and refuses what was tampered with', async (t) => {
    const { page } = await open(t)
    assert.equal(await page.evaluate(() => crossOriginIsolated), true)
    const cores = await page.evaluate(() => navigator.hardwareConcurrency)
    await page.getByText(`Threads${cores} of ${cores}`).waitFor()
    await page.fill('#field-list', LIST)
    await page.waitForFunction(() =>
      document.querySelector('#seen').textContent.includes('[31337,987654321]'),
    )
    await prove(page)
    assert.equal(await codeOf(page), 'OK')
    assert.equal(await seen(page, 'Output'), '[31337,987654321]')
    assert.match(await page.locator('#verdict').textContent(), /100 bits/)
    for (const [kind, expected] of [
      ['byte', /./],
      ['output', /./],
      ['program', /^WRONG_PROGRAM$/],
    ]) {
      await page.click(`[data-tamper=${kind}]`)
      const code = await codeOf(page)
      assert.notEqual(code, 'OK', kind)
      assert.match(code, expected)
      assert.match(await page.locator('#verdict').textContent(), /^Refused/)
    }
    await page.click('[data-tamper=none]')
    assert.equal(await codeOf(page), 'OK')
  })

  test('keeps the private input to itself', async (t) => {
    const { page, requests, server, context } = await open(t)
    await page.fill('#field-list', LIST)
    await prove(page)
    const origin = new URL(server.url).origin
    const foreign = requests.map((request) => request.url()).filter((url) => new URL(url).origin !== origin)
    assert.deepEqual(foreign, [])
    const stored = await page.evaluate(async () => ({
      address: location.href,
      history: history.state,
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookies: document.cookie,
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      name: window.name,
    }))
    const cookies = await context.cookies()
    const sent = requests.map((request) => [request.url(), request.headers(), request.postData()])
    for (const [what, where] of Object.entries({ stored, cookies, sent, received: server.seen }))
      assert.ok(!JSON.stringify(where).includes(SECRET), what)
    assert.deepEqual([stored.local, stored.session, stored.databases, cookies], [{}, {}, [], []])
    assert.match(await page.locator('#network').textContent(), /^0 requests to other sites/)
    await page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        globalThis.copied = text
      }
    })
    for (const id of ['#share', '#copy']) {
      await page.click(id)
      const copied = await page.evaluate(() => globalThis.copied)
      assert.ok(copied.includes('31337') || copied.includes('3331333337'), id)
      const hex = Buffer.from(SECRET).toString('hex')
      assert.ok(!copied.includes(SECRET) && !copied.includes(hex), id)
    }
  })

  test('cannot connect to another origin, neither the page nor the prover', async (t) => {
    const other = await serve(SITE, { 'Access-Control-Allow-Origin': '*' })
    t.after(other.close)
    const { page } = await open(t)
    await ready(page)
    const attempt = (url) =>
      fetch(url).then(
        () => 'connected',
        () => 'refused',
      )
    assert.equal(await page.evaluate(attempt, other.url), 'refused')
    assert.equal(await proverOf(page).evaluate(attempt, other.url), 'refused')
    assert.deepEqual(other.seen, [])
  })

  test('stays responsive while it proves', async (t) => {
    const { page } = await open(t)
    await page.evaluate(() => {
      globalThis.long = []
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) globalThis.long.push({ startTime, duration })
      }).observe({ type: 'longtask' })
    })
    await choose(page, 'Fibonacci')
    await ready(page)
    await page.evaluate(() => {
      globalThis.gap = 0
      let last = performance.now()
      const frame = (now) => {
        if (performance.getEntriesByName('prove-end').length > 0) return
        globalThis.gap = Math.max(globalThis.gap, now - last)
        last = now
        requestAnimationFrame(frame)
      }
      requestAnimationFrame(frame)
    })
    await prove(page)
    const { during, gap } = await page.evaluate(() => {
      const [start] = performance.getEntriesByName('prove-start')
      const [end] = performance.getEntriesByName('prove-end')
      const inside = ({ startTime }) => startTime > start.startTime && startTime < end.startTime
      return { during: globalThis.long.filter(inside), gap: globalThis.gap }
    })
    t.diagnostic(`longest time between two frames while proving: ${gap.toFixed(0)} ms`)
    assert.deepEqual(during, [])
    const observed = await page.evaluate(async () => {
      const before = globalThis.long.length
      await new Promise((resolve) =>
        setTimeout(() => {
          const end = performance.now() + 120
          while (performance.now() < end);
          resolve()
        }),
      )
      await new Promise((resolve) => setTimeout(resolve, 200))
      return globalThis.long.length > before
    })
    assert.ok(observed, 'long tasks are noticed at all')
  })

  test('stops a proof on demand and can prove again', async (t) => {
    const { page } = await open(t)
    await choose(page, 'Fibonacci')
    await page.fill('#field-n', '400000')
    await ready(page)
    await page.click('#go')
    await page.waitForSelector('#phases .done')
    const start = Date.now()
    await page.click('#cancel')
    await page.waitForSelector('#go')
    const took = Date.now() - start
    assert.ok(took < 1000, `cancelled after ${took} ms`)
    assert.match(await page.locator('#problem').textContent(), /^Cancelled/)
    assert.equal(await page.locator('#verdict').isVisible(), false)
    await page.fill('#field-n', '10')
    await prove(page)
    assert.equal(await codeOf(page), 'OK')
    assert.match(await page.locator('#statement').textContent(), /Fibonacci number 10 is 55/)
  })

  test('runs every example on its first inputs', async (t) => {
    const { page } = await open(t)
    for (const [name, statement, exitCode] of [
      ['SHA-256 preimage', /knows a message/, '0'],
      ['Member of a list', /member of the list takes part/, '0'],
      ['Over 18', /18 years or more/, '0'],
      ['Fibonacci', /Fibonacci number 10,000/, '0'],
      ['Least and greatest', /0, the greatest is 7/, '0'],
    ]) {
      await choose(page, name)
      await page.waitForFunction(
        (text) => new RegExp(text).test(document.querySelector('#statement').textContent),
        statement.source,
      )
      assert.equal(await seen(page, 'Exit code'), exitCode, name)
      assert.equal(await page.locator('#problem').isVisible(), false)
    }
    await choose(page, 'Member of a list')
    await ready(page)
    await page.selectOption('#field-member', 'Mallory')
    await page.waitForFunction(() => /not on the list/.test(document.querySelector('#statement').textContent))
    assert.equal(await seen(page, 'Exit code'), '1')
  })

  test('follows the last of several quick choices', async (t) => {
    const { page } = await open(t)
    for (const name of ['Over 18', 'SHA-256 preimage', 'Fibonacci', 'Your own program', 'Least and greatest'])
      await choose(page, name)
    await prove(page)
    assert.equal(await codeOf(page), 'OK')
    assert.equal(await seen(page, 'Output'), '[0,7]')
  })

  test('says what is wrong with a file or an input', async (t) => {
    const { page } = await open(t)
    await choose(page, 'Fibonacci')
    await ready(page)
    await page.fill('#field-n', 'many')
    assert.match(await page.locator('#problem').textContent(), /whole number/)
    assert.equal(await page.locator('#go').isDisabled(), true)
    await choose(page, 'Your own program')
    assert.equal(await page.locator('#go').isDisabled(), true)
    const elf = await readFile(join(ROOT, 'examples/min-max/min-max.elf'))
    for (const [bytes, complaint] of [
      [Buffer.from('no program'), /no ELF file/],
      [elf.subarray(0, 600), /./],
    ]) {
      await page.setInputFiles('#elf', { name: 'broken.elf', mimeType: '', buffer: bytes })
      await page.waitForSelector('#problem')
      assert.match(await page.locator('#problem').textContent(), complaint)
      assert.equal(await page.locator('#go').isDisabled(), true)
    }
    await page.setInputFiles('#elf', { name: 'min-max.elf', mimeType: '', buffer: elf })
    await page.fill('#field-private', '3 9')
    await page.waitForFunction(() => document.querySelector('#seen').textContent.includes('[3,9]'))
    assert.equal(await page.locator('#problem').isVisible(), false)
    await prove(page)
    assert.equal(await codeOf(page), 'OK')
  })

  test('is used with the keyboard alone', async (t) => {
    const { page } = await open(t)
    await ready(page)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip')
    await page.focus('#programs input:checked')
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('#field-message')
    await page.focus('#field-message')
    await ready(page)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#cancel')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'cancel')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#go')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'go')
  })
})

describe('a page that is not isolated', LIMIT, () => {
  test('proves and verifies', async (t) => {
    const { page } = await open(t, { isolated: false })
    assert.equal(await page.evaluate(() => crossOriginIsolated), false)
    assert.match(await page.locator('#preflight').textContent(), /Isolatedno/)
    await page.getByText(/^Threads1 of/).waitFor()
    await prove(page)
    assert.equal(await codeOf(page), 'OK')
  })

  test('becomes isolated by its service worker, in any folder, and works offline', async (t) => {
    const { page, server, context } = await open(t, {
      isolated: false,
      base: '/some/folder/',
      serviceWorkers: 'allow',
    })
    await page.waitForFunction(() => crossOriginIsolated, undefined, WAIT)
    await page.waitForLoadState('load')
    await ready(page)
    const other = await serve(SITE, { 'Access-Control-Allow-Origin': '*' })
    t.after(other.close)
    const attempt = (url) =>
      fetch(url).then(
        () => 'connected',
        () => 'refused',
      )
    assert.equal(await proverOf(page).evaluate(attempt, other.url), 'refused')
    await server.close()
    await context.setOffline(true)
    await page.reload()
    await prove(page)
    assert.equal(await codeOf(page), 'OK')
    await choose(page, 'SHA-256 preimage')
    await ready(page)
  })
})

describe('the verifier', LIMIT, () => {
  test('takes a link and a proof file', async (t) => {
    const proving = await open(t)
    await proving.page.fill('#field-list', LIST)
    await proving.page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        globalThis.copied = text
      }
    })
    await prove(proving.page)
    const downloading = proving.page.waitForEvent('download')
    await proving.page.click('#save')
    const proof = await readFile(await (await downloading).path())
    await proving.page.click('#share')
    const link = await proving.page.evaluate(() => globalThis.copied)

    const { page } = await open(t, { hash: new URL(link).hash })
    const check = async () => {
      await page.click('#checker [type=submit]')
    }
    await check()
    assert.match(await page.locator('#checker-note').textContent(), /proof file first/)
    await page.setInputFiles('#proof-file', { name: 'a.proof', mimeType: '', buffer: proof })
    await page.getByText('a.proof').waitFor()
    await check()
    assert.equal(await codeOf(page, '#checked'), 'OK')

    for (const [field, value, code] of [
      ['#check-output', '[31337,987654322]', /./],
      ['#check-public', '1', /./],
      ['#check-exit', '1', /./],
      ['#check-program', 'a'.repeat(64), /^WRONG_PROGRAM$/],
    ]) {
      const before = await page.inputValue(field)
      await page.fill(field, value)
      assert.equal(await page.locator('#checked').isVisible(), false)
      await check()
      assert.notEqual(await codeOf(page, '#checked'), 'OK', field)
      assert.match(await codeOf(page, '#checked'), code)
      await page.fill(field, before)
    }
    await page.fill('#check-program', 'xyz')
    await check()
    assert.match(await page.locator('#checker-note').textContent(), /64 hexadecimal digits/)

    const elf = await readFile(join(ROOT, 'examples/min-max/min-max.elf'))
    await page.setInputFiles('#proof-file', { name: 'min-max.elf', mimeType: '', buffer: elf })
    await page.getByText('The program id is that of min-max.elf').waitFor()
    await check()
    assert.equal(await codeOf(page, '#checked'), 'OK')
    await page.setInputFiles('#proof-file', { name: 'a.txt', mimeType: '', buffer: Buffer.from('hello') })
    await page.getByText('a.txt').waitFor()
    await check()
    assert.equal(await codeOf(page, '#checked'), 'FORMAT')
  })
})

describe('the look', LIMIT, () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      test(`fits ${width} px, ${colorScheme}`, async (t) => {
        const { page } = await open(t, { viewport: { width, height: 800 }, colorScheme })
        await ready(page)
        await page.screenshot({ path: join(SHOTS, `${colorScheme}-${width}-start.png`) })
        await prove(page)
        await page.waitForTimeout(400)
        const path = join(SHOTS, `${colorScheme}-${width}.png`)
        await page.screenshot({ path, fullPage: true })
        const scroll = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.equal(scroll, width)
      })
    }
  }
})
