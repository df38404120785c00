// Finds a Chromium for the browser tests: CHROMIUM, one that is installed, or the one that Playwright brings.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** Path of a browser. @throws {Error} if there is none */
export function findBrowser() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const installed = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const candidates = [process.env.CHROMIUM ?? '', ...installed, chromium.executablePath()]
  const found = candidates.find((path) => path !== '' && existsSync(path))
  if (found !== undefined) return found
  throw new Error('no Chromium: install one, name it in CHROMIUM, or run `npx playwright install chromium`')
}

/** What keeps a browser under test from talking to its maker. */
export const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication',
  '--metrics-recording-only',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]
