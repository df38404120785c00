// The built site in a real Chromium, as visitors use it. Screenshots go to build/screenshots.
import assert from 'node:assert/strict'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { build } from 'vite'
import { findBrowser, QUIET } from '../../../scripts/find-browser.mjs'
import { headersFile, serve } from '../static-server.mjs'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
export const SHOTS = join(ROOT, 'build', 'screenshots')
export const WAIT = { timeout: 120_000 }
export const LIMIT = { timeout: 600_000 }

/** The middle number is in the list alone, not in what it proves. */
export const LIST = '[31337, 74205816, 987654321]'
export const SECRET = '74205816'

/**
 * Builds the site into a folder of this name before the tests of a file. Gives `folder` and `open`, which opens a page of
 * it; `requests` are those of the page, its workers and its service worker. None may fail, and none may go anywhere else.
 */
export function siteUnderTest(name) {
  const folder = join(ROOT, 'build', name)
  let browser
  let headers

  before(async () => {
    await build({
      configFile: join(ROOT, 'web', 'vite.config.ts'),
      build: { outDir: folder },
      logLevel: 'error',
    })
    headers = await headersFile(folder)
    browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET })
    await mkdir(SHOTS, { recursive: true })
  })

  after(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(t, { isolated = true, base = '/', path = '', ...options } = {}) {
    const server = await serve(folder, isolated ? headers : {}, base)
    const context = await browser.newContext({ serviceWorkers: 'block', ...options })
    const { origin } = new URL(server.url)
    const requests = []
    const problems = []
    context.on('request', (request) => {
      requests.push(request)
      const url = new URL(request.url())
      if (url.protocol !== 'blob:' && url.origin !== origin) problems.push(`request to ${url}`)
    })
    context.setDefaultTimeout(WAIT.timeout)
    await context.addInitScript(() => {
      globalThis.copied = []
      navigator.clipboard.writeText = async (text) => {
        globalThis.copied.push(text)
      }
    })
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => problems.push(message))
    t.after(async () => {
      await context.close()
      await server.close()
      assert.deepEqual(problems, [])
    })
    await page.goto(server.url + path)
    return { server, context, page, requests }
  }

  return { folder, open }
}

/** Waits until the program has run on the current inputs. */
export const ready = (page) =>
  page.waitForFunction(() => /cycles/.test(document.querySelector('#plan').textContent))

export async function prove(page) {
  await ready(page)
  await page.click('#go')
  await page.waitForSelector('#verdict', WAIT)
  await page.waitForSelector('#measured')
}

/** The worker that the page talks to; those below it wait for work and answer nobody else. */
export const proverOf = (page) => page.workers().find((worker) => /prover-worker/.test(worker.url()))

export const verdictOf = (page, box = '#verdict') => page.locator(box).getAttribute('data-code')

/** The value in the verifier's list that belongs to a name. */
export const seen = (page, name) =>
  page
    .locator('#seen > div', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd')
    .textContent()

export async function choose(page, name) {
  await page.getByRole('radio', { name, exact: true }).check()
}

/** Presses a button that has the proof altered, and waits for the answer. */
export async function cheat(page, kind) {
  await page.evaluate(() => document.querySelector('#verdict').removeAttribute('data-code'))
  await page.click(`[data-tamper=${kind}]`)
  await page.waitForSelector('#verdict[data-code]')
  return verdictOf(page)
}

/** What a button copies. */
export async function copied(page, button) {
  await page.click(button)
  return page.evaluate(() => globalThis.copied.at(-1))
}

export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

export const asFile = (name, buffer) => ({ name, mimeType: '', buffer: Buffer.from(buffer) })

/** Drops a file on the page as a visitor does. */
export const drop = (page, name, bytes) =>
  page.evaluate(
    ([name, base64]) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name))
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
      )
    },
    [name, Buffer.from(bytes).toString('base64')],
  )

/** Pastes text as a visitor does; false if the page took it for itself. */
export const paste = (page, text) =>
  page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    return document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, text)

export const attempt = (url) =>
  fetch(url).then(
    () => 'connected',
    () => 'refused',
  )
