/** All reasons for which the verifier can refuse, read from its source, so that none can be forgotten. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where reasons are written, and the expressions in front of their texts. */
const SOURCES: readonly (readonly [path: string, before: RegExp, code: string])[] = [
  ['src/util/bytes.ts', /new FormatError\(\s*/g, 'FORMAT'],
  ['src/stark/proof.ts', /new FormatError\(\s*/g, 'FORMAT'],
  ['src/stark/shape.ts', /new ShapeError\(\s*/g, 'FORMAT'],
  ['src/machine/verifying-key.ts', /new FormatError\(\s*/g, 'FORMAT'],
  ['src/machine/heights.ts', /return (?=`)/g, 'FORMAT'],
  ['src/stark/security/limits.ts', /return (?=`)/g, 'FORMAT'],
  ['src/machine/verify.ts', /refuse\(\s*'FORMAT',\s*/g, 'FORMAT'],
  ['src/machine/verify.ts', /refuse\(\s*'WRONG_PROGRAM',\s*/g, 'WRONG_PROGRAM'],
  ['src/machine/verify.ts', /return (?=[`'])/g, 'INVALID_CLAIM'],
]

/** A text in the source: a quoted string, or a template with holes. */
const TEXT = /^(?:`([^`]*)`|'([^']*)')/

export interface Reason {
  /** A code, or a code and the text with `…` for what varies. */
  readonly name: string
  readonly pattern: RegExp
}

/** Every reason of the verifier in `root`, the most specific first. */
export function allReasons(root: string): Reason[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const texts = SOURCES.flatMap(([path, before, code]) => {
    const source = read(path)
    return [...source.matchAll(before)].flatMap(({ 0: match, index }) => {
      const text = TEXT.exec(source.slice(index + match.length))
      // A message that is passed on has its text elsewhere.
      return text === null ? [] : [reasonOfText(code, text[1] ?? text[2]!)]
    })
  })
  const union = /export type Refusal =([^;]*?)\n\n/.exec(read('src/stark/verifier/verify.ts'))![1]!
  const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => ({
    name: code!,
    pattern: new RegExp(`^${code}$`),
  }))
  return [...codes, ...texts].sort((a, b) => b.name.length - a.name.length)
}

function reasonOfText(code: string, text: string): Reason {
  const parts = text.split(/\$\{[^}]*\}/)
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return { name: `${code}: ${parts.join('…')}`, pattern: new RegExp(`^${code}: ${escaped.join('.*')}$`) }
}

/** Maps a refusal's text to the reason it is an instance of; throws if it is of none. */
export function matcher(reasons: readonly Reason[]): (text: string) => string {
  return (text) => {
    const found = reasons.find(({ pattern }) => pattern.test(text))
    if (found === undefined) throw new TypeError(`unknown reason: ${text}`)
    return found.name
  }
}
