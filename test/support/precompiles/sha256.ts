/** Runs of SHA-256, and lies about them. */

import { CallRecord } from '../../../src/machine/precompiles/precompile.ts'
import {
  compress,
  mix,
  ROUND_CONSTANTS,
  SIGMA_0,
  SIGMA_1,
  SIGMA_A,
  SIGMA_E,
  swapBytes,
} from '../../../src/machine/precompiles/sha256/compress.ts'
import { ROWS } from '../../../src/machine/precompiles/sha256/rows.ts'
import { sha256 } from '../../../src/machine/precompiles/sha256/sha256.ts'
import { fillRow, sha256Table } from '../../../src/machine/precompiles/sha256/table.ts'
import type { Accelerator } from '../../../src/vm/accelerator.ts'
import { executor } from '../../../src/vm/execute.ts'
import type { Executor } from '../../../src/vm/execution.ts'
import type { EditableTraces } from '../editable-traces.ts'
import { type Falsehood, falsehood } from '../falsehood.ts'
import type { PrecompileTests } from '../precompile-tests.ts'
import { fillRow as fillOne } from '../rows.ts'
import { compressions, dataOf, INITIAL_STATE } from './sha256-programs.ts'
import { sha256RowTest } from './sha256-rows.ts'

const block = (seed: number): Uint8Array =>
  Uint8Array.from({ length: 64 }, (_, k) => (seed * (k + 1) * 97 + k) & 0xff)

const once = compressions([[0, 32]], dataOf(block(3)), 96)
const twice = compressions(
  [
    [0, 32],
    [8, 12],
  ],
  dataOf(block(5)),
  96,
)

/** The plan with another SHA-256. */
export const executing = (own: Accelerator): Executor => {
  const change = <T extends { readonly accelerators: readonly Accelerator[] }>(plan: T): T => ({
    ...plan,
    accelerators: plan.accelerators.map((other) => (other.number === own.number ? own : other)),
  })
  return {
    count: (engine, executable, plan, options) => executor.count(engine, executable, change(plan), options),
    record: (engine, executable, plan, options, counted) =>
      executor.record(engine, executable, change(plan), options, counted),
  }
}

type Words = ReturnType<typeof compress>

/** A compression that goes on from row i with a past that was not. */
function spliced(
  state: readonly number[],
  words: readonly number[],
  i: number,
  alter: (past: Words) => void,
  more = 0,
): Words {
  const honest = compress(state, words)
  const past: Words = { schedule: honest.schedule.slice(), a: honest.a.slice(), e: honest.e.slice() }
  alter(past)
  const { schedule: w, a, e } = past
  for (let t = 4 * i; t < 64; t++) {
    if (t >= 16) w[t] = w[t - 16] + mix(SIGMA_0, w[t - 15]) + w[t - 7] + mix(SIGMA_1, w[t - 2])
    if (t === 63) w[t] += more
    const choice = (e[t + 3] & e[t + 2]) ^ (~e[t + 3] & e[t + 1])
    const majority = (a[t + 3] & a[t + 2]) ^ (a[t + 3] & a[t + 1]) ^ (a[t + 2] & a[t + 1])
    const first = e[t] + mix(SIGMA_E, e[t + 3]) + (choice >>> 0) + ROUND_CONSTANTS[t] + w[t]
    e[t + 4] = a[t] + first
    a[t + 4] = first + mix(SIGMA_A, a[t + 3]) + (majority >>> 0)
  }
  return past
}

interface Splice {
  readonly name: string
  readonly row: number
  alter(past: Words): void
}

const splices: readonly Splice[] = [
  ...[0, 1, 2, 3].map((k) => ({
    name: `pair ${k} before row 9`,
    row: 9,
    alter: ({ a, e }: Words) => {
      const own = k < 2 ? a : e
      own[k % 2 === 0 ? 39 : 37] ^= 64
    },
  })),
  ...[0, 1, 2, 3].map((k) => ({
    name: `pair ${k} of the state`,
    row: 0,
    alter: ({ a, e }: Words) => {
      const own = k < 2 ? a : e
      own[k % 2 === 0 ? 3 : 1] ^= 64
    },
  })),
  ...[
    ['sums', 44],
    ['mixed', 48],
    ['middle', 53],
    ['recent', 56],
  ].map(([name, t]) => ({
    name: `${name} that row 15 hears`,
    row: 15,
    alter: ({ schedule }: Words) => {
      schedule[t as number] ^= 64
    },
  })),
]

const DATA_STATE = INITIAL_STATE
const wordsOf = (bytes: Uint8Array): number[] =>
  Array.from({ length: 16 }, (_, k) => swapBytes(new DataView(bytes.buffer).getUint32(4 * k, true)))

/** The state that a compression leaves. */
const stateAfter = ({ a, e }: Words): number[] =>
  DATA_STATE.map((word, k) => (word + (k < 4 ? a[67 - k] : e[71 - k])) >>> 0)

/** Rows from `row` on are filled from the spliced compression, which is what the executor leaves in memory. */
function* splicedFalsehoods(): Generator<Falsehood> {
  const words = wordsOf(block(3))
  for (const { name, row, alter } of splices) {
    const values = spliced(DATA_STATE, words, row, alter)
    yield falsehood(
      `sha256: ${name}`,
      once.elf,
      {},
      {
        executor: executing(leaving(stateAfter(values))),
        traces: (traces) => refill(traces, row, values),
      },
    )
  }
  // w_47 is heard of twice: row 15 hears 1 more of it itself, and the same of its sigma.
  const more = spliced(DATA_STATE, words, 15, () => {}, 1)
  yield falsehood(
    'sha256: last that row 15 hears',
    once.elf,
    {},
    {
      executor: executing(leaving(stateAfter(more))),
      traces(traces) {
        refill(traces, 15, more)
        traces.table('sha256').edit(15, { 'last0 of row - 4.lo': (lo) => lo + 1 })
      },
    },
  )
  const other = DATA_STATE.map((word) => word ^ 64)
  yield falsehood('sha256: another state afterwards', once.elf, {}, { executor: executing(leaving(other)) })
}

/** SHA-256 with any result. */
const leaving = (result: readonly number[]): Accelerator => ({
  ...sha256,
  run(memory, [state, from]) {
    for (let k = 0; k < 16; k++) memory.read(from + 4 * k, 0)
    for (const [k, word] of result.entries()) memory.write(state + 4 * k, 1, word)
    return { steps: 1, rows: [ROWS] }
  },
})

/** Columns of accesses stay as they are. */
function refill(traces: EditableTraces, first: number, values: Words): void {
  const table = traces.table('sha256')
  const none = new CallRecord(new Uint32Array(8 + 4 * 24), 0)
  for (let i = first; i < ROWS; i++) {
    const row = fillOne(sha256Table.main.length, (target) => fillRow(target, i, none, values), {})
    const edits = sha256Table.main.flatMap((name, k) =>
      /^(clk|state|block|address|m\d|old|new|added)/.test(name) ? [] : [[name, row[k]] as const],
    )
    table.edit(i, Object.fromEntries(edits))
  }
}

/** The call is of pointers 4 bytes further on. */
function* misplaced(): Generator<Falsehood> {
  for (const [k, column] of ['state', 'block'].entries()) {
    const own: Accelerator = {
      ...sha256,
      run: (memory, pointers) =>
        sha256.run(
          memory,
          pointers.map((pointer, j) => (j === k ? pointer + 4 : pointer)),
        ),
    }
    yield falsehood(
      `sha256: another ${column}`,
      once.elf,
      {},
      {
        executor: executing(own),
        traces: (traces) => {
          const table = traces.table('sha256')
          for (let i = 0; i < ROWS; i++) table.edit(i, { [column]: (pointer) => pointer + 4 })
        },
      },
    )
  }
}

export const sha256Tests: PrecompileTests = {
  precompile: sha256,
  rowTests: [sha256RowTest],
  honest: [
    { name: 'sha256 once', program: once, exitCode: 0 },
    { name: 'sha256 twice', program: twice, exitCode: 0 },
  ],
  *falsehoods() {
    yield* splicedFalsehoods()
    yield* misplaced()
  },
  implied: {},
  unbound: {},
  free: { sha256: sha256RowTest.free },
}
