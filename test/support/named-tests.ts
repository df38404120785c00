/** Names of tests and of their cases, read from the files that hold them. */
import { readFileSync } from 'node:fs'

/** A quoted text behind a call of `test`, `it`, `describe`, `….each(…)`, behind `name:`, or first in a list. */
const NAMED =
  /(?:\b(?:test|it|describe|ofStreams)\(|\)\(|\bname:|\[)\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)/g

/**
 * The names of all tests, groups and cases of tests in a file, as they are written: templates with their holes,
 * names of `each` with their placeholders.
 */
export function testNames(path: string): Set<string> {
  const source = readFileSync(path, 'utf8')
  const names = [...source.matchAll(NAMED)].map(
    ([, single, double, template]) => single ?? double ?? template!,
  )
  return new Set(names.map((name) => name.replace(/\\(.)/g, '$1')))
}
