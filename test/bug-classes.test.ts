/** docs/bug-classes.md names tests that exist, and every class once. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { testNames } from './support/named-tests.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(join(ROOT, 'docs/bug-classes.md'), 'utf8')

const rows = page
  .split('\n')
  .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
  .map(([id, name, by, tests]) => ({ id: id!, name: name!, by: by!, tests: tests ?? '' }))

/** Test files whose imports lead to a file of cases, directly or not. */
function isUsed(path: string): boolean {
  const name = basename(path)
  if (name.endsWith('.test.ts')) return true
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  return files.some(
    (file) => basename(file) !== name && readFileSync(join(ROOT, 'test', file), 'utf8').includes(`/${name}'`),
  )
}

describe('docs/bug-classes.md', () => {
  test('has every class once', () => {
    const ids = rows.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(70)
  })

  test.each(rows)('$id $name', ({ name, by, tests }) => {
    expect(name.length).toBeGreaterThan(10)
    expect(by.length).toBeGreaterThan(5)
    const named = [...tests.matchAll(/\[[\w-]+\]\(\.\.\/([^)]+)\): (.+?)(?=; \[|$)/g)]
    expect(named.length).toBeGreaterThan(0)
    for (const [, path, own] of named) {
      expect(normalize(path!)).toMatch(/^test\//)
      expect(existsSync(join(ROOT, path!)), path).toBe(true)
      expect(isUsed(path!), `${path} is used`).toBe(true)
      expect([...testNames(join(ROOT, path!))], path).toContain(own)
    }
  })
})
