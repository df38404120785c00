/** The real prover on real kernels against the reference prover: with the same randomness, the same bytes. */

import { describe, expect, test } from 'vitest'
import { hub } from '../../src/air/blinding.ts'
import { tablesDigest } from '../../src/air/digest.ts'
import { defineTable } from '../../src/air/table.ts'
import type { Engine } from '../../src/engine/contract.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import type { PublicTuple } from '../../src/stark/logup.ts'
import type { Parameters } from '../../src/stark/parameters.ts'
import { type Proof, writeProof } from '../../src/stark/proof.ts'
import { createShape, type Heights, type System } from '../../src/stark/shape.ts'
import { verifyProof } from '../../src/stark/verifier/verify.ts'
import { ByteWriter } from '../../src/util/bytes.ts'
import { engines } from '../support/engines.ts'
import { type EngineInput, proveWithEngine } from '../support/stark/engine-prover.ts'
import { scripted } from '../support/stark/hashers.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveReference } from '../support/stark/reference-prover.ts'
import { type Source, seeded } from '../support/stark/tape.ts'
import { MEMORY, OUT, RANGE } from '../support/stark/toy.ts'

/** Masks are multiples of 4, as kernels want them. */
const even = (changes: Partial<Parameters> = {}) => tinyParameters({ mask: 8, nextMask: 12, ...changes })

/**
 * Tables without constraints of their own, which kernels do not know, behind those of the machine, which are
 * absent but for the hub: "I know numbers below 4 that are ...".
 */
const echo = defineTable(
  'echo',
  (t) => {
    const index = t.preprocessedColumn('index')
    const value = t.column('value')
    const read = t.column('read')
    t.send(RANGE, [value], 1)
    t.send(MEMORY, [index, value], 1)
    t.receive(MEMORY, [index, read], 1)
    t.send(OUT, [index, read.times(2).plus(value)], 1)
  },
  'program',
).table
const range = defineTable(
  'range',
  (t) => t.provide(RANGE, [t.preprocessedColumn('value')], t.column('multiplicity')),
  'fixed',
).table
const hubNumber = standardMachine.tables.indexOf(hub)
const ECHO = standardMachine.tables.length
const RANGE_TABLE = ECHO + 1
const echoSystem: System = { tables: [...standardMachine.tables, echo, range], required: [hubNumber] }

const zeros = (log: number) => Array<number>(2 ** log).fill(0)

function echoInput(parameters: Parameters, logs: { echo: number; range: number; hub: number }) {
  const heights: Heights = echoSystem.tables.map((_, number) => {
    return new Map([
      [ECHO, logs.echo],
      [RANGE_TABLE, logs.range],
      [hubNumber, logs.hub],
    ]).get(number)
  })
  const values = zeros(logs.echo).map((_, i) => (i * i + (i >> 2)) % 4)
  const counts = zeros(logs.range).map((_, i) => (i < 4 ? values.filter((value) => value === i).length : 0))
  const input: EngineInput = {
    hasher: blake3Hasher,
    system: echoSystem,
    systemDigest: tablesDigest(echoSystem.tables),
    shape: createShape(echoSystem, parameters, heights),
    preprocessed: new Map([
      [ECHO, [zeros(logs.echo).map((_, i) => i)]],
      [RANGE_TABLE, [zeros(logs.range).map((_, i) => i % 4)]],
    ]),
    traces: new Map([
      [ECHO, [values, values]],
      [RANGE_TABLE, [counts]],
      [hubNumber, hub.main.map(() => zeros(logs.hub))],
    ]),
    statement: Uint8Array.from(values),
  }
  const tuples = values.map(
    (value, i): PublicTuple => ({ bus: OUT, tuple: [i, 3 * value], multiplicity: -1 }),
  )
  return { input, tuples }
}

const random = (source: Source, log: number) => zeros(log).map(source)

/** All tables of the machine with random rows: nothing holds, and the quotient is what it is. */
function randomInput(parameters: Parameters, source: Source): EngineInput {
  const { tables, interpretedFrom } = standardMachine
  const system: System = { tables, required: [hubNumber], interpretedFrom: interpretedFrom! }
  const heights: Heights = standardMachine.tables.map((_, number) => 5 + (number % 3))
  const own = (number: number, names: readonly string[]) => names.map(() => random(source, heights[number]!))
  return {
    hasher: blake3Hasher,
    system,
    systemDigest: tablesDigest(standardMachine.tables),
    shape: createShape(system, parameters, heights),
    preprocessed: new Map(
      standardMachine.tables.map(({ preprocessed }, number) => [number, own(number, preprocessed)]),
    ),
    traces: new Map(standardMachine.tables.map(({ main }, number) => [number, own(number, main)])),
    statement: new Uint8Array(),
  }
}

async function wasmEngine(): Promise<Engine> {
  return (await engines()).find(({ name }) => name === 'wasm')!.engine
}

function encoded(proof: Proof): Uint8Array {
  const out = new ByteWriter()
  writeProof(out, proof)
  return out.result()
}

describe('the real prover', () => {
  const cases: Record<
    string,
    { parameters: Parameters; logs: { echo: number; range: number; hub: number } }
  > = {
    'three heights, binary folding': { parameters: even(), logs: { echo: 6, range: 5, hub: 7 } },
    'three heights, octal folding': {
      parameters: even({ logArity: 3, logFinal: 4 }),
      logs: { echo: 7, range: 5, hub: 6 },
    },
    'a gap of a factor 16': { parameters: even({ logArity: 2 }), logs: { echo: 9, range: 5, hub: 5 } },
    'one height': { parameters: even(), logs: { echo: 5, range: 5, hub: 5 } },
    'blowup 8': { parameters: even({ logBlowup: 3 }), logs: { echo: 5, range: 6, hub: 5 } },
    'blowup 16': {
      parameters: even({ logBlowup: 4, logArity: 3, logFinal: 4 }),
      logs: { echo: 6, range: 6, hub: 7 },
    },
  }
  test.each(Object.keys(cases))(
    'gives the bytes of the reference prover, and they are accepted: %s',
    async (name) => {
      const { parameters, logs } = cases[name]
      const { input, tuples } = echoInput(parameters, logs)
      const { proof, claim, tape } = await proveWithEngine(await wasmEngine(), input, seeded(5))
      const reference = await proveReference({ ...input, claim, tape, cheats: {} })
      expect(encoded(proof)).toEqual(encoded(reference.proof))
      const { hasher, systemDigest, shape } = input
      const verdict = (publicTuples: typeof tuples) =>
        verifyProof(hasher, systemDigest, shape, { ...claim, publicTuples }, proof)
      expect(verdict(tuples)).toBeUndefined()
      expect(verdict(tuples.slice(1))).toBe('BUSES')
    },
  )

  test('evaluates the constraints of all tables of the machine as their definitions say', async () => {
    const source = seeded(6)
    const input = randomInput(even({ logArity: 3, logFinal: 4 }), source)
    const { proof, claim, tape } = await proveWithEngine(await wasmEngine(), input, source)
    const reference = await proveReference({ ...input, claim, tape, cheats: {} })
    expect(proof.sums).toEqual(reference.proof.sums)
    expect(proof.values).toEqual(reference.proof.values)
    expect(encoded(proof)).toEqual(encoded(reference.proof))
  })

  test('does not go on when zeta falls into F', async () => {
    const { input } = echoInput(even(), { echo: 5, range: 5, hub: 5 })
    const hasher = scripted(blake3Hasher, (label) => (label === 'zeta' ? [7, 0, 0, 0] : undefined))
    const proving = proveWithEngine(await wasmEngine(), { ...input, hasher }, seeded(1))
    await expect(proving).rejects.toMatchObject({ code: 'UNLUCKY' })
  })
})
