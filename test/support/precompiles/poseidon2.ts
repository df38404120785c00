/** Runs of Poseidon2, and lies about them. */
import { poseidon2Of } from '../../../src/machine/precompiles/poseidon2/permutation.ts'
import { poseidon2 } from '../../../src/machine/precompiles/poseidon2/poseidon2.ts'
import {
  fillRow,
  NUMBER,
  poseidon2Table,
  TICK,
  WORDS,
} from '../../../src/machine/precompiles/poseidon2/table.ts'
import { WORD_ROWS } from '../../../src/machine/precompiles/poseidon2/words.ts'
import type { Accelerator } from '../../../src/vm/accelerator.ts'
import { type Falsehood, falsehood } from '../falsehood.ts'
import { liar } from '../liar.ts'
import type { PrecompileTests } from '../precompile-tests.ts'
import { fillRow as fillOne } from '../rows.ts'
import { executing, finding } from './executing.ts'
import { pointerCalls } from './pointer-programs.ts'
import { poseidon2RowTest, poseidon2WordsRowTest } from './poseidon2-rows.ts'
import { recordOf } from './records.ts'

const INPUT = Array.from({ length: 16 }, (_, k) => 0x10203 * (k + 1))
const data = new Uint8Array(Uint32Array.from(INPUT).buffer)
const once = pointerCalls(NUMBER, [0], data, 64)
const twice = pointerCalls(NUMBER, [0, 0], data, 64)

/** Poseidon2 with any result, so many bytes from where it should be. */
const leaving = (result: readonly number[], away = 0): Accelerator => ({
  ...poseidon2,
  run(memory, [pointer]) {
    for (const [k, word] of result.entries()) memory.write(pointer! + 4 * k + away, TICK, word)
    return { steps: 1, rows: [1, WORD_ROWS] }
  },
})

/** The row of the permutation has heard other elements; or those that it tells are not what is left in memory. */
function* otherElements(): Generator<Falsehood> {
  for (let row = 0; row < WORD_ROWS; row++) {
    const input = INPUT.map((element, k) => (k === WORDS * row ? element + 1 : element))
    const heard = recordOf(poseidon2, input)
    yield falsehood(
      `poseidon2: other elements in row ${row} of words`,
      once.elf,
      {},
      {
        executor: executing(leaving(poseidon2Of(input).output)),
        traces(traces) {
          const own = fillOne(poseidon2Table.main.length, (target) => fillRow(target, heard), {})
          const edits = poseidon2Table.main.flatMap((name, k) =>
            name === 'clk' || name === 'pointer' ? [] : [[name, own[k]!] as const],
          )
          traces.table('poseidon2').edit(0, Object.fromEntries(edits))
        },
      },
    )
    const result = poseidon2Of(INPUT).output.map((element, k) => (k === WORDS * row ? element ^ 1 : element))
    yield falsehood(
      `poseidon2: another result in row ${row} of words`,
      once.elf,
      {},
      { executor: executing(leaving(result)) },
    )
  }
}

const AWAY = 64

function* misplaced(): Generator<Falsehood> {
  yield falsehood(
    'poseidon2: another pointer',
    once.elf,
    {},
    {
      executor: executing(leaving(poseidon2Of(new Array(16).fill(0)).output, AWAY)),
      traces(traces) {
        for (const [name, rows] of [
          ['poseidon2', 1],
          ['poseidon2 words', WORD_ROWS],
        ] as const)
          for (let row = 0; row < rows; row++)
            traces.table(name).edit(row, { pointer: (pointer) => pointer + AWAY })
      },
    },
  )
}

/** Words of a row are others, before or after. */
function* otherWords(): Generator<Falsehood> {
  for (let at = 0; at < WORDS; at++) {
    const words = INPUT.map((word, k) => (k === at ? word ^ 64 : word))
    const executor = finding(leaving(poseidon2Of(words).output), at, 64)
    yield falsehood(`poseidon2: finds another word ${at}`, once.elf, {}, { executor })
    const leaves = liar({ kind: 'call leaves', at, value: 64 })
    yield falsehood(`poseidon2: leaves another word ${at}`, once.elf, {}, { executor: leaves })
  }
}

export const poseidon2Tests: PrecompileTests = {
  precompile: poseidon2,
  rowTests: [poseidon2RowTest, poseidon2WordsRowTest],
  honest: [
    { name: 'poseidon2 once', program: once, exitCode: 0x100b },
    { name: 'poseidon2 twice', program: twice, exitCode: 0x2016 },
  ],
  *falsehoods() {
    yield* otherElements()
    yield* misplaced()
    yield* otherWords()
  },
  implied: {},
  unbound: {},
  free: { 'poseidon2 words': poseidon2WordsRowTest.free },
}
