// Makes docs/screenshots from the built site: `npm run screenshots`. WebP, twice the resolution of the page.
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { headersFile, serve } from '../test/browser/static-server.mjs'
import { findBrowser, QUIET } from './find-browser.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SITE = join(ROOT, 'dist-web')
const SHOTS = join(ROOT, 'docs', 'screenshots')
const MOST_BYTES = 150_000

const WAIT = 120_000

const VIEWS = [
  { name: 'light', path: '', width: 1280, height: 960, colorScheme: 'light' },
  { name: 'dark', path: 'playground.html', width: 1280, height: 960, colorScheme: 'dark' },
  { name: 'phone', path: '', width: 390, height: 844, colorScheme: 'light' },
]

const server = await serve(SITE, await headersFile(SITE))
const browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET })
await mkdir(SHOTS, { recursive: true })
for (const { name, path, width, height, colorScheme } of VIEWS) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    colorScheme,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  })
  context.setDefaultTimeout(WAIT)
  const page = await context.newPage()
  await page.goto(server.url + path)
  if (path === 'playground.html') {
    await page.waitForSelector('.cm-line')
    await page.click('#run')
  }
  await page.waitForFunction(() => /cycles/.test(document.querySelector('#plan').textContent))
  await page.click('#go')
  await page.waitForSelector('#verdict.valid')
  await page.waitForSelector('#measured')
  await page.evaluate(() => document.activeElement.blur())
  await page.evaluate(() => scrollTo(0, 0))
  // On a phone, the verifier's side is below: it is the one to show.
  if (width < 600) await page.evaluate(() => document.querySelector('.world').scrollIntoView())
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  const file = join(SHOTS, `${name}.webp`)
  await writeFile(file, Buffer.from(data, 'base64'))
  const { size } = await stat(file)
  console.log(`${file}: ${size} bytes`)
  if (size > MOST_BYTES) process.exitCode = 1
  await context.close()
}
await browser.close()
await server.close()
