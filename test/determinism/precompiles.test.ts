/**
 * What rows of precompiles say on buses is determined by what they hear, and by what a short list allows them to choose.
 * Not by looking at all rows, of which there are too many, but by propagation of what is known through the tables' own
 * graphs (see `support/determinism/system.ts`), over the field that they are for.
 *
 * The second part takes rules away. With LIMPID_HEAVY=1 it is each of them, which takes some minutes.
 */
import { describe, expect, test } from 'vitest'
import { precompileGroups, precompileLookups } from '../support/determinism/arrivals.ts'
import { isNeeded, isNeededAlone, type NamedRule, rulesOf } from '../support/determinism/needed.ts'
import {
  confusable,
  type Findings,
  findingsOf,
  type Group,
  groupOf,
} from '../support/determinism/uniqueness.ts'

interface Subject {
  readonly group: Group
  readonly findings: Findings
}

const subjects = new Map<string, Subject>()

/** The tables of a precompile and what is found for all kinds of their rows. */
function subjectOf({ name, group: tables }: (typeof precompileGroups)[number]): Subject {
  let subject = subjects.get(name)
  if (subject === undefined) {
    const group = groupOf(tables, precompileLookups)
    subject = { group, findings: findingsOf(group) }
    subjects.set(name, subject)
  }
  return subject
}

describe.each(precompileGroups)('$name', (precompile) => {
  test('what rows say is determined by what they hear', () => {
    const { results } = subjectOf(precompile).findings
    expect(results.flatMap(({ undetermined }) => undetermined.map(({ what }) => what))).toEqual([])
    const tables = new Set(results.map(({ kind }) => kind.table))
    expect(tables).toEqual(new Set(precompile.group.map(({ table }) => table)))
  })

  test('what rows hear determines of which kind they are', () => {
    expect(confusable(subjectOf(precompile).findings.results)).toEqual([])
  })

  test('what may be free is so in all kinds of rows', () => {
    for (const { arrivals, kind, free } of subjectOf(precompile).findings.results) {
      const value = (name: string) => kind.values.get(kind.table.main.indexOf(name))
      const isSilent = kind.messages.every(({ direction }) => direction === 'received')
      expect(new Set(free)).toEqual(new Set(isSilent ? [] : arrivals.free?.(value)))
    }
  })
})

/** Rules that are there for another reason than that there is one answer, by their labels. */
const UNNEEDED: readonly { readonly table: RegExp; readonly rule: RegExp; readonly reason: string }[] = [
  {
    table: /./,
    rule: /^bits of .*gap\./,
    reason: 'times of accesses to a word increase: src/machine/access.ts',
  },
  {
    table: /^keccak$/,
    rule: /^real is boolean$|^(first|last) of real rows$/,
    reason: 'multiplicities: here the kinds of rows are those that the words tell',
  },
  {
    table: /^keccak$/,
    rule: /^cut\d+ part is boolean$|^xor of cut\d+ part, /,
    reason: 'ranges of parts of limbs are assumed here; four limbs together show them: keccak/rho.ts',
  },
  {
    table: /^poseidon2 words$/,
    rule: /^w\d\.old is below p$|^bits of w\d\.old\.hi/,
    reason: 'calls with words that stand for no element cannot be proved',
  },
  {
    table: /^matmul$/,
    rule: /^accumulate is boolean$|^bits of ([abc]\.hi|chunks)$/,
    reason: 'calls with arguments that are not allowed cannot be proved',
  },
  { table: /^matmul chunks$/, rule: /^bits of time/, reason: 'a chosen time is below 2^28' },
  { table: /^modmul$/, rule: /^(?!real|accumulates|divides)/, reason: 'the result: modmul.test.ts' },
]

const isUnneeded = ({ table, label }: NamedRule): boolean =>
  UNNEEDED.some((own) => own.table.test(table.name) && own.rule.test(label))

/** How many rules of a table are taken away, one at a time, and how many of them where that takes a search of all rows. */
const SAMPLE = process.env.LIMPID_HEAVY ? { all: 10_000, whole: 10_000 } : { all: 12, whole: 2 }
const TIMEOUT = 900_000

function sample<T>(all: readonly T[], size: number): T[] {
  const step = Math.ceil(all.length / size) || 1
  return all.filter((_, k) => k % step === step - 1)
}

const allTables = precompileGroups.flatMap((precompile) =>
  precompile.group.map(({ table }) => ({ precompile, table, name: table.name })),
)

describe.each(allTables)('$name', ({ precompile, table }) => {
  test(
    'there is a choice without any other rule',
    () => {
      const { group, findings } = subjectOf(precompile)
      const rules = rulesOf(group, table).filter((rule) => !isUnneeded(rule))
      expect(rules.length).toBeGreaterThan(0)
      const rest = sample(rules, SAMPLE.all).filter((rule) => !isNeededAlone(group, findings, rule))
      const missed = sample(rest, SAMPLE.whole).filter((rule) => !isNeeded(group, findings, rule))
      expect(missed.map(({ label }) => label)).toEqual([])
    },
    TIMEOUT,
  )

  test(
    'there is none without those that have other reasons',
    () => {
      const { group, findings } = subjectOf(precompile)
      const rules = rulesOf(group, table).filter(isUnneeded)
      expect(
        sample(rules, SAMPLE.whole / 2)
          .filter((rule) => isNeeded(group, findings, rule))
          .map(({ label }) => label),
      ).toEqual([])
    },
    TIMEOUT,
  )
})
