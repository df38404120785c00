// The page on which programs are written, in a real Chromium: `npm run test:browser`.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { lowContrast } from './contrast.mjs'
import {
  cheat,
  copied,
  LIMIT,
  LIST,
  ROOT,
  SECRET,
  SHOTS,
  saved,
  seen,
  siteUnderTest,
  verdictOf,
  WAIT,
} from './support/site.mjs'

const { folder, open } = siteUnderTest('playground-under-test')
const PATH = 'playground.html'

/** Opens the page, and waits for its editor. */
async function openPlayground(t, options = {}) {
  const opened = await open(t, { path: PATH, ...options })
  await opened.page.waitForSelector('.cm-line')
  return opened
}

/** The whole program; the editor draws only the lines in view. */
const sourceOf = async (page) => (await saved(page, '#save-source')).bytes.toString()

/** Types a program over the one that is there. The editor indents by itself, so lines begin without blanks. */
async function write(page, source) {
  await page.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(source)
}

async function start(page, name) {
  await page.getByRole('radio', { name, exact: true }).check()
}

const compiled = (page) => page.getByText(/^Compiled in /).waitFor()

async function run(page) {
  await page.click('#run')
  await page.waitForSelector('#console')
  return page.locator('#console').textContent()
}

async function prove(page) {
  await page.click('#go')
  await page.waitForSelector('#verdict', WAIT)
  await page.waitForSelector('#measured')
}

const SUM = `import { readPrivate, readPublic, writeText } from 'limpid/guest'

export function main(): i32 {
  readPublic()
  const bytes = readPrivate()
  let sum: u32 = 0
  for (let i = 0; i < bytes.length; i++) sum += bytes[i]
  writeText('sum ' + sum.toString())
  return 0
}
`

/** The auction's statement in words, and its id as the terminal gives it. */
async function checkSealedBid(page) {
  await page.waitForFunction(() => /bids, number/.test(document.querySelector('#statement').textContent))
  assert.equal(
    await page.locator('#statement').textContent(),
    'Of 4 sealed bids, number 3 is the highest. It pays the second highest: 120.',
  )
  const source = join(ROOT, 'examples/sealed-bid/sealed-bid.ts')
  const elf = join(folder, 'sealed-bid.elf')
  const command = [join(ROOT, 'dist/cli/main.js'), 'build', source, '-o', elf]
  const { stdout } = await promisify(execFile)('node', command)
  assert.equal(await page.locator('#seen [data-id]').getAttribute('data-id'), stdout.trim())
}

describe('the playground', LIMIT, () => {
  test('compiles, runs, proves and verifies what was written', async (t) => {
    const { page, requests, context } = await openPlayground(t)
    const isCompiler = (request) => /\/asc-/.test(request.url())
    assert.equal(requests.some(isCompiler), false, 'the compiler is not loaded before it is needed')
    await start(page, 'Your own')
    await write(page, SUM)
    await page.fill('#field-private', 'abc')
    await context.setOffline(true)
    await page.click('#run')
    await page.getByText(/^The compiler could not be loaded/).waitFor()
    await context.setOffline(false)
    assert.match(await run(page), /^sum 294Exit code 0\. [\d,]+ cycles\.$/)
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    assert.equal(await seen(page, 'Output'), 'sum 294')
    assert.equal(await seen(page, 'Private input'), 'withheld')
    assert.notEqual(await cheat(page, 'output'), 'OK')
    assert.equal(await cheat(page, 'program'), 'WRONG_PROGRAM')
    assert.equal(await cheat(page, 'none'), 'OK')
    const first = await seen(page, 'Program')
    // An edit ends what was proved, and is compiled by itself.
    await write(page, SUM.replace("'sum '", "'total '"))
    await page.waitForSelector('#no-proof')
    await page.getByText(/Compiled in /).waitFor()
    await page.waitForFunction(() => document.querySelector('#seen').textContent.includes('total 294'))
    assert.notEqual(await seen(page, 'Program'), first)
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    assert.match(await page.locator('#network').textContent(), /^0 requests to other sites/)
  })

  test('underlines errors, and says how a program ended', async (t) => {
    const { page } = await openPlayground(t)
    await start(page, 'Your own')
    const underlined = () => page.locator('.cm-lintRange-error').allTextContents()
    await write(page, SUM.replace('let sum: u32 = 0', 'let sum: u32 = nothing'))
    await page.click('#compile')
    await page.waitForSelector('#flaws')
    assert.match(await page.locator('#flaws').textContent(), /^Line 6, column 18 Cannot find name 'nothing'/)
    assert.deepEqual(await underlined(), ['nothing'])
    assert.match(await page.locator('#compiled').textContent(), /^Not compiled: 1 error/)
    const underline = (range) => getComputedStyle(range).textDecorationStyle
    assert.equal(await page.locator('.cm-lintRange-error').evaluate(underline), 'wavy')
    // The message leads to its place.
    await page.click('#flaws button')
    assert.equal(await page.locator('.cm-activeLineGutter').first().textContent(), '6')
    // Nothing that is not compiled is proved.
    await page.click('#go')
    await page.click('#run')
    assert.equal(await page.locator('#made').isVisible(), false)
    assert.equal(await page.locator('#console').isVisible(), false)
    // What only the translator refuses is underlined at the function's name.
    await write(page, SUM.replace('let sum: u32 = 0', 'let sum: u32 = <u32>(<f64>bytes.length * 0.5)'))
    await page.waitForFunction(() => /Floating/.test(document.querySelector('#flaws').textContent))
    assert.deepEqual(await underlined(), ['main'])
    await write(page, SUM)
    await compiled(page)
    assert.deepEqual(await underlined(), [])
    assert.equal(await page.locator('#flaws').isVisible(), false)

    await page.fill('#field-private', 'abc')
    await write(
      page,
      SUM.replace('writeText(', "debug('look'); assert(bytes.length > 3, 'short')\n  writeText(").replace(
        'readPrivate',
        'debug, readPrivate',
      ),
    )
    assert.match(await run(page), /No output\.look.*Exit code 208: an assertion failed/s)
    await page.fill('#field-private', 'abcd')
    await page.waitForFunction(() => document.querySelector('#seen').textContent.includes('sum 394'))
    await write(page, 'export function main(): i32 {\n  while (true) {}\n}')
    assert.match(await run(page), /^Stopped after [\d,]+ cycles.*endless loop/)
    await write(page, SUM)
    assert.match(await run(page), /^sum 394/)
  })

  test('runs every program to start from, and names it as the terminal does', async (t) => {
    const { page } = await openPlayground(t)
    const names = await page.locator('#starts .chip').allTextContents()
    assert.ok(names.length >= 4, names.join())
    for (const name of names) {
      await start(page, name)
      assert.match(await run(page), /Exit code 0\./, name)
      assert.equal(await page.locator('#flaws').isVisible(), false, name)
      if (name === 'Sealed bids') await checkSealedBid(page)
    }
    // Of a changed program, the page claims nothing.
    await start(page, 'Sealed bids')
    await page.locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('// changed')
    await page.waitForFunction(() =>
      /Some private input/.test(document.querySelector('#statement').textContent),
    )
    assert.match(await seen(page, 'Program'), /^sealed-bid\.ts/)
  })

  test('puts the program into the link, and no input', async (t) => {
    const { page, requests, server } = await openPlayground(t)
    await page.fill('#field-list', LIST)
    const original = await sourceOf(page)
    await page.locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.type('// Größe: 7 < 8 & 9\n')
    const changed = await sourceOf(page)
    assert.equal(changed, `// Größe: 7 < 8 & 9\n${original}`)
    await page.waitForFunction(() => /code=/.test(location.hash))
    await run(page)
    await prove(page)
    const link = await copied(page, '#copy-link')
    const secrets = [
      SECRET,
      Buffer.from(SECRET).toString('hex'),
      Buffer.from(SECRET).toString('base64').slice(0, 8),
    ]
    const inside = await page.evaluate(
      async (code) => {
        const bytes = Uint8Array.from(atob(code.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
          c.charCodeAt(0),
        )
        return new Response(
          new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')),
        ).text()
      },
      new URLSearchParams(new URL(link).hash.slice(1)).get('code'),
    )
    assert.equal(inside, changed)
    const places = { link, inside, address: page.url(), proofLink: await copied(page, '#share') }
    const sent = JSON.stringify([requests.map((request) => [request.url(), request.postData()]), server.seen])
    for (const [what, text] of Object.entries({ ...places, sent }))
      for (const secret of secrets) assert.ok(!text.includes(secret), what)
    assert.ok(!sent.includes('code='), 'the program is not sent either')
    assert.equal((await saved(page, '#save-source')).name, 'min-max.ts')

    const { page: other } = await openPlayground(t, { path: PATH + new URL(link).hash })
    assert.equal(await sourceOf(other), changed)
    assert.equal(await other.inputValue('#field-list'), '[1, 5, 7, 0]')
    assert.equal(await other.locator('#linked').isVisible(), true)
    await other.reload()
    await other.waitForSelector('.cm-line')
    assert.equal(await sourceOf(other), changed)
    // A place on the page is no link to a program.
    await other.evaluate(() => {
      location.hash = '#write'
    })
    await other.waitForFunction(() => /code=/.test(location.hash))
    assert.equal(await sourceOf(other), changed)
    // A link to a program that is not changed is short.
    await start(other, 'Lottery')
    assert.match(await copied(other, '#copy-link'), /#start=lottery$/)
  })

  test('says that a link is damaged', async (t) => {
    // Two megabytes of blanks in two kilobytes.
    const bomb = await new Response(
      new Blob([' '.repeat(2 ** 21)]).stream().pipeThrough(new CompressionStream('deflate-raw')),
    ).arrayBuffer()
    for (const code of [
      '%%%',
      'AAAA',
      Buffer.from('no stream').toString('base64url'),
      Buffer.from(bomb).toString('base64url'),
    ]) {
      const { page } = await openPlayground(t, { path: `${PATH}#start=min-max&code=${code}` })
      await page.getByText(/in this link is damaged/).waitFor()
      assert.match(await sourceOf(page), /least and the greatest/)
    }
  })

  test('is used with the keyboard alone', async (t) => {
    const { page } = await openPlayground(t)
    const focused = () =>
      page.evaluate(
        () => document.activeElement.shadowRoot?.activeElement.ariaLabel ?? document.activeElement.id,
      )
    const tabTo = async (wanted) => {
      for (let k = 0; k < 20; k++) {
        await page.keyboard.press('Tab')
        if (wanted.test(await focused())) return
      }
      assert.fail(`${wanted} cannot be reached`)
    }
    await tabTo(/^Program in TypeScript/)
    assert.equal(await page.locator('#editor').evaluate((box) => getComputedStyle(box).outlineStyle), 'solid')
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.type('// mine\n')
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.waitForSelector('#console')
    await tabTo(/^compile$/)
    await tabTo(/^run$/)
    await tabTo(/^go$/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#verdict.valid')
    assert.match(await sourceOf(page), /^\/\/ mine\n/)
  })

  test('works offline once the compiler was loaded', async (t) => {
    const { page, server, context } = await open(t, {
      path: PATH,
      isolated: false,
      base: '/some/folder/',
      serviceWorkers: 'allow',
    })
    await page.waitForFunction(() => crossOriginIsolated, undefined, WAIT)
    await page.waitForLoadState('load')
    await page.waitForSelector('.cm-line')
    const kept = () =>
      page.evaluate(async () => {
        const [name] = await caches.keys()
        return (await (await caches.open(name)).keys()).filter(({ url }) => /\/asc-/.test(url)).length
      })
    assert.equal(await kept(), 0, 'visitors who compile nothing do not fetch the compiler')
    await run(page)
    while ((await kept()) === 0) await page.waitForTimeout(100)
    await server.close()
    await context.setOffline(true)
    await page.reload()
    await start(page, 'Your own')
    await write(page, SUM)
    await page.fill('#field-private', 'abc')
    assert.match(await run(page), /^sum 294/)
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
  })

  test('tells the size of the compiler', async (t) => {
    const { page } = await openPlayground(t)
    const [, told] = /([\d.]+) MB/.exec(await page.locator('#compiled').textContent())
    const names = (await readdir(join(folder, 'assets'))).filter((name) =>
      /^(asc|compiler-worker)-/.test(name),
    )
    assert.equal(names.length, 2)
    let bytes = 0
    for (const name of names)
      bytes += (await promisify(gzip)(await readFile(join(folder, 'assets', name)))).length
    assert.ok(Math.abs(bytes / 1e6 - Number(told)) < 0.15, `${told} MB are ${bytes} bytes`)
    const first = join(
      folder,
      'assets',
      (await readdir(join(folder, 'assets'))).find((name) => /^playground-/.test(name)),
    )
    assert.ok((await stat(first)).size < 40_000)
  })
})

describe('the look of the playground', LIMIT, () => {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ]) {
    test(`fits ${width} px and is legible, ${colorScheme}`, async (t) => {
      const { page } = await openPlayground(t, {
        viewport: { width, height: 800 },
        colorScheme,
        reducedMotion: 'reduce',
      })
      const shot = async (name, fullPage) => {
        await page.screenshot({
          path: join(SHOTS, `playground-${colorScheme}-${width}-${name}.png`),
          fullPage,
        })
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, name)
        assert.deepEqual(await page.evaluate(lowContrast), [], name)
      }
      await shot('start', false)
      await write(page, SUM.replace('sum +=', 'some +='))
      await page.click('#compile')
      await page.waitForSelector('#flaws')
      await shot('errors', true)
      await write(page, SUM)
      await run(page)
      await shot('run', true)
    })
  }
})
