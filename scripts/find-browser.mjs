// Finds the browsers of the tests: those named in CHROMIUM and FIREFOX, or installed; for Chromium also the one that
// Playwright brings.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const FIREFOX = ['firefox-esr', 'firefox']
const APPLICATIONS = ['/Applications/Firefox.app/Contents/MacOS/firefox']

/** The first of these commands that exists, as paths. */
function installed(names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

const first = (candidates) => candidates.find((path) => path !== undefined && existsSync(path))

/** Path of a Chromium. @throws {Error} if there is none */
export function findBrowser() {
  const found = first([process.env.CHROMIUM, ...installed(CHROMIUM), chromium.executablePath()])
  if (found !== undefined) return found
  throw new Error('no Chromium: install one, name it in CHROMIUM, or run `npx playwright install chromium`')
}

/** Path of a Firefox. @throws {Error} if there is none */
export function findFirefox() {
  const found = first([process.env.FIREFOX, ...installed(FIREFOX), ...APPLICATIONS])
  if (found !== undefined) return found
  throw new Error('no Firefox: install one (Debian: firefox-esr), or name it in FIREFOX')
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
