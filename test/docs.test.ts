/** The documentation says what is so: its links lead somewhere, generated pages are up to date. doors.test.ts runs its examples. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'docs/decisions', 'examples', 'guest'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
]

test('relative links lead to files', () => {
  for (const page of pages) {
    const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!)
    for (const link of links.filter((target) => !/^[a-z]+:/.test(target))) {
      expect(existsSync(join(ROOT, dirname(page), link)), `${page} links to ${link}`).toBe(true)
    }
  }
})

test('npm scripts that the documentation names exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  for (const page of pages) {
    for (const [, name] of read(page).matchAll(/npm run (?:--silent )?([a-z][a-z0-9:]*)/g)) {
      expect(Object.keys(scripts), `${page} names npm run ${name}`).toContain(name)
    }
  }
})

test('docs/machine.md is what scripts/generate-docs.mjs makes', async () => {
  const script = new URL('../scripts/generate-docs.mjs', import.meta.url).href
  const { machinePage } = (await import(script)) as { machinePage(): Promise<string> }
  expect(read('docs/machine.md')).toBe(await machinePage())
})
