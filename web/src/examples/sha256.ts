/** The preimage of a digest. */

import source from '../../../examples/sha256/sha256.c?raw'
import elf from '../../../examples/sha256/sha256.elf?url'
import { fromText } from '../bytes.ts'
import { type Example, textOf } from './example.ts'

export const sha256: Example = {
  slug: 'sha256',
  name: 'SHA-256 preimage',
  claim: 'Prove that you know what hashes to a digest without showing it.',
  sourceName: 'sha256.c',
  source,
  elf,
  fields: [
    {
      name: 'message',
      label: 'Your message',
      visibility: 'private',
      kind: 'text',
      value: 'correct horse battery staple',
      hint: 'Short messages can be guessed from their digest, with or without a proof.',
    },
  ],
  encode: (values) => ({
    publicInput: new Uint8Array(),
    privateInput: fromText(textOf(values, 'message')),
  }),
  explain: () => 'Someone knows a message with this SHA-256 digest.',
}
