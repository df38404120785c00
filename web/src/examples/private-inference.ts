/** What a network reads in an image that nobody sees. */
import source from '../../../examples/private-inference/private-inference.c?raw'
import elf from '../../../examples/private-inference/private-inference.elf?url'
import { imageOf, scans } from '../../../examples/private-inference/scans.mjs'
import { toText } from '../bytes.ts'
import { bytesOf, type Example, FieldError } from './example.ts'

export const privateInference: Example = {
  slug: 'private-inference',
  name: 'Handwritten digit',
  claim: 'Prove which digit a neural network sees in your drawing, without showing the drawing.',
  sourceName: 'private-inference.c',
  source,
  elf,
  fields: [
    {
      name: 'image',
      label: 'Your drawing',
      visibility: 'private',
      kind: 'drawing',
      value: 'Sample 7',
      samples: new Map(scans.map((scan, digit) => [`Sample ${digit}`, imageOf(scan)])),
      hint: 'Draw one large digit. The samples are scans that the network was not trained on.',
    },
  ],
  encode(values) {
    const image = bytesOf(values, 'image')
    if (image.every((byte) => byte === 0)) throw new FieldError('image', 'Draw a digit, or choose a sample.')
    return { publicInput: new Uint8Array(), privateInput: image }
  },
  explain: (output, exitCode) =>
    exitCode === 0
      ? `Someone has an image in which the network sees the digit ${toText(output)}.`
      : 'The private input is no image of 784 bytes.',
}
