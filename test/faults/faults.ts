/**
 * Faults: an honest prover with one change, in one cell of a trace or in the executor, everything after it being honest.
 * Each is drawn from a seed and its number alone, so that it can be repeated alone.
 */
import fc from 'fast-check'
import { P, reduce } from '../../src/field/koalabear.ts'
import { compile } from '../../src/machine/compile.ts'
import { loadElf } from '../../src/vm/program.ts'
import { everything, everythingInputs } from '../support/everything.ts'
import { honest } from '../support/honest.ts'
import { type ExecutionLie, executeLying, LIES, type LieKind, Nowhere } from '../support/liar.ts'
import { precompileTests } from '../support/precompiles.ts'
import { random } from '../support/random.ts'
import type { Inputs, Inspected } from '../support/traces.ts'
import { randomProgram } from '../vm/support/random.ts'

/** A program with an input. */
export interface Scene {
  readonly name: string
  readonly elf: Uint8Array
  readonly inputs: Inputs
}

/** One cell has another value. */
export interface CellFault {
  readonly kind: 'cell'
  readonly table: string
  readonly row: number
  readonly column: string
  readonly value: number
}

/** The executor lies once. */
export interface ExecutorFault {
  readonly kind: 'executor'
  readonly lie: ExecutionLie
}

export type Fault = CellFault | ExecutorFault

/** Every so many faults, cells are those of another random program. */
const FAULTS_PER_PROGRAM = 500

/** Small programs in which executors lie; the last one uses all families. */
const scenes: readonly Scene[] = [
  ...honest
    .filter(({ name }) => name !== 'pause')
    .map(({ name, program, inputs = {} }) => ({ name, elf: program.elf, inputs })),
  ...precompileTests
    .flatMap((own) => own.honest)
    .map(({ name, program, inputs = {} }) => ({ name, elf: program.elf, inputs })),
  { name: 'everything', elf: everything.elf, inputs: everythingInputs },
]

/** A long run, the only one in which registers wait; there executors lie about just that. */
const [pause] = honest
  .filter(({ name }) => name === 'pause')
  .map(({ name, program }) => ({ name, elf: program.elf, inputs: {} }))

/** Where cells are changed: programs that are known to use all tables, and random ones. */
const cellScenes: readonly Scene[] = [...scenes, pause]

/** One in so many faults is of an executor: they cost more. */
const EXECUTOR_SHARE = 4

/** One in so many is about a pause. */
const PAUSE_SHARE = 400

export const numbersOf = (seed: number, index: number): ((n: number) => number) =>
  random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))

/** Whether fault `index` is one of an executor, and the scene that it belongs to. */
export function sceneOf(seed: number, index: number): { readonly executor: boolean; readonly scene: Scene } {
  const next = numbersOf(seed, index)
  if (index % PAUSE_SHARE === PAUSE_SHARE - 1) return { executor: true, scene: pause }
  if (index % EXECUTOR_SHARE === EXECUTOR_SHARE - 1)
    return { executor: true, scene: scenes[next(scenes.length)] }
  const which = next(cellScenes.length + 2)
  if (which < cellScenes.length) return { executor: false, scene: cellScenes[which] }
  const number = Math.floor(index / FAULTS_PER_PROGRAM)
  return { executor: false, scene: randomScene(seed, number) }
}

const drawn = new Map<string, Scene>()

function randomScene(seed: number, number: number): Scene {
  const name = `random ${seed}.${number}`
  let scene = drawn.get(name)
  if (scene === undefined) {
    const [elf] = fc.sample(randomProgram, { seed: seed + 1000 * number, numRuns: 1 })
    scene = { name, elf, inputs: {} }
    drawn.clear()
    drawn.set(name, scene)
  }
  return scene
}

/** Any column of any table, in a row that is used (mostly) or not, with a value that a forger might try. */
export function drawCell(seed: number, index: number, { editable }: Inspected): CellFault {
  const next = numbersOf(seed, index)
  next(1)
  const name = editable.names[next(editable.names.length)]
  const table = editable.table(name)
  const column = table.table.main[next(table.table.main.length)]
  const used = table.usedRows
  const row = used > 0 && next(4) > 0 ? next(used) : next(table.height)
  const before = table.get(row, column)
  const values = [
    before + 1,
    before - 1,
    before ^ (1 << next(17)),
    before + 2 ** 16,
    before - 2 ** 16,
    P - before,
    1 - before,
    2 * before,
    table.get(next(Math.max(used, 1)), column),
    table.get(row, table.table.main[next(table.table.main.length)]),
    next(2 ** 16),
    next(P),
  ]
  for (;;) {
    const value = reduce(values[next(values.length)])
    if (value !== before) return { kind: 'cell', table: name, row, column, value }
  }
}

const MOST_BUMPS = 8

/** Few instructions are an occasion for these: one is looked for so many times. */
const RARE: readonly LieKind[] = ['count', 'read d', 'read e']
const RARE_TRIES = 64

/** A lie for which there is an occasion, and which leads to an exit. */
export function drawLie(seed: number, index: number, scene: Scene): ExecutorFault {
  const { elf, inputs } = scene
  const next = numbersOf(seed, index)
  next(1)
  const { executable, plan } = compile(loadElf(elf))
  const { cycles } = executeLying(executable, plan, inputs)
  let tries = 0
  let kind: LieKind = 'bump'
  for (;;) {
    if (tries-- <= 0 && scene !== pause) {
      kind = LIES[next(LIES.length)]
      tries = RARE.includes(kind) ? RARE_TRIES : 0
    }
    const at = next(kind === 'bump' ? MOST_BUMPS : cycles)
    const pcs = executable.slots
    const value =
      kind === 'next'
        ? pcs[next(pcs.length)]
        : kind === 'count' || kind === 'place'
          ? 1 + next(8)
          : kind === 'late'
            ? 4 * (1 + next(4))
            : [1, 2, 3, 4, 1 << next(31), next(256) + 1, 1 + next(2 ** 31)][next(7)]
    const lie = { kind, at, value }
    try {
      if (executeLying(executable, plan, inputs, lie).lied) return { kind: 'executor', lie }
    } catch (error) {
      if (!(error instanceof Nowhere)) throw error
    }
  }
}
