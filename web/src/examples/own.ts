/** A program that the visitor brings. */
import { bytesOf, type Example } from './example.ts'

export const own: Example = {
  slug: 'own',
  name: 'Your own program',
  claim: 'Any static RV32IM executable, from C, Rust or Zig. It reads and writes file descriptors.',
  fields: [
    {
      name: 'private',
      label: 'Private input (descriptor 3)',
      visibility: 'private',
      kind: 'bytes',
      value: '',
    },
    { name: 'public', label: 'Public input (stdin)', visibility: 'public', kind: 'bytes', value: '' },
  ],
  encode: (values) => ({
    publicInput: bytesOf(values, 'public'),
    privateInput: bytesOf(values, 'private'),
  }),
  explain: (_, exitCode) =>
    `Some private input makes this program give this output and exit with code ${exitCode}.`,
}
