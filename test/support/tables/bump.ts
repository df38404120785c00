/** Honest and forged rows of the table bump, and what tells them apart. */
import { P } from '../../../src/field/koalabear.ts'
import { MEMORY } from '../../../src/machine/buses.ts'
import { MAX_TIME, registerAddress } from '../../../src/machine/layout.ts'
import { BUMP_STEP, bump, bumpColumns } from '../../../src/machine/tables/bump.ts'
import { conversation, fillRow, forged, type RowTest, rejected, type Sample, type Verdict } from '../rows.ts'

/** The row that takes a value over from `time` to 2^16 later. */
function sampleOf(time: number, value: number): Sample {
  const columns = bumpColumns
  const row = fillRow(
    bump.main.length,
    (target) => {
      target.set(columns.real, 1)
      target.set(columns.address, registerAddress(5))
      target.setWord(columns.time, time + BUMP_STEP)
      target.setWord(columns.value, value)
    },
    {},
  )
  return { name: `time ${time}, value ${value}`, row }
}

/** A bump takes a word that somebody wrote, and puts the same one later, but before all times end. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(bump, row)
  if (said.length === 0) return { kind: 'honest', why: ['says nothing'] }
  const [taken, put] = [P - 1, 1].map((times) => said.filter(({ multiplicity }) => multiplicity === times))
  if (said.length !== 2 || taken.length !== 1 || put.length !== 1) return forged('other messages')
  const [address, time, lo, hi] = taken[0].tuple
  if (time >= MAX_TIME) return rejected(`time ${time}`)
  if (lo >= 2 ** 16 || hi >= 2 ** 16) return rejected(`limbs ${lo} ${hi}`)
  if (time + BUMP_STEP >= MAX_TIME) return forged('a time that does not exist')
  const expected = [address, time + BUMP_STEP, lo, hi]
  return `${put[0].tuple}` === `${expected}` && put[0].bus === MEMORY.name
    ? { kind: 'honest', why: [] }
    : forged(`${put[0].tuple}`)
}

const sample = sampleOf(123456, 0xdeadbeef)
const first = sampleOf(0, 0)
const latest = sampleOf(MAX_TIME - BUMP_STEP - 1, 0xffffffff)

export const bumpTest: RowTest<Sample> = {
  table: bump,
  samples: [first, sample, sampleOf(1, 1), sampleOf(0xffff, 2), latest],
  attacks: [
    { name: 'a time after all times', sample, edits: { 'time.hi': 2 ** 12 }, by: 'bits' },
    { name: 'a time before all times', sample: first, edits: { 'time.hi': 0 }, by: 'time' },
    { name: 'a time that is p - 1', sample, edits: { 'time.lo': -1, 'time.hi': 0 }, by: 'bits' },
    {
      name: 'a step that wraps modulo p',
      sample: first,
      edits: { 'time.hi': 0, 'time.lo': P - 2 ** 16 },
      by: 'bits',
    },
    { name: 'half a row', sample, edits: { real: (P + 1) / 2 }, by: 'real is boolean' },
    { name: 'a row taken back', sample, edits: { real: -1 }, by: 'real is boolean' },
    {
      name: 'a time after all times, by the low part',
      sample: latest,
      edits: { 'time.lo': 2 ** 16 },
      by: 'bits',
    },
  ],
  judge,
  free: {},
  cells: 14,
}
