/** Honest and forged rows of the table call, and what tells them apart. */
import { inv, P, sub } from '../../../src/field/koalabear.ts'
import { CALL, MEMORY, PROGRAM, STATE } from '../../../src/machine/buses.ts'
import { OPERATION } from '../../../src/machine/family.ts'
import {
  MAX_TIME,
  registerAddress,
  TICKS,
  TIME_A,
  TIME_B,
  TIME_C,
  TIME_MEMORY,
} from '../../../src/machine/layout.ts'
import { call, fillCall, POINTERS_FACTOR } from '../../../src/machine/tables/call.ts'
import { conversation, fillRow, forged, type RowTest, rejected, type Sample, type Verdict } from '../rows.ts'

const PC = 0x10074
const CLK = 0x5ac3d4
const FIRST = 0x1000

/** Precompiles as they might be: number 0x1000 + k has k pointers and takes k + 1 steps. */
const pointersOf = (number: number): number => number - FIRST
const stepsOf = (number: number): number => pointersOf(number) + 1

function sampleOf(pointers: number, values: readonly number[]): Sample {
  const number = FIRST + pointers
  const row = fillRow(
    call.main.length,
    (target) => fillCall(target, pointersOf),
    {
      clk: CLK,
      b: number,
      bGap: 3,
      c: values[1],
      cGap: 5,
      d: values[2],
      dGap: 7,
      aOld: values[0],
      aGap: 9,
      mOld: values[3],
      mGap: 11,
      m: stepsOf(number),
    },
    [PC],
  )
  return { name: `${pointers} pointers, ${values}`, row }
}

const READS = [
  [17, TIME_B],
  [11, TIME_C],
  [12, TIME_C],
  [13, TIME_MEMORY],
  [10, TIME_A],
] as const

/** What follows from the registers, the state and what precompiles receive. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(call, row)
  if (said.length === 0) return { kind: 'honest', why: [] }
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  const on = (bus: string, times: number) =>
    said.filter((message) => message.bus === bus && message.multiplicity === times).map(({ tuple }) => tuple)
  const [program] = on(PROGRAM.name, 1)
  if (`${program}` !== `${[PC, OPERATION.ecall, 0, 0, 0, 0, 0, 0]}`) return rejected(`program ${program}`)
  const [[pc, clk]] = on(STATE.name, P - 1)
  if (clk >= MAX_TIME) return rejected(`clk ${clk}`)
  const taken = new Map(on(MEMORY.name, P - 1).map((tuple) => [tuple[0], tuple]))
  for (const [register, time] of READS) {
    const [, last, lo, hi] = taken.get(registerAddress(register))!
    if (last >= MAX_TIME || lo >= 2 ** 16 || hi >= 2 ** 16)
      return rejected(`${register}: ${last} ${lo} ${hi}`)
    if (last >= clk + time) return forged(`takes ${register} from the future`)
  }
  const value = (register: number) => {
    const [, , lo, hi] = taken.get(registerAddress(register))!
    return lo + 2 ** 16 * hi
  }
  const [[at, code, steps, ...pointers]] = on(CALL.name, 1)
  const number = code % POINTERS_FACTOR
  const count = Math.floor(code / POINTERS_FACTOR)
  if (at !== clk || number < FIRST || number > FIRST + 4 || pointersOf(number) !== count)
    return rejected(`nobody receives call ${code}`)
  if (steps !== stepsOf(number)) return rejected(`nobody takes ${steps} steps`)
  if (value(17) !== number) return forged(`call ${number} in place of ${value(17)}`)
  const values = [10, 11, 12, 13].map(value)
  if (values.slice(0, count).some((pointer) => pointer >= 2 ** 30)) return forged('a pointer out of range')
  const kept = READS.slice(0, 4).map(([register, time]) => {
    const [address, , lo, hi] = taken.get(registerAddress(register))!
    return [MEMORY.name, 1, [address, clk + time, lo, hi]]
  })
  const expected = [
    ...kept,
    [MEMORY.name, 1, [registerAddress(10), clk + TIME_A, 0, 0]],
    [CALL.name, 1, [clk, code, steps, ...values.map((pointer, k) => (k < count ? pointer : 0))]],
    [PROGRAM.name, 1, program],
    [STATE.name, P - 1, [pc, clk]],
    [STATE.name, 1, [pc + 4, clk + TICKS * (1 + steps)]],
    ...on(MEMORY.name, P - 1).map((tuple) => [MEMORY.name, P - 1, tuple]),
  ]
  const actual = said.map(({ bus, multiplicity, tuple }) => [bus, multiplicity, tuple])
  if (pointers.length !== 4) return forged('pointers')
  return `${actual.map(String).sort()}` === `${expected.map(String).sort()}`
    ? { kind: 'honest', why: [] }
    : forged(`${actual.map(String)}`)
}

const VALUES = [0x20000, 0x3ffffffc, 4, 0]
const samples = [0, 1, 2, 3, 4].flatMap((pointers) => [
  sampleOf(pointers, VALUES),
  // Registers that are no pointers may have any values.
  sampleOf(
    pointers,
    VALUES.map((value, k) => (k < pointers ? value : 0xfffffff0 + k)),
  ),
])
const withPointers = (pointers: number) => sampleOf(pointers, VALUES)
const [none, one, two, three, four] = [0, 1, 2, 3, 4].map(withPointers)

/** Argument k is 2^30. */
const beyond = (k: number) => {
  const argument = ['a.old', 'a1', 'a2', 'a3'][k]
  return {
    name: `pointer ${k} is 2^30`,
    sample: four,
    edits: { [`${argument}.lo`]: 0, [`${argument}.hi`]: 2 ** 14, [`pointer ${k}`]: 2 ** 30 },
    by: 'bits',
  }
}

export const callTest: RowTest<Sample> = {
  table: call,
  samples,
  attacks: [
    { name: 'half a call', sample: none, edits: { real: inv(2) }, by: 'real is boolean' },
    { name: 'a large number', sample: two, edits: { 'a7.hi': 1 }, by: 'small numbers' },
    ...[0, 1, 2, 3].map(beyond),
    ...[0, 1, 2, 3].map((k) => ({
      name: `another pointer ${k}`,
      sample: four,
      edits: { [`pointer ${k}`]: (x: number) => x + 4 },
      by: `pointer ${k}`,
    })),
    ...[
      { k: 0, sample: two },
      { k: 1, sample: three },
      { k: 2, sample: four },
    ].map(({ k, sample }) => ({
      name: `a pointer twice, ${k}`,
      sample,
      edits: {
        [`uses a${k}`]: 2,
        [`uses a${k + 1}`]: 0,
        [`pointer ${k}`]: (x: number) => 2 * x,
        [`pointer ${k + 1}`]: 0,
      },
      by: `uses a${k} is boolean`,
    })),
    {
      name: 'a number that a fraction of a pointer changes',
      sample: four,
      edits: { 'a7.lo': FIRST + 5, 'uses a3': sub(1, inv(2 ** 16)) },
      by: 'uses a3 is boolean',
    },
    {
      name: 'a1 in place of a0',
      sample: one,
      edits: { 'uses a0': 0, 'uses a1': 1, 'pointer 0': 0, 'pointer 1': VALUES[1] },
      by: 'a1 after the others',
    },
    {
      name: 'a2 in place of a1',
      sample: two,
      edits: { 'uses a1': 0, 'uses a2': 1, 'pointer 1': 0, 'pointer 2': VALUES[2] },
      by: 'a2 after the others',
    },
    {
      name: 'a3 in place of a2',
      sample: three,
      edits: { 'uses a2': 0, 'uses a3': 1, 'pointer 2': 0, 'pointer 3': VALUES[3] },
      by: 'a3 after the others',
    },
    { name: 'other steps', sample: two, edits: { steps: 2 }, by: 'nobody takes' },
    {
      name: 'no pointers',
      sample: two,
      edits: { 'uses a0': 0, 'uses a1': 0, 'pointer 0': 0, 'pointer 1': 0 },
      by: 'nobody receives',
    },
  ],
  judge,
  free: {},
  cells: 59,
}
