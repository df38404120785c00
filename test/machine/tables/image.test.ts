import { describe, expect, test } from 'vitest'
import { P } from '../../../src/field/koalabear.ts'
import { MEMORY } from '../../../src/machine/buses.ts'
import { image } from '../../../src/machine/tables/image.ts'
import { messages, violations } from '../../support/rows.ts'

describe('image', () => {
  test('starts a word with its value at time 0 and ends it with any', () => {
    expect(messages(image, [48, 7, 8], [1, 0x4000, 0x1234, 0xffff])).toEqual([
      { bus: MEMORY.name, tuple: [0x4000, 0, 0x1234, 0xffff], multiplicity: 1 },
      { bus: MEMORY.name, tuple: [0x4000, 48, 7, 8], multiplicity: P - 1 },
    ])
  })

  test('says nothing in rows without a word, whatever a prover writes there', () => {
    expect(messages(image, [48, 7, 8], [0, 0, 0, 0])).toEqual([])
    expect(violations(image, [48, 7, 8], [0, 0, 0, 0])).toEqual([])
  })

  test('leaves nothing of the start to the prover', () => {
    expect(image.tree).toBe('program')
    const [start] = image.interactions
    for (const { node } of [...start.tuple, start.multiplicity]) {
      expect(node.kind === 'constant' || (node.kind === 'column' && node.of === 'preprocessed')).toBe(true)
    }
  })

  test('costs what it should', () => {
    expect(image.main.length + 4 * Math.ceil(image.interactions.length / 3)).toBe(7)
  })
})
