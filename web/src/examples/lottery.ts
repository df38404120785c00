/** A draw over entries that nobody sees. */

import elf from '../../../examples/lottery/lottery.elf?url'
import source from '../../../examples/lottery/lottery.ts?raw'
import { concat, fromText, toText, u32 } from '../bytes.ts'
import { type Example, FieldError, textOf } from './example.ts'
import { hash } from './merkle.ts'

const ENTRY = 16
const MOST_ENTRIES = 64

function entriesOf(text: string): Uint8Array[] {
  const names = text.split(',').flatMap((name) => (name.trim() === '' ? [] : [fromText(name.trim())]))
  if (names.length > MOST_ENTRIES) throw new FieldError('entries', `Give at most ${MOST_ENTRIES} entries.`)
  return names.map((name) => {
    if (name.length > ENTRY) throw new FieldError('entries', `An entry has at most ${ENTRY} bytes.`)
    const entry = new Uint8Array(ENTRY)
    entry.set(name)
    return entry
  })
}

/** The names in an output; undefined if it is something else. */
function namesOf(output: Uint8Array): string[] | undefined {
  const names = Array.from({ length: output.length / ENTRY }, (_, k) =>
    toText(
      output.subarray(k * ENTRY, output.subarray(0, (k + 1) * ENTRY).findLastIndex((byte) => byte > 0) + 1),
    ),
  )
  return names.every((name) => name !== undefined && name !== '') ? (names as string[]) : undefined
}

export const lottery: Example = {
  slug: 'lottery',
  name: 'Lottery',
  claim: 'Prove that a draw was fair, without showing who else took part.',
  sourceName: 'lottery.ts',
  source,
  elf,
  fields: [
    {
      name: 'entries',
      label: 'Entries',
      visibility: 'private',
      kind: 'text',
      value: 'Ada, Alan, Barbara, Claude, Edsger, Emmy, Grace, Kurt',
      hint: 'Their digest is public: it was published before the seed was known.',
    },
    { name: 'winners', label: 'Winners', visibility: 'public', kind: 'number', value: '2' },
    {
      name: 'seed',
      label: 'Seed',
      visibility: 'public',
      kind: 'text',
      value: 'block 21000000',
      hint: 'Something that nobody could choose. It is hashed first.',
    },
  ],
  encode(values) {
    const entries = entriesOf(textOf(values, 'entries'))
    const winners = textOf(values, 'winners').trim()
    if (!/^\d{1,3}$/.test(winners) || Number(winners) === 0)
      throw new FieldError('winners', 'Give a whole number from 1 on.')
    if (Number(winners) > entries.length)
      throw new FieldError('winners', 'There are fewer entries than winners.')
    const sealed = concat(...entries)
    return {
      publicInput: concat(u32(Number(winners)), hash(textOf(values, 'seed')), hash('', sealed)),
      privateInput: sealed,
    }
  },
  explain(output, exitCode) {
    if (exitCode !== 0) return 'The entries are not those of the published digest.'
    const names = namesOf(output)
    if (names === undefined) return 'These entries won the draw.'
    return `Drawn fairly from the sealed entries: ${names.join(', ')}.`
  },
}
