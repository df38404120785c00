// limpid as its users get it: the packed tarball, installed, bundled, and proving. `npm run test:consumers`.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { chromium } from 'playwright'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { findBrowser, QUIET } from '../../scripts/find-browser.mjs'
import { serve } from '../browser/static-server.mjs'
import { remainingWorkers } from '../browser/support/browsers.mjs'
import { esbuildBuild, ISOLATION, viteBuild, viteServer, webpackBuild } from './bundlers.mjs'
import { install } from './install.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LIMIT = { timeout: 180_000 }
const run = promisify(execFile)

let installed
let browser

before(async () => {
  installed = await install()
  browser = await chromium.launch({ executablePath: findBrowser(), args: QUIET })
}, LIMIT)

after(async () => {
  await browser?.close()
  await installed?.dispose()
})

function assertProved(result, shared) {
  const { reason, threads, ...rest } = result
  assert.deepEqual(rest, { output: '[0,7]', accepted: true, lie: 'refused', shared }, reason)
  assert.ok(shared ? threads > 1 : threads >= 1, reason)
}

/** Opens a page, proves in it, and looks for complaints and for workers that were left behind. */
async function proveAt(url, options) {
  const page = await browser.newPage()
  const complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  try {
    await page.goto(url)
    await page.waitForFunction(() => globalThis.prove !== undefined)
    const isolated = await page.evaluate(() => crossOriginIsolated)
    const result = await page.evaluate((given) => globalThis.prove(given), options)
    assert.deepEqual(await remainingWorkers(browser, page), [])
    assert.deepEqual(complaints, [])
    return { isolated, result }
  } finally {
    await page.close()
  }
}

async function proveIn(folder, headers, options) {
  const server = await serve(folder, headers)
  try {
    return await proveAt(server.url, options)
  } finally {
    await server.close()
  }
}

/** A folder proves on shared memory where a page is isolated, and proves all the same where it is not. */
async function provesBothWays(folder) {
  const isolated = await proveIn(folder, ISOLATION)
  assert.equal(isolated.isolated, true)
  assertProved(isolated.result, true)
  const open = await proveIn(folder, {})
  assert.equal(open.isolated, false)
  assertProved(open.result, false)
}

describe('the tarball', LIMIT, () => {
  test('has what the manifest says (publint)', async () => {
    const pkgDir = join(installed.folder, 'node_modules/limpid')
    const { messages, pkg } = await publint({ pkgDir, strict: true, pack: false })
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg, { color: false })),
      [],
    )
  })

  test('has types for every door and every way to resolve it (attw)', async () => {
    const name = (await readdir(join(installed.folder, 'tarballs'))).find((file) =>
      file.startsWith('limpid-'),
    )
    const data = await readFile(join(installed.folder, 'tarballs', name))
    const result = await checkPackage(createPackageFromTarballData(data), {
      excludeEntrypoints: ['./guest', './kernels.wasm', './package.json'],
    })
    // Modules alone: a program in CommonJS imports them dynamically. `node10` reads no exports at all.
    const problems = result.problems.filter(
      ({ kind, resolutionKind }) => kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10',
    )
    assert.deepEqual(problems, [])
  })

  test('has what it declares and nothing else', async () => {
    const folder = join(installed.folder, 'node_modules/limpid')
    const top = await readdir(folder)
    assert.deepEqual(top.sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'asconfig.json',
      'assembly',
      'dist',
      'examples',
      'guest',
      'package.json',
      'src',
    ])
  })
})

describe('Node', LIMIT, () => {
  test('proves, and the process ends by itself', async () => {
    const { stdout } = await run(process.execPath, ['main.js'], { cwd: join(installed.folder, 'node') })
    assertProved(JSON.parse(stdout), true)
  })

  for (const [args, expected] of [
    [['run', 'min-max.elf', '--private', 'text:[1,5,7,0]'], /^\[0,7\]$/],
    [['demo'], /./],
  ]) {
    test(`has the command: limpid ${args[0]}`, async () => {
      const running = run(join(installed.folder, 'node_modules/.bin/limpid'), args, { cwd: installed.folder })
      running.child.stdin.end()
      assert.match((await running).stdout, expected)
    })
  }

  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    test(`compiles against the declarations, moduleResolution ${moduleResolution}`, async () => {
      const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
      const flags = [
        '--noEmit',
        '--strict',
        '--exactOptionalPropertyTypes',
        '--types',
        '',
        '--target',
        'es2022',
      ]
      const lib = ['--lib', 'es2022,esnext.disposable,dom']
      const mode = ['--module', module, '--moduleResolution', moduleResolution]
      const cwd = join(installed.folder, 'node')
      await run(process.execPath, [compiler, ...flags, ...lib, ...mode, 'main.ts'], { cwd }).catch((error) =>
        assert.fail(error.stdout),
      )
    })
  }
})

describe('Vite', LIMIT, () => {
  for (const [name, headers] of [
    ['an isolated', ISOLATION],
    ['an ordinary', {}],
  ]) {
    test(`proves on ${name} development server`, async () => {
      const server = await viteServer(installed.folder, headers)
      try {
        const { isolated, result } = await proveAt(server.url)
        assert.equal(isolated, headers === ISOLATION)
        assertProved(result, isolated)
      } finally {
        await server.close()
      }
    })
  }

  test('proves when built', async () => provesBothWays(await viteBuild(installed.folder)))
})

test('webpack: proves when built', LIMIT, async () => provesBothWays(await webpackBuild(installed.folder)))

describe('esbuild', LIMIT, () => {
  test('proves with the worker as an entry point', async () =>
    provesBothWays(await esbuildBuild(installed.folder)))

  test('proves with explicit addresses, and names what is not there', async () => {
    const folder = await esbuildBuild(installed.folder)
    const packaged = join(installed.folder, 'node_modules/limpid/dist')
    const assets = await serve(packaged, { ...ISOLATION, 'Access-Control-Allow-Origin': '*' })
    const wasmUrl = new URL('kernels.wasm', assets.url).href
    try {
      const { result } = await proveIn(folder, ISOLATION, { workerUrl: 'worker.js', wasmUrl })
      assertProved(result, true)
      const foreign = { wasmUrl: new URL('nowhere.wasm', assets.url).href }
      await assert.rejects(proveIn(folder, ISOLATION, foreign), /no kernels at .*nowhere\.wasm.*404/)
      await assert.rejects(proveIn(folder, ISOLATION, { wasmUrl: 'main.js' }), /something else is there/)
      await assert.rejects(proveIn(folder, ISOLATION, { workerUrl: 'nowhere.js' }), /workerUrl/)
    } finally {
      await assets.close()
    }
  })
})

test('an extension proves in an offscreen document, under its policy', LIMIT, async () => {
  const folder = await esbuildBuild(installed.folder, 'extension')
  const profile = await mkdtemp(join(tmpdir(), 'limpid-profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: [...QUIET, `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  })
  try {
    const background = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
    assertProved(await background.evaluate(() => globalThis.prove()), true)
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
})
