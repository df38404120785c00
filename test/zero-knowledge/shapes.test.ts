/** Padding to the menu: what heights tell of an execution is the name of a shape. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { proofDetails } from '../../src/cli/proof-details.ts'
import type { Engine } from '../../src/engine/contract.ts'
import { families } from '../../src/machine/families.ts'
import { heightsProblem } from '../../src/machine/heights.ts'
import { coreTables, secondNumber, standardMachine, tableNumber } from '../../src/machine/machine.ts'
import {
  heightsInShape,
  menuHeights,
  SHAPES,
  type ShapeChoice,
  ShapeTooSmallError,
  shapeNames,
} from '../../src/machine/shape-menu.ts'
import { boundary } from '../../src/machine/tables/boundary.ts'
import { bump } from '../../src/machine/tables/bump.ts'
import { transfer } from '../../src/machine/tables/transfer.ts'
import { keyHeights } from '../../src/machine/verifying-key.ts'
import { createProverOn } from '../../src/sdk/local-prover.ts'
import { Program } from '../../src/sdk/program.ts'
import type { Prover } from '../../src/sdk/prover.ts'
import { compact, standard } from '../../src/stark/parameters.ts'
import { checkMultiplicities } from '../../src/stark/security/limits.ts'
import { createShape } from '../../src/stark/shape.ts'
import { verify } from '../../src/verify.ts'
import { engines } from '../support/engines.ts'
import { cases } from '../vm/support/examples.ts'

const MIN = standard.minLogHeight
const ADDI = families.findIndex(({ name }) => name === 'addi')
/** Programs whose code has instructions of every family. */
const WITH_ALL_FAMILIES = ['lottery', 'sealed-bid']
const text = (words: string) => new TextEncoder().encode(words)
const exampleNames = [...new Set(cases.map(({ example }) => example))]
const elfOf = (name: string) => cases.find(({ example }) => example === name)!.elf

describe.each(exampleNames)('the menu for %s', (name) => {
  let program: Program
  /** Rows that do not depend on the execution, one of each of the others. */
  let least: number[]

  beforeAll(async () => {
    program = await Program.fromElf(elfOf(name))
    const fixed = new Map(keyHeights(program.key).map(({ number, logHeight }) => [number, 2 ** logHeight]))
    const varying = new Set(menuHeights(program.compiled, 'tiny', MIN).keys())
    least = standardMachine.tables.map((_, number) => {
      if (number >= families.length && number < 2 * families.length) return 0
      return varying.has(number) ? 0 : (fixed.get(number) ?? 1)
    })
  })

  test.each(shapeNames)('%s: every height follows from the program and the name', (shape) => {
    const heights = heightsInShape(program.compiled, least, shape, MIN)
    const full = least.map((rows, number) => {
      const height = menuHeights(program.compiled, shape, MIN).get(number)
      return height === undefined ? rows : 2 ** height
    })
    expect(full).not.toEqual(least)
    expect(heightsInShape(program.compiled, full, shape, MIN)).toEqual(heights)
    expect(heights).toHaveLength(standardMachine.tables.length)
  })

  test.each(shapeNames)('%s: what occurs in the code has one table, and nothing else has one', (shape) => {
    const heights = heightsInShape(program.compiled, least, shape, MIN)
    const occurring = new Set(program.compiled.plan.cls)
    families.forEach((_, number) => {
      expect(heights[number] !== undefined).toBe(occurring.has(number))
      expect(heights[secondNumber(number)]).toBeUndefined()
    })
    for (const table of [transfer, boundary, bump]) expect(heights[tableNumber(table)]).toBeDefined()
  })

  test.each([standard, compact])('is provable under $name', (parameters) => {
    for (const choice of shapeNames) {
      const heights = heightsInShape(program.compiled, least, choice, parameters.minLogHeight)
      expect(heightsProblem({ ...program.key, parameters }, heights)).toBeUndefined()
      const shape = createShape(standardMachine, parameters, heights)
      expect(checkMultiplicities(shape, new Map())).toBeUndefined()
    }
  })

  test('one row too many is an error that names what fits', () => {
    const rowsOf = (shape: keyof typeof SHAPES, excess: number) =>
      least.map((rows, number) =>
        number === tableNumber(transfer) ? 2 ** (SHAPES[shape] - 4) + excess : rows,
      )
    for (const [k, shape] of shapeNames.entries()) {
      const [full, over] = [rowsOf(shape, 0), rowsOf(shape, 1)]
      const next = shapeNames[k + 1]
      if (SHAPES[shape] - 4 < MIN) continue
      const attempt = (choice: ShapeChoice, rows: number[]) => () =>
        heightsInShape(program.compiled, rows, choice, MIN)
      expect(attempt(shape, full)).not.toThrow()
      expect(attempt(shape, over)).toThrow(ShapeTooSmallError)
      expect(attempt(shape, over)).toThrow(/table transfer/)
      expect(attempt(shape, over)).toThrow(next === undefined ? /without a shape/ : `use shape ${next}`)
      if (next === undefined) expect(attempt('auto', over)).toThrow(/no shape is large enough/)
      else expect(attempt('auto', over)()).toEqual(attempt(next, over)())
    }
  })

  test('a family that the code lacks has no room in any shape', () => {
    const absent = families.findIndex((_, number) => !program.compiled.plan.cls.includes(number))
    if (absent < 0) return expect(WITH_ALL_FAMILIES).toContain(name)
    const rows = least.map((count, number) => (number === absent ? 1 : count))
    for (const shape of [...shapeNames, 'auto'] as const)
      expect(() => heightsInShape(program.compiled, rows, shape, MIN)).toThrow(ShapeTooSmallError)
  })
})

test('the documentation has the shares', async () => {
  const page = readFileSync(new URL('../../docs/zero-knowledge.md', import.meta.url), 'utf8')
  const documented = new Map(
    [...page.matchAll(/^\| (\d) \| ([a-z][^|]*) \|$/gm)].flatMap(([, share, names]) =>
      names!.split(/[,;] /).map((name) => [name.split(' ')[0]!, Number(share)] as const),
    ),
  )
  const { compiled } = await Program.fromElf(elfOf('min-max'))
  const everything = { ...compiled, plan: { ...compiled.plan, cls: Uint8Array.from(families.keys()) } }
  const called = standardMachine.tables.map(() => 1)
  const heights = menuHeights(everything, 'large', 0, called)
  const actual = [...heights].map(([number, height]) => {
    const name = number >= coreTables.length ? 'precompiles' : standardMachine.tables[number]!.name
    return [name, SHAPES.large - height!]
  })
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(actual))
  for (const name of shapeNames) expect(page).toMatch(new RegExp(`\\| shape \\|.* ${name} \\|`))
  expect(page).toContain(`| n | ${Object.values(SHAPES).join(' | ')} |`)
})

describe('proofs', () => {
  let engine: Engine
  let prover: Prover
  let program: Program
  const list = (length: number) => text(['7', ...Array<string>(length).fill('42'), '99'].join(' '))
  const [short, long] = [list(20), list(350)]

  beforeAll(async () => {
    engine = (await engines()).find(({ name }) => name === 'wasm')!.engine
    prover = createProverOn(engine)
    program = await Program.fromElf(elfOf('min-max'))
  })

  const prove = async (privateInput: Uint8Array, shape?: ShapeChoice) => {
    const result = await prover.prove(program, { privateInput, ...(shape === undefined ? {} : { shape }) })
    const { output, exitCode } = result
    const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
    expect(verify(claim, result.proof)).toMatchObject({ ok: true })
    return { ...result, details: proofDetails(result.proof) }
  }

  test('of different lengths have different heights without a shape', async () => {
    const [a, b] = [await prove(short), await prove(long)]
    expect(a.output).toEqual(b.output)
    expect(a.details.proof.heights).not.toEqual(b.details.proof.heights)
  })

  test('of different lengths look the same in a shape', async () => {
    const [a, b] = [await prove(short, 'tiny'), await prove(long, 'auto')]
    expect(a.output).toEqual(b.output)
    expect(b.cycles).toBeGreaterThan(4 * a.cycles)
    expect(a.details.proof.heights).toEqual(b.details.proof.heights)
    const lengths = ({ details: { proof } }: typeof a) => ({
      sums: proof.sums.length,
      values: proof.values.length,
      final: proof.final.length,
      layers: proof.layerRoots.length,
      rows: proof.trees.map(({ rows }) => rows[0]!.length),
      fibres: proof.layers.map(({ rows }) => rows[0]!.length),
    })
    expect(lengths(a)).toEqual(lengths(b))
    expect(a.stats.cells).toBe(b.stats.cells)
    // Both have rows in the same tables: what nothing was executed of is there too.
    expect(a.details.proof.heights[ADDI]).toBe(SHAPES.tiny - 1)
  })

  test('that do not fit are refused before anything is proved', async () => {
    const privateInput = list(3000)
    await expect(prover.prove(program, { privateInput, shape: 'tiny' })).rejects.toMatchObject({
      code: 'SHAPE_TOO_SMALL',
      next: 'medium',
    })
    expect(engine.memory.used).toBeLessThan(2 ** 28)
  })
})
