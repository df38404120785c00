// Chromium and Firefox behind one interface: that of Puppeteer, over WebDriver BiDi for Firefox.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import puppeteer from 'puppeteer-core'
import { findBrowser, findFirefox, QUIET } from '../../../scripts/find-browser.mjs'

/** Whatever is not on this machine goes to a proxy that does not exist. Puppeteer sets what else keeps Firefox quiet. */
const NOWHERE = { host: '127.0.0.1', port: 9 }
const PREFERENCES = {
  'network.proxy.type': 1,
  'network.proxy.http': NOWHERE.host,
  'network.proxy.http_port': NOWHERE.port,
  'network.proxy.ssl': NOWHERE.host,
  'network.proxy.ssl_port': NOWHERE.port,
}

/** Milliseconds that a call of the driver may take: proofs take seconds. */
const PROTOCOL_TIMEOUT = 60_000

const OPTIONS = {
  chromium: () => ({
    browser: 'chrome',
    executablePath: findBrowser(),
    args: QUIET,
  }),
  firefox: () => ({
    browser: 'firefox',
    executablePath: findFirefox(),
    extraPrefsFirefox: PREFERENCES,
    protocolTimeout: PROTOCOL_TIMEOUT,
  }),
}

/** Starts a browser of that name. @throws {Error} if there is none on this machine */
export const launch = (name) => puppeteer.launch({ headless: true, ...OPTIONS[name]() })

/** Bytes that the processes of a browser have in memory. What they share counts for each. */
export async function residentBytes(browser) {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss='])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const tree = new Set([browser.process().pid])
  for (let size = 0; size < tree.size; ) {
    size = tree.size
    for (const [pid, parent] of rows) if (tree.has(parent)) tree.add(pid)
  }
  return rows.filter(([pid]) => tree.has(pid)).reduce((sum, [, , kilobytes]) => sum + 1024 * kilobytes, 0)
}

/** How long workers may take to be gone, in milliseconds: browsers end them in their own time. */
const PATIENCE = 15_000

/**
 * URLs of the workers that still live in a browser after some patience; none is what is expected. Chromium itself is
 * asked: a driver that hears of the end of a worker before that of the worker's own workers keeps these in its list.
 */
export async function remainingWorkers(browser, page) {
  const ask = (await chromiumWorkers(browser)) ?? (async () => page.workers().map((worker) => worker.url()))
  for (const end = Date.now() + PATIENCE; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const urls = await ask()
    if (urls.length === 0 || Date.now() > end) return urls
  }
}

/** A function that lists the workers of all pages, or undefined if the browser does not speak Chromium's protocol. */
async function chromiumWorkers(browser) {
  const isPlaywright = 'newBrowserCDPSession' in browser
  if (!isPlaywright && browser.protocol !== 'cdp') return undefined
  const session = await (isPlaywright ? browser.newBrowserCDPSession() : browser.target().createCDPSession())
  return async () => {
    const { targetInfos } = await session.send('Target.getTargets', { filter: [{}] })
    return targetInfos.filter(({ type }) => type === 'worker').map(({ url }) => url)
  }
}
