/** Membership in a list, with a nullifier against voting twice. The page plays the keeper of the list. */

import source from '../../../examples/merkle-allowlist/merkle-allowlist.c?raw'
import elf from '../../../examples/merkle-allowlist/merkle-allowlist.elf?url'
import { concat, fromText, u32 } from '../bytes.ts'
import { type Example, FieldError, textOf } from './example.ts'
import { hash, merklePath } from './merkle.ts'

const MEMBERS = ['Ada', 'Alan', 'Barbara', 'Claude', 'Edsger', 'Emmy', 'Grace', 'Kurt']
const STRANGER = 'Mallory'

const secretOf = (name: string) => hash('demo secret of ', fromText(name))
const leaves = () => MEMBERS.map((name) => hash('leaf', secretOf(name)))

export const allowlist: Example = {
  slug: 'merkle-allowlist',
  name: 'Member of a list',
  claim: 'Prove that you are on a list, and vote once, without showing who you are.',
  sourceName: 'merkle-allowlist.c',
  source,
  elf,
  fields: [
    {
      name: 'member',
      label: 'Who you are',
      visibility: 'private',
      kind: 'choice',
      value: 'Grace',
      choices: [
        ...MEMBERS.map((name) => ({ value: name, label: name })),
        { value: STRANGER, label: `${STRANGER} (is not on the list)` },
      ],
      hint: 'For the demonstration, the page makes up a secret for each member.',
    },
    {
      name: 'scope',
      label: 'Vote',
      visibility: 'public',
      kind: 'text',
      value: 'budget of 2027',
      hint: 'The same member gives the same nullifier in the same vote, and another one in another.',
    },
  ],
  encode(values) {
    const scope = textOf(values, 'scope')
    if (scope === '') throw new FieldError('scope', 'Name the vote.')
    const member = textOf(values, 'member')
    const index = Math.max(0, MEMBERS.indexOf(member))
    const { root, path } = merklePath(leaves(), index)
    return {
      publicInput: concat(root, hash('scope', fromText(scope))),
      privateInput: concat(secretOf(member), u32(index), ...path),
    }
  },
  explain: (_, exitCode) =>
    exitCode === 0
      ? 'A member of the list takes part. The output is their nullifier: it comes up again if they vote twice.'
      : 'The secret that was given is not on the list.',
}
