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
import { ROUNDS, ROWS, STATE_WORDS } from '../../../src/machine/precompiles/sha256/rows.ts'
import { sha256 } from '../../../src/machine/precompiles/sha256/sha256.ts'
import { fillRow, sha256Table } from '../../../src/machine/precompiles/sha256/table.ts'
import type { Accelerator } from '../../../src/vm/accelerator.ts'
import { executor } from '../../../src/vm/execute.ts'
import type { Executor } from '../../../src/vm/execution.ts'
import type { EditableTraces } from '../editable-traces.ts'
import { type Falsehood, falsehood } from '../falsehood.ts'
import type { PrecompileTests } from '../precompile-tests.ts'
import { fillRow as fillOne } from '../rows.ts'
import { compressions, dataOf, INITIAL_STATE, sumAfterCalls } from './sha256-programs.ts'
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
): Words {
  const honest = compress(state, words)
  const past: Words = { schedule: honest.schedule.slice(), a: honest.a.slice(), e: honest.e.slice() }
  alter(past)
  const { schedule: w, a, e } = past
  for (let t = ROUNDS * i; t < 64; t++) {
    if (t >= 16) w[t] = w[t - 16] + mix(SIGMA_0, w[t - 15]) + w[t - 7] + mix(SIGMA_1, w[t - 2])
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
  ...[4, 0].flatMap((row) =>
    Array.from({ length: STATE_WORDS }, (_, k) => ({
      name: `word ${k} of the state before row ${row}`,
      row,
      alter: ({ a, e }: Words) => {
        const own = k < 4 ? a : e
        own[ROUNDS * row + 3 - (k % 4)] ^= 64
      },
    })),
  ),
  ...[0, 2, 4, 6].map((t) => ({
    name: `word ${t} of the block`,
    row: 0,
    alter: ({ schedule }: Words) => {
      schedule[t] ^= 64
    },
  })),
  // Each of these words is in one of the messages to row 7 only.
  ...[40, 44, 47, 49, 52, 48].map((t) => ({
    name: `word ${t} of the schedule, of which row 7 hears`,
    row: 7,
    alter: ({ schedule }: Words) => {
      schedule[t] ^= 64
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
      /^(clk|state|block|m\d|old|new|added)/.test(name) ? [] : [[name, row[k]] as const],
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
    { name: 'sha256 once', program: once, exitCode: sumAfterCalls([32]) },
    { name: 'sha256 twice', program: twice, exitCode: sumAfterCalls([32, 12]) },
  ],
  *falsehoods() {
    yield* splicedFalsehoods()
    yield* misplaced()
  },
  implied: {},
  unbound: {},
  free: { sha256: sha256RowTest.free },
}
