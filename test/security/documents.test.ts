/** The figures of docs/soundness.md are those that the code computes. With LIMPID_PRINT set, prints them. */
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Parameters, profiles, type Regime, standard } from '../../src/stark/parameters.ts'
import { securityAtHeight } from '../../src/stark/security.ts'

/** Never more than the value. */
const rounded = (bits: number) => (Math.floor(100 * bits) / 100).toFixed(2)

const describeRegime = (regime: Regime) =>
  regime.name === 'johnson' ? `Johnson, m = ${regime.m}` : regime.name

function profileRow(parameters: Parameters, logHeight: number): string {
  const { bits, terms } = securityAtHeight(parameters, logHeight)
  const shown = ['lookup', 'constraints', 'deep', 'batch', 'fold 1', 'queries'].map((name) => {
    const term = terms.find((t) => t.name === name)!
    return term.work === 0 ? rounded(term.bits) : `${rounded(term.bits)} + ${term.work}`
  })
  return `| ${[parameters.name, `2^${logHeight}`, ...shown, `**${rounded(bits)}**`].join(' | ')} |`
}

/** For 100 bits: the fewest queries, with 20 bits of work before them, and the least work elsewhere. */
function choiceRow(logBlowup: number, regime: Regime, logHeight: number): string {
  const parameters: Parameters = {
    ...standard,
    logBlowup,
    regime,
    maxLogHeight: 24 - logBlowup,
    queries: 1,
  }
  const { terms } = securityAtHeight(parameters, logHeight)
  const bits = (name: string) => terms.find((t) => t.name === name)!.bits
  const work = (name: string) => Math.max(0, Math.ceil(100 - bits(name)))
  const sites = ['lookup', 'deep', 'batch', 'fold 1'].map(work)
  const cells = [
    `${2 ** logBlowup}`,
    describeRegime(regime),
    `2^${logHeight}`,
    Math.ceil(80 / bits('queries')),
    ...sites,
  ]
  return `| ${cells.join(' | ')} |`
}

const CHOICES: readonly [logBlowup: number, regime: Regime, logHeight: number][] = [
  ...[16, 18, 20, 22].map((h) => [2, { name: 'unique decoding' }, h] as [number, Regime, number]),
  ...[16, 18, 20, 22].map((h) => [2, { name: 'johnson', m: 6 }, h] as [number, Regime, number]),
  ...[16, 18, 20, 21].map((h) => [3, { name: 'johnson', m: 5 }, h] as [number, Regime, number]),
  ...[16, 18, 20].map((h) => [3, { name: 'johnson', m: 6 }, h] as [number, Regime, number]),
  ...[16, 18, 20].map((h) => [4, { name: 'unique decoding' }, h] as [number, Regime, number]),
  ...[16, 18, 20].map((h) => [4, { name: 'johnson', m: 4 }, h] as [number, Regime, number]),
  ...[16, 18, 20].map((h) => [4, { name: 'johnson', m: 6 }, h] as [number, Regime, number]),
]

const profileTable = profiles.flatMap((parameters) =>
  [16, 17, 18, 19, 20, 21, 22]
    .filter((h) => h <= parameters.maxLogHeight)
    .map((h) => profileRow(parameters, h)),
)
const choiceTable = CHOICES.map((choice) => choiceRow(...choice))

const page = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

describe('docs/soundness.md', () => {
  let text = ''
  beforeAll(async () => {
    text = await page('soundness.md')
    if (process.env.LIMPID_PRINT !== undefined) console.log([...profileTable, '', ...choiceTable].join('\n'))
  })

  test.each(profileTable)('%s', (row) => expect(text).toContain(row))
  test.each(choiceTable)('%s', (row) => expect(text).toContain(row))
})

test('docs/protocol.md has the parameters of all profiles', async () => {
  const text = await page('protocol.md')
  const row = (label: string, cell: (parameters: Parameters) => unknown) => {
    expect(text).toContain(`| ${label === '' ? '' : `${label} `}| ${profiles.map(cell).join(' | ')} |`)
  }
  row('', ({ name }) => `${name} (${profiles.findIndex((profile) => profile.name === name)})`)
  row('logBlowup', ({ logBlowup }) => logBlowup)
  row('queries s', ({ queries }) => queries)
  row('work: lookup, deep, batch, fold, query', ({ pow }) =>
    [pow.lookup, pow.deep, pow.batch, pow.fold, pow.query].join(', '),
  )
  row('mask, nextMask', ({ mask, nextMask }) => `${mask}, ${nextMask}`)
  row('minLogHeight, maxLogHeight', ({ minLogHeight, maxLogHeight }) => `${minLogHeight}, ${maxLogHeight}`)
  row(
    'logSlack, logArity, logFinal',
    ({ logSlack, logArity, logFinal }) => `${logSlack}, ${logArity}, ${logFinal}`,
  )
})

test('docs/zero-knowledge.md has the masks and queries of all profiles', async () => {
  const text = await page('zero-knowledge.md')
  const queries = profiles.map(({ name, queries }) => `${queries} (\`${name}\`)`).join(' or ')
  expect(text).toContain(`s is ${queries}`)
  for (const { mask, nextMask } of profiles) expect([mask, nextMask]).toEqual([128, 256])
})
