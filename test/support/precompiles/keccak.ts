/** Runs of Keccak-f, and lies about them. */
import { keccak } from '../../../src/machine/precompiles/keccak/keccak.ts'
import {
  keccakF,
  LANES,
  LIMBS,
  moved,
  ROTATIONS,
  stateOf,
  wordsOf,
} from '../../../src/machine/precompiles/keccak/permutation.ts'
import { LANE_GROUPS, movedLanes, NUMBER, ROWS, TICK } from '../../../src/machine/precompiles/keccak/rows.ts'
import {
  fillRow,
  firstLayer,
  keccakTable,
  type Layer,
  layerOf,
  nextLayer,
} from '../../../src/machine/precompiles/keccak/table.ts'
import { WORD_ROWS } from '../../../src/machine/precompiles/keccak/words.ts'
import type { Accelerator } from '../../../src/vm/accelerator.ts'
import type { EditableTraces } from '../editable-traces.ts'
import { type Falsehood, falsehood } from '../falsehood.ts'
import { liar } from '../liar.ts'
import type { PrecompileTests } from '../precompile-tests.ts'
import { fillRow as fillOne } from '../rows.ts'
import { executing, finding } from './executing.ts'
import { keccakRowTest, keccakWordsRowTest } from './keccak-rows.ts'
import { pointerCalls } from './pointer-programs.ts'

const data = Uint8Array.from({ length: 200 }, (_, k) => (97 * k + (k >>> 3)) & 0xff)
const once = pointerCalls(NUMBER, [0], data, 200)
const twice = pointerCalls(NUMBER, [0, 4], data, 204)
const INITIAL = stateOf([...new Uint32Array(data.slice().buffer)])

/** The layers of the permutation of `data`; those that are given are others, from which it goes on. */
function layersWith(changes: ReadonlyMap<number, (layer: Layer) => Layer>): Layer[] {
  const layers: Layer[] = []
  for (let k = 0; k < ROWS / LIMBS; k++) {
    const honest = k === 0 ? firstLayer(INITIAL) : nextLayer(layers[k - 1]!, k - 1)
    layers.push(changes.get(k)?.(honest) ?? honest)
  }
  return layers
}

/** Keccak-f with any result, and words that are somewhere else by the row that accesses them. */
const leaving = (result: readonly number[], shift = (_word: number): number => 0): Accelerator => ({
  ...keccak,
  run(memory, [pointer]) {
    for (const [k, word] of result.entries()) memory.write(pointer! + 4 * k + shift(k), TICK, word)
    return { steps: 1, rows: [WORD_ROWS, ROWS] }
  },
})

interface Splice {
  readonly name: string
  /** Where layers are not what follows from those before. */
  readonly changes: ReadonlyMap<number, (layer: Layer) => Layer>
  /** What else is to be done with a row. */
  readonly edits?: readonly [row: number, edits: Parameters<ReturnType<EditableTraces['table']>['edit']>[1]]
  /** Rows that are filled from another layer than the next ones go on from. */
  readonly rowsOf?: ReadonlyMap<number, (layers: readonly Layer[]) => Layer>
}

const flipped = (state: Uint16Array, lane: number, b: number, bit = 1): Uint16Array => {
  const result = state.slice()
  result[LIMBS * lane + b]! ^= bit
  return result
}
const LAYER = 9
const ROUND = LAYER - 1
const LIMB = 1

function splices(): Splice[] {
  const found: Splice[] = []
  for (const [g, group] of LANE_GROUPS.entries()) {
    const lane = movedLanes(group)[0]!
    found.push({
      name: `group ${g} that row ${LIMBS * LAYER + LIMB} hears`,
      changes: new Map([[LAYER, (layer) => layerOf(flipped(layer.before, lane, LIMB), ROUND)]]),
    })
  }
  const cut = [...Array(LANES).keys()].filter((lane) => ROTATIONS[lane]! % 16 !== 0)
  for (const [k, lane] of [0, 6, 12, 18].map((at) => cut[at]!).entries()) {
    const there = (LIMB + (ROTATIONS[lane]! >>> 4)) % LIMBS
    found.push({
      name: `message ${k} of the limb before`,
      changes: new Map([
        [LAYER + 1, (layer) => layerOf(flipped(layer.before, moved(lane), there), ROUND + 1)],
      ]),
      edits: [LIMBS * LAYER + LIMB, { [`cut${lane} received`]: (part) => part ^ 1 }],
    })
  }
  // The carry of column 0 is part of the effect on column 4.
  const carried = ({ sums, ...layer }: Layer): Layer => {
    const [parity, effect, state] = [sums.parity.slice(), sums.effect.slice(), sums.state.slice()]
    parity[LIMB - 1]! ^= 0x8000
    effect[LIMBS * 4 + LIMB]! ^= 1
    for (let y = 0; y < 5; y++) state[LIMBS * (4 + 5 * y) + LIMB]! ^= 1
    return { ...layer, sums: { parity, effect, state } }
  }
  found.push({
    name: 'carries of the limb before',
    changes: new Map([[LAYER, carried]]),
    rowsOf: new Map(
      [0, 2, 3].map((b) => [LIMBS * LAYER + b, (layers) => nextLayer(layers[LAYER - 1]!, ROUND)]),
    ),
  })
  for (let k = 0; k < ROWS / WORD_ROWS; k++) {
    const n = 4 * WORD_ROWS + k
    const [layer, b] = [Math.floor(n / LIMBS), n % LIMBS]
    found.push({
      name: `what row ${n} is told first`,
      changes: new Map([[layer, ({ before, after }) => ({ ...firstLayer(flipped(after, 0, b)), before })]]),
      edits: [n, { constant: (byte) => byte ^ 1 }],
    })
  }
  for (const b of [0, 1])
    found.push({
      name: `limb ${b} of the first layer`,
      changes: new Map([[0, ({ before }) => firstLayer(flipped(before, 7, b))]]),
    })
  return found
}

/** Rows are filled from other layers, and the executor leaves what they lead to. */
function* spliced(): Generator<Falsehood> {
  for (const { name, changes, edits, rowsOf } of splices()) {
    const layers = layersWith(changes)
    const result = wordsOf(layers[layers.length - 1]!.after)
    yield falsehood(
      `keccak: ${name}`,
      once.elf,
      {},
      {
        executor: executing(leaving(result)),
        traces(traces) {
          const table = traces.table('keccak')
          const clk = table.get(0, 'clk')
          for (let n = 0; n < ROWS; n++) {
            const layer = rowsOf?.get(n)?.(layers) ?? layers[Math.floor(n / LIMBS)]!
            const row = fillOne(keccakTable.main.length, (target) => fillRow(target, clk, n, layer), {})
            table.edit(n, Object.fromEntries(keccakTable.main.map((column, k) => [column, row[k]!])))
          }
          if (edits !== undefined) table.edit(...edits)
        },
      },
    )
  }
}

/** Beyond the state. */
const AWAY = 256

/** The row of words that accesses a word. */
const rowOf = (word: number): number =>
  2 * LANE_GROUPS.findIndex((own) => movedLanes(own).includes(word >>> 1)) + (word & 1)

function* misplaced(): Generator<Falsehood> {
  for (const first of [0, 1]) {
    // There are zeros.
    const isAway = (word: number) => rowOf(word) >= first
    const found = wordsOf(INITIAL).map((word, k) => (isAway(k) ? 0 : word))
    yield falsehood(
      `keccak: another pointer from row ${first} on`,
      once.elf,
      {},
      {
        executor: executing(leaving(wordsOf(keccakF(stateOf(found))), (word) => (isAway(word) ? AWAY : 0))),
        traces(traces) {
          const words = traces.table('keccak words')
          for (let j = first; j < WORD_ROWS; j++) words.edit(j, { pointer: (pointer) => pointer + AWAY })
        },
      },
    )
  }
  const result = wordsOf(keccakF(INITIAL))
  for (const [limb, bit] of [
    ['lo', 1],
    ['hi', 2 ** 16],
  ] as const)
    yield falsehood(
      `keccak: another result (${limb})`,
      once.elf,
      {},
      { executor: executing(leaving(result.map((word, k) => (k === 6 ? (word ^ bit) >>> 0 : word)))) },
    )
}

/** Words of a row that has six are others, before or after. */
function* otherWords(): Generator<Falsehood> {
  for (const lane of movedLanes(LANE_GROUPS[2]!)) {
    const at = 2 * lane
    const words = wordsOf(INITIAL).map((word, k) => (k === at ? word ^ 64 : word) >>> 0)
    const executor = finding(leaving(wordsOf(keccakF(stateOf(words)))), at, 64)
    yield falsehood(`keccak: finds another word ${at}`, once.elf, {}, { executor })
    const leaves = liar({ kind: 'call leaves', at, value: 64 })
    yield falsehood(`keccak: leaves another word ${at}`, once.elf, {}, { executor: leaves })
  }
}

export const keccakTests: PrecompileTests = {
  precompile: keccak,
  rowTests: [keccakWordsRowTest, keccakRowTest],
  honest: [
    { name: 'keccak once', program: once, exitCode: 0x100a },
    { name: 'keccak twice', program: twice, exitCode: 0x2014 },
  ],
  *falsehoods() {
    yield* spliced()
    yield* misplaced()
    yield* otherWords()
  },
  implied: {},
  unbound: {},
  free: { keccak: keccakRowTest.free, 'keccak words': keccakWordsRowTest.free },
}
