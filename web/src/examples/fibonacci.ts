/** A loop to measure with. */

import source from '../../../examples/fibonacci/fibonacci.c?raw'
import elf from '../../../examples/fibonacci/fibonacci.elf?url'
import { fromText, toText } from '../bytes.ts'
import { type Example, FieldError, textOf } from './example.ts'

const LARGEST = 400_000

export const fibonacci: Example = {
  slug: 'fibonacci',
  name: 'Fibonacci',
  claim: 'Prove a long computation. Nothing is private here: it shows how fast this device proves.',
  sourceName: 'fibonacci.c',
  source,
  elf,
  fields: [
    {
      name: 'n',
      label: 'n',
      visibility: 'public',
      kind: 'number',
      value: '10000',
      hint: 'Five cycles each.',
    },
  ],
  encode(values) {
    const n = textOf(values, 'n').trim()
    if (!/^\d+$/.test(n) || Number(n) > LARGEST)
      throw new FieldError('n', `Give a whole number up to ${LARGEST.toLocaleString('en-US')}.`)
    return { publicInput: fromText(n), privateInput: new Uint8Array() }
  },
  explain(output, exitCode, publicInput) {
    if (exitCode !== 0 || output.length !== 4) return 'The program was given no number.'
    const value = new DataView(output.buffer, output.byteOffset).getUint32(0, true)
    const n = Number(toText(publicInput)).toLocaleString('en-US')
    return `Fibonacci number ${n} is ${value.toLocaleString('en-US')} modulo 2³².`
  },
}
