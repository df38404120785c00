/** The least and the greatest number of a private list. */

import source from '../../../examples/min-max/min-max.c?raw'
import elf from '../../../examples/min-max/min-max.elf?url'
import { fromText, toText } from '../bytes.ts'
import { type Example, textOf } from './example.ts'

export const minMax: Example = {
  slug: 'min-max',
  name: 'Least and greatest',
  claim: 'Prove the least and greatest number of a list without showing the list.',
  sourceName: 'min-max.c',
  source,
  elf,
  fields: [
    {
      name: 'list',
      label: 'Your list',
      visibility: 'private',
      kind: 'text',
      value: '[1, 5, 7, 0]',
      hint: 'Whole numbers below 2³²; anything else separates them.',
    },
    {
      name: 'others',
      label: 'Numbers that all may see',
      visibility: 'public',
      kind: 'text',
      value: '',
      hint: 'Optional. They count as part of the list.',
    },
  ],
  encode: (values) => ({
    publicInput: fromText(textOf(values, 'others')),
    privateInput: fromText(textOf(values, 'list')),
  }),
  explain(output, exitCode, publicInput) {
    const found = toText(output)?.match(/^\[(\d+),(\d+)\]$/)
    if (exitCode !== 0 || !found) return 'A list was given that has no number, or one of 2³² or more.'
    const list = publicInput.length > 0 ? 'the private list and the public numbers' : 'some private list'
    return `The least number of ${list} is ${found[1]}, the greatest is ${found[2]}.`
  },
}
