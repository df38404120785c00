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

const VIEWS = [
  { name: 'light', width: 1280, height: 960, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 960, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
]

const server = await serve(SITE, await headersFile(SITE))
const browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET })
await mkdir(SHOTS, { recursive: true })
for (const { name, width, height, colorScheme } of VIEWS) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    colorScheme,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await page.goto(server.url)
  await page.waitForFunction(() => /cycles/.test(document.querySelector('#plan').textContent))
  await page.click('#go')
  await page.waitForSelector('#verdict.valid')
  await page.waitForSelector('#measured')
  await page.evaluate(() => document.activeElement.blur())
  // On a phone, the verifier's side is below: it is the one to show.
  if (width < 600) await page.evaluate(() => document.querySelector('.world').scrollIntoView())
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  const path = join(SHOTS, `${name}.webp`)
  await writeFile(path, Buffer.from(data, 'base64'))
  const { size } = await stat(path)
  console.log(`${path}: ${size} bytes`)
  if (size > MOST_BYTES) process.exitCode = 1
  await context.close()
}
await browser.close()
await server.close()
