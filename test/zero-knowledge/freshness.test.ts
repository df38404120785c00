/**
 * Where the randomness of a proof comes from: the system's generator, once for each proof, and should that fail
 * the private input, the statement and the heights.
 */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { proofDetails } from '../../src/cli/proof-details.ts'
import type { Engine } from '../../src/engine/contract.ts'
import { createProverOn } from '../../src/sdk/local-prover.ts'
import { Program } from '../../src/sdk/program.ts'
import type { ProveOptions, Prover } from '../../src/sdk/prover.ts'
import { SALT_ELEMENTS } from '../../src/stark/shape.ts'
import { engines } from '../support/engines.ts'
import { cases } from '../vm/support/examples.ts'

let engine: Engine
let prover: Prover
let program: Program
const elf = cases.find(({ example }) => example === 'min-max')!.elf
const bytes = (text: string) => new TextEncoder().encode(text)

beforeAll(async () => {
  engine = (await engines()).find(({ name }) => name === 'wasm')!.engine
  prover = createProverOn(engine)
  program = await Program.fromElf(elf)
})

afterEach(() => {
  vi.restoreAllMocks()
})

const prove = async (privateInput: string, options: Pick<ProveOptions, 'shape'> = {}) =>
  (await prover.prove(program, { privateInput: bytes(privateInput), ...options })).proof

/** Salts and values that a proof shows of what depends on the execution. */
function secretsShown(file: Uint8Array): string[] {
  const { proof, shape } = proofDetails(file)
  const salts = shape.trees.flatMap(({ salted }, k) =>
    salted ? proof.trees[k]!.rows.map((row) => row.slice(-SALT_ELEMENTS).join()) : [],
  )
  const values = shape.openings.flatMap(({ tree }, k) =>
    tree === 'fixed' || tree === 'program' ? [] : [proof.values[k]!.join()],
  )
  return [...salts, ...values, ...proof.sums.map(String)]
}

const inCommon = (a: Uint8Array, b: Uint8Array): string[] => {
  const seen = new Set(secretsShown(b))
  return secretsShown(a).filter((secret) => seen.has(secret))
}

/** A generator that always gives the same. */
const breakGenerator = () =>
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    new Uint8Array(array!.buffer, array!.byteOffset, array!.byteLength).fill(7)
    return array
  })

test('every proof asks the system for 32 bytes, and shares nothing with the one before', async () => {
  const asked = vi.spyOn(crypto, 'getRandomValues')
  const [a, b] = [await prove('3 1 2'), await prove('3 1 2')]
  expect(asked.mock.calls.map(([array]) => array!.byteLength)).toEqual([32, 32])
  expect(inCommon(a, b)).toEqual([])
})

describe('with a broken generator', () => {
  test('two proofs of one execution are the same: nothing else makes them differ', async () => {
    breakGenerator()
    expect(await prove('3 1 2')).toEqual(await prove('3 1 2'))
  })

  test('proofs of one statement with different private inputs still share nothing', async () => {
    breakGenerator()
    expect(inCommon(await prove('3 1 2'), await prove('3 2 1'))).toEqual([])
  })

  test('and so do proofs of different statements', async () => {
    breakGenerator()
    expect(inCommon(await prove('3 1 2'), await prove('3 1 9'))).toEqual([])
  })

  test('and proofs of one execution in different shapes', async () => {
    breakGenerator()
    const keys = new Set<string>()
    const { call } = engine
    vi.spyOn(engine, 'call').mockImplementation((kernel, ...args) => {
      const [, key] = args
      if (kernel === 'randomElements') keys.add(engine.memory.u8.slice(key, key + 32).join())
      call(kernel, ...args)
    })
    const own = await prove('3 1 2')
    expect(keys.size).toBe(1)
    const tiny = await prove('3 1 2', { shape: 'tiny' })
    expect(keys.size).toBe(2)
    expect(inCommon(own, tiny)).toEqual([])
  })
})
