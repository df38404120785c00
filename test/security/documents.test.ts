/** The figures of docs/soundness.md are those that the code computes. With LIMPID_PRINT set, prints them. */
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Parameters, profiles, type Regime, standard } from '../../src/stark/parameters.ts'
import { securityAtHeight } from '../../src/stark/security.ts'

/** Never more than the value. */
const rounded = (bits: number) => (Math.floor(100 * bits) / 100).toFixed(2)

const describeRegime = (regime: Regime) => (regime.name === 'johnson' ? `Johnson, m = ${regime.m}` : regime.name)

function profileRow(parameters: Parameters, logHeight: number): string {
  const { bits, terms } = securityAtHeight(parameters, logHeight)
  const shown = ['lookup', 'constraints', 'deep', 'batch', 'fold 1', 'queries'].map((name) => {
    const term = terms.find((t) => t.name === name)!
    return term.work === 0 ? rounded(term.bits) : `${rounded(term.bits)} + ${term.work}`
  })
  return `| ${[parameters.name, `2^${logHeight}`, ...shown, `**${rounded(bits)}**`].join(' | ')} |`
}

/** The fewest queries, and the least work at every other challenge, for 100 bits with 20 bits of work per query phase. */
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
  const cells = [`${2 ** logBlowup}`, describeRegime(regime), `2^${logHeight}`, Math.ceil(80 / bits('queries')), ...sites]
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
  [16, 18, 20, 22].filter((h) => h <= parameters.maxLogHeight).map((h) => profileRow(parameters, h)),
)
const choiceTable = CHOICES.map((choice) => choiceRow(...choice))

describe('docs/soundness.md', () => {
  let text = ''
  beforeAll(async () => {
    text = await readFile(new URL('../../docs/soundness.md', import.meta.url), 'utf8')
    if (process.env.LIMPID_PRINT !== undefined) console.log([...profileTable, '', ...choiceTable].join('\n'))
  })

  test.each(profileTable)('%s', (row) => expect(text).toContain(row))
  test.each(choiceTable)('%s', (row) => expect(text).toContain(row))
})
