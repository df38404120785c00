// The site in a real Chromium: `npm run test:browser`.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { lowContrast } from './contrast.mjs'
import { serve } from './static-server.mjs'
import {
  asFile,
  attempt,
  cheat,
  choose,
  copied,
  drop,
  LIMIT,
  LIST,
  paste,
  prove,
  proverOf,
  ROOT,
  ready,
  SECRET,
  SHOTS,
  saved,
  seen,
  siteUnderTest,
  verdictOf,
  WAIT,
} from './support/site.mjs'

/** Text of the verifier: pages that hold it would verify on their own thread. */
const VERIFIER_TEXT = 'an opened row does not belong to its commitment'

const { folder: SITE, open } = siteUnderTest('site-under-test')

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
    assert.equal(await page.locator('#made').isVisible(), false)
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    assert.equal(await seen(page, 'Output'), '[31337,987654321]')
    const text = await page.locator('#verdict').textContent()
    assert.ok(Number(/(\d+) bits/.exec(text)?.[1]) >= 100, text)
    for (const [kind, code, change] of [
      ['byte', /./, /^RefusedByte [\d,]+ of the proof: [0-9a-f]{2} → [0-9a-f]{2}/],
      ['output', /./, /^RefusedOutput: \[31337,987654321\] → \[31337,987654320\]/],
      ['program', /^WRONG_PROGRAM$/, /^RefusedProgram: /],
    ]) {
      const answer = await cheat(page, kind)
      assert.notEqual(answer, 'OK', kind)
      assert.match(answer, code)
      assert.match(await page.locator('#verdict').textContent(), change)
      assert.ok((await page.locator('#verdict .why').textContent()).length > 20, 'a reason is given')
    }
    assert.equal(await cheat(page, 'none'), 'OK')
  })

  test('says what a proof took and where the cycles went', async (t) => {
    const { page } = await open(t)
    await choose(page, 'SHA-256 preimage')
    await prove(page)
    const figures = await page.locator('#figures').textContent()
    for (const name of ['to prove', 'cycles', 'kHz', 'proof', 'proven bits', 'peak memory', 'to verify'])
      assert.ok(figures.includes(name), name)
    const report = JSON.parse(await copied(page, '#copy'))
    assert.equal(report.stats.cycles > 1000 && report.provenBits >= 100 && report.verifyMs > 0, true)
    const phases = Object.values(report.stats.phases).reduce((sum, time) => sum + time, 0)
    assert.ok(Math.abs(phases - report.stats.milliseconds) < 1, 'phases add up to the whole')
    const rows = (chart) => page.locator(`${chart} tbody tr`).allTextContents()
    assert.equal((await rows('#time-chart')).length, 6)
    const counts = async (chart) =>
      (await page.locator(`${chart} tbody td.number`).allTextContents()).map((label) =>
        Number(label.split(/,? (?:of|<|\d+ %)/)[0].replaceAll(',', '')),
      )
    const sum = (numbers) => numbers.reduce((all, number) => all + number, 0)
    assert.equal(sum(await counts('#mix-chart')), report.stats.cycles)
    assert.equal(sum(await counts('#symbol-chart')), report.stats.cycles)
    assert.match((await rows('#symbol-chart'))[0], /^sha256_block/)
    for (const label of await page.locator('#table-chart td.number').allTextContents()) {
      const [used, height] = label.replaceAll(',', '').split(' of ').map(Number)
      assert.ok(used <= height && Number.isInteger(Math.log2(height)), label)
    }
  })

  test('keeps the private input to itself', async (t) => {
    const { page, requests, server, context } = await open(t)
    await page.fill('#field-list', LIST)
    await prove(page)
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
    await page.click('summary:has-text("terminal")')
    const given = {
      link: await copied(page, '#share'),
      package: await copied(page, '#copy-proof'),
      report: await copied(page, '#copy'),
      file: (await saved(page, '#save')).bytes.toString('latin1'),
      bare: (await saved(page, '#save-bare')).bytes.toString('latin1'),
      command: await page.locator('#terminal').textContent(),
    }
    const hex = Buffer.from(SECRET).toString('hex')
    for (const [what, text] of Object.entries(given)) {
      assert.ok(what === 'bare' || text.includes('3331333337'), `${what} holds the output`)
      assert.ok(!text.includes(SECRET) && !text.includes(hex), what)
    }
  })

  test('cannot connect to another origin, neither the page nor the prover', async (t) => {
    const other = await serve(SITE, { 'Access-Control-Allow-Origin': '*' })
    t.after(other.close)
    const { page } = await open(t)
    await ready(page)
    assert.equal(await page.evaluate(attempt, other.url), 'refused')
    assert.equal(await proverOf(page).evaluate(attempt, other.url), 'refused')
    assert.deepEqual(other.seen, [])
  })

  test('stays responsive while it proves, and stops on demand', async (t) => {
    const { page, requests } = await open(t)
    for (const request of requests.filter((request) => request.resourceType() === 'script')) {
      if (request.serviceWorker() !== null || /worker/.test(request.url())) continue
      const text = await (await request.response()).text()
      assert.ok(!text.includes(VERIFIER_TEXT), `${request.url()} verifies on the page's thread`)
    }
    await choose(page, 'Fibonacci')
    await page.fill('#field-n', '400000')
    await ready(page)
    await page.click('#go')
    await page.waitForSelector('#phases .done')
    // The page draws and answers in the middle of the proof: its thread is free.
    for (let k = 0; k < 5; k++) {
      const proving = await page.evaluate(
        () =>
          new Promise((resolve) =>
            requestAnimationFrame(() => resolve(!document.querySelector('#cancel').hidden)),
          ),
      )
      assert.ok(proving, 'the proof goes on')
    }
    assert.match(await page.locator('#elapsed').textContent(), /\d s$/)
    await page.waitForFunction(() =>
      /^[\d,]+ of [\d,]+ /.test(document.querySelector('#counter').textContent),
    )
    const part = await page.evaluate(() => document.querySelector('#overall').value)
    assert.ok(part > 0 && part < 1, `a part of the proof is done: ${part}`)
    const old = proverOf(page)
    const ended = old.waitForEvent('close')
    const start = performance.now()
    await page.click('#cancel')
    await page.waitForSelector('#go')
    t.diagnostic(`cancelled within ${(performance.now() - start).toFixed(0)} ms`)
    await ended
    assert.match(await page.locator('#problem').textContent(), /^Cancelled/)
    assert.equal(await page.locator('#verdict').isVisible(), false)
    await page.fill('#field-n', '10')
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    assert.match(await page.locator('#statement').textContent(), /Fibonacci number 10 is 55/)
  })

  test('runs every example on its first inputs', async (t) => {
    const { page } = await open(t)
    for (const [name, statement, exitCode] of [
      ['SHA-256 preimage', /knows a message/, '0'],
      ['Handwritten digit', /sees the digit 7\./, '0'],
      ['Member of a list', /member of the list takes part/, '0'],
      ['Over 18', /18 years or more/, '0'],
      ['Signed credential', /over 18, of a country in AT DE FR, with nullifier [0-9a-f]{8}/, '0'],
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
      assert.ok((await page.locator('#source code').textContent()).includes('int main'), name)
    }
    await choose(page, 'Member of a list')
    await ready(page)
    await page.selectOption('#field-member', 'Mallory')
    await page.waitForFunction(() => /not on the list/.test(document.querySelector('#statement').textContent))
    assert.equal(await seen(page, 'Exit code'), '1')
  })

  test('proves a signed credential, and no answer of a changed one', async (t) => {
    const { page } = await open(t)
    await choose(page, 'Signed credential')
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    assert.match(await seen(page, 'Output'), /over 18\s+country in AT DE FR\s+nullifier [0-9a-f]{64}/)
    for (const kind of ['byte', 'output', 'program']) assert.notEqual(await cheat(page, kind), 'OK', kind)
    const original = Object.fromEntries(
      await Promise.all(
        ['document', 'signature', 'issuer', 'age', 'countries'].map(async (name) => [
          name,
          await page.inputValue(`#field-${name}`),
        ]),
      ),
    )
    const other = (digits) => (digits.startsWith('0') ? '1' : '0') + digits.slice(1)
    for (const [name, value] of [
      ['document', original.document.replace('1999', '1989')],
      ['signature', other(original.signature)],
      ['issuer', other(original.issuer)],
      ['age', '99'],
      ['countries', 'CH'],
    ]) {
      await page.fill(`#field-${name}`, value)
      await page.waitForFunction(() => /did not sign/.test(document.querySelector('#statement').textContent))
      assert.equal(await seen(page, 'Exit code'), '1', name)
      await page.fill(`#field-${name}`, original[name])
      await page.waitForFunction(() => /over 18/.test(document.querySelector('#statement').textContent))
    }
    for (const [name, value, complaint] of [
      ['signature', 'abc', /128 hexadecimal digits/],
      ['age', 'x', /number of years/],
      ['countries', 'Austria', /two capital letters/],
    ]) {
      await page.fill(`#field-${name}`, value)
      assert.match(await page.locator('#problem').textContent(), complaint)
      await page.fill(`#field-${name}`, original[name])
    }
  })

  test('proves which digit is on a drawing, by mouse, finger or choice', async (t) => {
    const { page, context } = await open(t, { hasTouch: true })
    await choose(page, 'Handwritten digit')
    const sees = (digit) =>
      page.waitForFunction(
        (digit) => document.querySelector('#statement').textContent.includes(`the digit ${digit}.`),
        digit,
      )
    const holds = (what) => page.getByRole('img', { name: `Your drawing: ${what}`, exact: true }).waitFor()
    await sees(7)
    await holds('Sample 7')
    for (let digit = 0; digit < 10; digit++) {
      await page.selectOption('#field-image', `Sample ${digit}`)
      await sees(digit)
    }
    await page.focus('#field-image')
    await page.keyboard.press('ArrowUp')
    await sees(8)

    // A stroke begins a new drawing.
    const canvas = page.locator('canvas')
    const at = async (x, y) => {
      const { x: left, y: top, width, height } = await canvas.boundingBox()
      return [left + (x / 28) * width, top + (y / 28) * height]
    }
    await canvas.scrollIntoViewIfNeeded()
    await page.mouse.move(...(await at(8, 5)))
    await page.mouse.down()
    await page.mouse.move(...(await at(20, 5)), { steps: 5 })
    await page.mouse.move(...(await at(12, 24)), { steps: 5 })
    await page.mouse.up()
    await page.mouse.move(...(await at(24, 24)))
    await sees(7)
    await holds('drawn by hand')
    assert.equal(await page.inputValue('#field-image'), '')

    await page.getByRole('button', { name: 'Clear' }).click()
    await holds('empty')
    assert.match(await page.locator('#problem').textContent(), /^Draw a digit/)
    assert.equal(await page.locator('#go').isDisabled(), true)

    const session = await context.newCDPSession(page)
    const touch = async (type, ...place) => {
      const [x, y] = place.length === 0 ? [] : await at(...place)
      await session.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y }] })
    }
    const scrolled = await page.evaluate(() => scrollY)
    await touch('touchStart', 14.5, 3)
    for (const y of [9, 16, 25]) await touch('touchMove', 14, y)
    await touch('touchEnd')
    await sees(1)
    assert.equal(await page.evaluate(() => scrollY), scrolled, 'a finger draws and does not scroll')

    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    assert.equal(await seen(page, 'Output'), '1')
    for (const kind of ['byte', 'output', 'program']) assert.notEqual(await cheat(page, kind), 'OK', kind)
  })

  test('follows the last of several quick choices', async (t) => {
    const { page } = await open(t)
    for (const name of ['Over 18', 'SHA-256 preimage', 'Fibonacci', 'Your own program', 'Least and greatest'])
      await choose(page, name)
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    assert.equal(await seen(page, 'Output'), '[0,7]')
  })

  test('says what is wrong with a file or an input', async (t) => {
    const { page } = await open(t)
    await choose(page, 'Fibonacci')
    await ready(page)
    await page.fill('#field-n', 'many')
    assert.match(await page.locator('#problem').textContent(), /whole number/)
    assert.equal(await page.locator('#go').isDisabled(), true)
    assert.equal(await page.locator('#execution').isVisible(), true)
    await choose(page, 'Your own program')
    assert.equal(await page.locator('#go').isDisabled(), true)
    assert.equal(await page.locator('#execution').isVisible(), false)
    const elf = await readFile(join(ROOT, 'examples/min-max/min-max.elf'))
    for (const [bytes, complaint] of [
      [Buffer.from('no program'), /no ELF file/],
      [elf.subarray(0, 600), /./],
    ]) {
      await page.setInputFiles('#elf', asFile('broken.elf', bytes))
      await page.waitForSelector('#problem')
      assert.match(await page.locator('#problem').textContent(), complaint)
      assert.equal(await page.locator('#go').isDisabled(), true)
    }
    // A file dropped anywhere is the visitor's own program.
    await choose(page, 'Fibonacci')
    await drop(page, 'min-max.elf', elf)
    await page.getByText(/^min-max.elf, /).waitFor()
    await page.fill('#field-private', '3 9')
    await page.waitForFunction(() => document.querySelector('#seen').textContent.includes('[3,9]'))
    assert.equal(await page.locator('#problem').isVisible(), false)
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
  })

  test('is used with the keyboard alone', async (t) => {
    const { page } = await open(t)
    await ready(page)
    await page.evaluate(() => {
      globalThis.said = []
      new MutationObserver(() => globalThis.said.push(document.querySelector('#live').textContent)).observe(
        document.querySelector('#live'),
        { childList: true },
      )
    })
    /** Tabs on to an element; all stops on the way have to show where the focus is. */
    const tabTo = async (selector) => {
      for (let k = 0; k < 40; k++) {
        await page.keyboard.press('Tab')
        const { there, shown, what } = await page.evaluate((selector) => {
          const active = document.activeElement
          const marked = [active, active.nextElementSibling].filter((element) => element !== null)
          return {
            there: active.matches(selector),
            shown: marked.some((element) => getComputedStyle(element).outlineStyle !== 'none'),
            what: active.outerHTML.slice(0, 100),
          }
        }, selector)
        assert.ok(shown, `the focus is visible on ${what}`)
        if (there) return
      }
      assert.fail(`${selector} cannot be reached`)
    }
    await tabTo('.skip')
    await tabTo('#programs input:checked')
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('#field-message')
    await tabTo('#field-message')
    await page.keyboard.type(' and a saddle')
    await ready(page)
    await tabTo('summary')
    await tabTo('#go')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#cancel')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'cancel')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#go')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'go')
    assert.match(await page.getByRole('alert').textContent(), /^Cancelled/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#verdict.valid')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'go')
    await tabTo('#save')
    await tabTo('[data-tamper=output]')
    await page.keyboard.press('Space')
    await page.waitForSelector('#verdict.refused')
    await tabTo('#copy')
    const said = await page.evaluate(() => globalThis.said.join(' '))
    assert.match(said, /Proving, about .*Proving, about .*Proved in /)
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll('input, select, textarea, button')]
        .filter((control) => !control.labels?.length && !control.ariaLabel && !control.textContent.trim())
        .map((control) => control.outerHTML),
    )
    assert.deepEqual(unnamed, [])
  })
})

describe('a page that is not isolated', LIMIT, () => {
  test('proves and verifies', async (t) => {
    const { page } = await open(t, { isolated: false })
    assert.equal(await page.evaluate(() => crossOriginIsolated), false)
    assert.match(await page.locator('#preflight').textContent(), /Isolatedno/)
    await page.getByText(/^Threads1 of/).waitFor()
    await page.getByText(/^One thread proves alone: .*COOP/).waitFor()
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
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
    assert.equal(await proverOf(page).evaluate(attempt, other.url), 'refused')
    await server.close()
    await context.setOffline(true)
    await page.reload()
    await prove(page)
    assert.equal(await verdictOf(page), 'OK')
    const { bytes } = await saved(page, '#save')
    await choose(page, 'SHA-256 preimage')
    await ready(page)
    // With and without the ending, as static hosts serve pages.
    for (const path of ['verify.html', 'verify']) {
      await page.goto(server.url + path)
      await page.setInputFiles('#proof-file', asFile('a.limpid.json', bytes))
      await page.waitForSelector('#checked')
      assert.equal(await verdictOf(page, '#checked'), 'OK')
    }
  })
})

describe('the page that verifies', LIMIT, () => {
  /** Proves in one page and gives what a visitor can hand on. */
  async function proof(t) {
    const { page } = await open(t)
    await page.fill('#field-list', LIST)
    await prove(page)
    await page.click('summary:has-text("terminal")')
    return {
      link: new URL(await copied(page, '#share')),
      text: await copied(page, '#copy-proof'),
      file: await saved(page, '#save'),
      bare: await saved(page, '#save-bare'),
    }
  }

  test('takes a proof by drag, by paste, and by link and file', async (t) => {
    const { link, text, file, bare } = await proof(t)
    assert.equal(file.name, 'min-max.limpid.json')
    assert.equal(file.bytes.toString(), text)
    assert.equal(link.pathname, '/verify.html')

    const { page } = await open(t, { path: 'verify.html' })
    await drop(page, 'min-max.limpid.json', file.bytes)
    await page.waitForSelector('#checked.valid')
    await page.getByText('Least and greatest').waitFor()
    assert.match(await page.locator('#statement').textContent(), /some private list is 31337/)
    assert.equal(await seen(page, 'Private input'), 'withheld')

    await page.reload()
    assert.equal(await paste(page, 'just some text'), true, 'other text is left to the fields')
    assert.equal(await paste(page, text), false)
    await page.waitForSelector('#checked.valid')

    await page.reload()
    await page.setInputFiles('#proof-file', asFile('a.proof', bare.bytes))
    await page.getByText(/Now say what it proves/).waitFor()
    assert.equal(await paste(page, link.href), false)
    await page.waitForSelector('#checked.valid')

    const linked = await open(t, { path: `verify.html${link.hash}` })
    await linked.page.getByText(/add the proof that came with this link/).waitFor()
    await linked.page.click('#checker [type=submit]')
    assert.match(await linked.page.locator('#problem').textContent(), /proof file first/)
    await drop(linked.page, 'a.proof', bare.bytes)
    await linked.page.waitForSelector('#checked.valid')
    assert.equal(await linked.page.inputValue('#check-output'), '[31337,987654321]')
  })

  test('refuses what is altered and says what is wrong', async (t) => {
    const { text, file, bare } = await proof(t)
    const { page } = await open(t, { path: 'verify.html' })
    const give = (name, bytes) => page.setInputFiles('#proof-file', asFile(name, bytes))
    const check = async () => {
      await page.click('#checker [type=submit]')
      await page.waitForSelector('#checked')
      return verdictOf(page, '#checked')
    }
    await give('a.limpid.json', file.bytes)
    await page.waitForSelector('#checked.valid')
    for (const [field, value, code] of [
      ['#check-output', '[31337,987654322]', /./],
      ['#check-public', '1', /./],
      ['#check-exit', '1', /./],
      ['#check-program', 'a'.repeat(64), /^WRONG_PROGRAM$/],
    ]) {
      const before = await page.inputValue(field)
      await page.fill(field, value)
      assert.equal(await page.locator('#checked').isVisible(), false, 'an old answer goes away')
      const answer = await check()
      assert.notEqual(answer, 'OK', field)
      assert.match(answer, code)
      assert.equal(await page.locator('#statement').textContent(), 'Nothing yet.')
      await page.fill(field, before)
    }
    await page.fill('#check-program', 'xyz')
    await page.click('#checker [type=submit]')
    assert.match(await page.locator('#problem').textContent(), /64 hexadecimal digits/)
    await page.fill('#check-output', 'hex:0')
    const elf = await readFile(join(ROOT, 'examples/min-max/min-max.elf'))
    await give('min-max.elf', elf)
    await page.getByText('The output is not hexadecimal').waitFor()
    await page.fill('#check-output', 'hex:5b33313333372c3938373635343332315d')
    assert.equal(await check(), 'OK')
    const altered = JSON.parse(text)
    altered.output = Buffer.from('[0,987654321]').toString('hex')
    await give('altered.json', JSON.stringify(altered))
    await page.waitForSelector('#checked.refused')
    assert.equal(await page.inputValue('#check-output'), '[0,987654321]')
    const cut = bare.bytes.subarray(0, 1000)
    for (const bytes of [
      Buffer.from('hello'),
      cut,
      Buffer.from('{"format":"limpid-proof-1"}'),
      Buffer.alloc(0),
    ]) {
      await give('broken', bytes)
      await page.waitForSelector('#checked[data-code=FORMAT]')
    }
    await give('broken.elf', elf.subarray(0, 600))
    await page.waitForSelector('#problem')
  })
})

describe('the look', LIMIT, () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 768, 1280]) {
      test(`fits ${width} px and is legible, ${colorScheme}`, async (t) => {
        const { page } = await open(t, {
          viewport: { width, height: 800 },
          colorScheme,
          reducedMotion: 'reduce',
        })
        const shot = async (name, fullPage) => {
          await page.screenshot({ path: join(SHOTS, `${colorScheme}-${width}-${name}.png`), fullPage })
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, name)
          assert.deepEqual(await page.evaluate(lowContrast), [], name)
          assert.equal(await page.evaluate(() => document.getAnimations().length), 0, 'motion is reduced')
        }
        await ready(page)
        await shot('start', false)
        await prove(page)
        await shot('proved', true)
        const { bytes } = await saved(page, '#save')
        await cheat(page, 'byte')
        await shot('refused', true)
        await choose(page, 'Handwritten digit')
        await ready(page)
        await shot('drawing', true)
        await page.goto(new URL('verify.html', page.url()).href)
        await shot('verify', false)
        await page.setInputFiles('#proof-file', asFile('a.limpid.json', bytes))
        await page.getByText('Least and greatest').waitFor()
        await shot('verified', true)
      })
    }
  }
})
