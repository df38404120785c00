/** The constraint kernels against their readable form, for every table of the machine. */

import { describe, expect, test } from 'vitest'
import { montgomeryPower } from '../../src/air/codegen.ts'
import { constraintKernels } from '../../src/air/reference.ts'
import type { Engine, KernelName } from '../../src/engine/contract.ts'
import { createReferenceEngine, type ReferenceKernels } from '../../src/engine/reference/engine.ts'
import { P } from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import { lookupChallenges } from '../../src/stark/logup.ts'
import { standard } from '../../src/stark/parameters.ts'
import { placeDescriptor } from '../../src/stark/prover/descriptor.ts'
import { createShape, type TableShape } from '../../src/stark/shape.ts'
import { engines } from '../support/engines.ts'
import { columnSource } from '../support/laws/arbitraries.ts'
import { type Block, Twin } from '../support/laws/twin.ts'

const kernels: ReferenceKernels = constraintKernels(standardMachine.tables)
const reference = createReferenceEngine(kernels)
const wasm = (await engines()).find(({ name }) => name === 'wasm')!.engine
const twin = new Twin(reference, wasm)

const HEIGHT = 2048
const STRIDE = 4 * HEIGHT

const shape = createShape(
  standardMachine,
  standard,
  standardMachine.tables.map(() => 12),
)
const shapes = shape.classes.flatMap(({ tables }) => tables).sort((a, b) => a.number - b.number)

type Column = (length: number) => Uint32Array

/** Columns of random elements, of one element only, and of 0, 1 and p - 1 in turn. */
const CONTENTS: readonly (readonly [name: string, columns: (seed: number) => Column])[] = [
  ['random', columnSource],
  ['0', () => (length) => new Uint32Array(length)],
  ['1', () => (length) => new Uint32Array(length).fill(1)],
  ['p - 1', () => (length) => new Uint32Array(length).fill(P - 1)],
  [
    '0, 1 and p - 1',
    (seed) => {
      const random = columnSource(seed)
      return (length) => random(length).map((word) => [0, 1, P - 1][word % 3])
    },
  ],
]

const exts = (words: Uint32Array): E.Ext[] =>
  Array.from({ length: words.length / E.DEGREE }, (_, k) => E.read(words, E.DEGREE * k))

/** Runs `body` and compares memory after every call; frees all. */
function compare(body: (call: (kernel: KernelName, ...args: (number | Block)[]) => void) => void): void {
  try {
    body((kernel, ...args) => {
      twin.call(kernel, ...args)
      twin.expectSame(`${kernel}(${args.map((arg) => (typeof arg === 'number' ? arg : '*')).join(', ')})`)
    })
  } finally {
    twin.clear()
  }
}

/** The same descriptor in both engines; `use` may pass it to calls. */
function withDescriptor(shaped: TableShape, seed: number, use: (descriptor: Block) => void): void {
  const random = columnSource(seed)
  const [alpha, beta] = exts(random(2 * E.DEGREE))
  const lambdas = exts(random(E.DEGREE * shape.constraints))
  const place = (engine: Engine) => placeDescriptor(engine, shaped, lookupChallenges(alpha, beta), lambdas)
  const pointers = [place(reference), place(wasm)] as const
  try {
    use({ pointers, words: 0, opaque: true })
  } finally {
    reference.memory.free(pointers[0])
    wasm.memory.free(pointers[1])
  }
}

const columnsOf = ({ table }: TableShape, column: Column): Block =>
  twin.list(
    Array.from({ length: table.preprocessed.length + table.main.length }, () => twin.block(column(HEIGHT))),
  )

describe.each(shapes.map((shaped) => ({ name: `${shaped.number} ${shaped.table.name}`, shaped })))(
  'table $name',
  ({ shaped }) => {
    const { number, table, groups } = shaped
    // The second table of a family has the kernels of the first.
    const contents = standardMachine.tables.indexOf(table) === number ? CONTENTS : CONTENTS.slice(0, 1)

    // The others are interpreted: their constraints are in the descriptor.
    const evaluated = shaped.isInterpreted ? [] : contents
    if (evaluated.length > 0)
      test.each(evaluated)('evaluateTable on columns of %s', (_, content) => {
        compare((call) => {
          const columns = columnsOf(shaped, content(number + 1))
          const target = twin.block(Math.max(1, 256 * table.constraints.length))
          for (const [row, rows] of [
            [0, 4],
            [20, 256],
            [1000, 132],
            [HEIGHT - 4, 4],
            [8, 0],
          ]) {
            call('evaluateTable', number, columns, target, row, rows)
          }
        })
      })

    test.each(contents)('fractions and tableQuotient on columns of %s', (name, content) => {
      withDescriptor(shaped, number + 100, (descriptor) =>
        compare((call) => {
          const column = content(number + 200)
          const random = columnSource(number + 300)
          const columns = columnsOf(shaped, column)
          const phi = twin.block(random(Math.max(1, E.DEGREE * groups.length * HEIGHT)))
          const target = twin.block(random(E.DEGREE * HEIGHT))
          // Other phi than the right ones, then those of the rows that were filled.
          const slices =
            name === 'random'
              ? [
                  [8, 300],
                  [HEIGHT - 132, 132],
                ]
              : [[4, 136]]
          for (const [row, rows] of slices) {
            call('tableQuotient', descriptor, columns, phi, STRIDE, target, STRIDE, row, rows)
            call('fractions', descriptor, columns, phi, STRIDE, row, rows)
            call('tableQuotient', descriptor, columns, phi, STRIDE, target, STRIDE, row, rows)
          }
        }),
      )
    })
  },
)

test('fractions of more rows than share an inversion', () => {
  const shaped = shapes.find(({ table }) => table.name === 'transfer')!
  withDescriptor(shaped, 1, (descriptor) =>
    compare((call) => {
      const columns = columnsOf(shaped, columnSource(2))
      const phi = twin.block(E.DEGREE * shaped.groups.length * HEIGHT)
      call('fractions', descriptor, columns, phi, STRIDE, 12, 1500)
    }),
  )
})

test('fractions make the group constraints vanish', () => {
  const shaped = shapes.find(({ table }) => table.constraints.length === 0 && table.name === 'lookup')!
  withDescriptor(shaped, 3, (descriptor) =>
    compare((call) => {
      const columns = columnsOf(shaped, columnSource(4))
      const phi = twin.block(E.DEGREE * shaped.groups.length * HEIGHT)
      const target = twin.block(new Uint32Array(E.DEGREE * HEIGHT))
      call('fractions', descriptor, columns, phi, STRIDE, 0, 64)
      call('tableQuotient', descriptor, columns, phi, STRIDE, target, STRIDE, 0, 64)
      const at = target.pointers[1] / 4
      expect(wasm.memory.u32.subarray(at, at + E.DEGREE * HEIGHT).every((value) => value === 0)).toBe(true)
    }),
  )
})

describe('classQuotient', () => {
  const slices: readonly (readonly [logN: number, row: number, rows: number])[] = [
    [2, 0, 4],
    [4, 0, 16],
    [4, 12, 4],
    [11, 0, HEIGHT],
    [11, 20, 300],
    [11, HEIGHT - 8, 8],
  ]
  test.each(slices)('of 2^%i rows, from row %i on %i of them', (logN, row, rows) => {
    for (const [, content] of CONTENTS) {
      compare((call) => {
        const column = content(logN)
        const n = 2 ** logN
        const ext = () => twin.block(column(E.DEGREE * n))
        const [sigma, phiSum, u, target] = [ext(), ext(), ext(), ext()]
        const [step, anchor, ...values] = exts(columnSource(row + 1)(4 * E.DEGREE))
        const splat = (value: E.Ext) => E.scale(value, montgomeryPower(1)).flatMap((c) => [c, c, c, c])
        const constants = twin.block([...splat(step), ...splat(anchor), ...values.flat()])
        const first = twin.block(column(n))
        call('classQuotient', constants, sigma, phiSum, u, first, 4 * n, target, 4 * n, logN, row, rows)
      })
    }
  })
})

describe.each(CONTENTS)('on columns of %s', (_, content) => {
  test('sumColumns', () => {
    compare((call) => {
      const column = content(1)
      for (const count of [0, 1, 2, 7, 300]) {
        const columns = twin.list(Array.from({ length: count }, () => twin.block(column(64))))
        const target = twin.block(64)
        call('sumColumns', target, columns, count, 4, 40)
        call('sumColumns', target, columns, count, 0, 64)
      }
    })
  })

  test('prefixSum and addRamp', () => {
    compare((call) => {
      for (const length of [0, 1, 2, 5, 4096]) {
        const values = twin.block(content(length)(length))
        const total = twin.block(1)
        call('prefixSum', values, length, total)
        for (const slope of [0, 1, P - 1, 123456789]) call('addRamp', values, length, slope)
      }
    })
  })

  test('countLookups', () => {
    compare((call) => {
      const column = content(5)
      const columns = twin.list([
        twin.block(column(64)),
        twin.block(column(64)),
        twin.block(column(64).map((value) => value % 50)),
      ])
      const histogram = twin.block(new Uint32Array(101))
      // Weights 0, 1 and others; indices below the size, equal to it, and far beyond.
      const forms = [
        [0, 100],
        [0, 101],
        [1, 0, 2, 1],
        [1, 100, 2, P - 1],
        [2, 3, 2, 2, 0, 0],
        [1, 7, 0, 5],
      ].map((words) => twin.block(words))
      const multiplicities = [
        [0, 0],
        [0, 1],
        [2, P - 1, 0, 1, 1, 77],
      ].map((words) => twin.block(words))
      for (const index of forms) {
        for (const multiplicity of multiplicities) {
          call('countLookups', histogram, 101, columns, index, multiplicity, 8, 48)
          call('countLookups', histogram, 101, columns, index, multiplicity, 63, 1)
        }
      }
    })
  })
})

test('evaluateTable gives what the graph says, times the power of 2^32 of each constraint', () => {
  const kernel = kernels.evaluateTable!
  // x (x - 1) at 3 is 6, and a product of columns lacks one factor 2^32.
  const number = standardMachine.tables.findIndex(({ name }) => name === 'bump')
  const memory = new Uint32Array(4096)
  const { main } = standardMachine.tables[number]
  main.forEach((_, k) => {
    memory[k] = 4 * (64 + k)
    memory[64 + k] = 3
  })
  kernel(memory, number, 0, 4 * 1024, 0, 1)
  expect(E.scale([memory[1024], 0, 0, 0], montgomeryPower(1))[0]).toBe(6)
})
