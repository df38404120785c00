/** The guests of the client-side-proving benchmark: what they compute, beyond the inputs that are measured; and its page. */

import { sha256 } from '@noble/hashes/sha2.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { poseidon2Of } from '../../src/machine/precompiles/poseidon2/permutation.ts'
import { Program } from '../../src/sdk/program.ts'
import { createProver, type Prover } from '../../src/sdk/prover.ts'
import { type CurveName, claimBytes, claimsOf, isRight } from '../support/precompiles/ecdsa-claims.ts'
import { random } from '../support/random.ts'

interface Workload {
  readonly id: string
  readonly target: string
  readonly input: string
  readonly form: 'software' | 'precompile'
  readonly inputs: { readonly publicInput?: Uint8Array; readonly privateInput: Uint8Array }
  readonly output: Uint8Array
  elf(): Uint8Array
}
interface Workloads {
  readonly WORKLOADS: readonly Workload[]
  select(parts: readonly string[]): readonly Workload[] | undefined
}
interface Page {
  page(identity: object, rows: readonly object[]): string
}

const moduleOf = async (name: string) =>
  (await import(new URL(`../../bench/csp/${name}.mjs`, import.meta.url).href)) as unknown
const { WORKLOADS, select } = (await moduleOf('workloads')) as Workloads
const { page } = (await moduleOf('page')) as Page

let prover: Prover
beforeAll(async () => {
  prover = await createProver({ threads: 1 })
})
afterAll(() => prover.dispose())

const programOf = (id: string) => Program.fromElf(WORKLOADS.find((workload) => workload.id === id)!.elf())
const forms = ['software', 'precompile'] as const
const next = random(7)
const message = (length: number) => Uint8Array.from({ length }, () => next(256))

describe('workloads', () => {
  test.each(WORKLOADS)('$id', async ({ id, elf, inputs, output, form }) => {
    const plan = await prover.plan(await Program.fromElf(elf()), inputs)
    expect([plan.exitCode, plan.output]).toEqual([0, output])
    const isTooLong = id.startsWith('ecdsa') && form === 'software'
    expect(plan.obstacle?.code).toBe(isTooLong ? 'OUT_OF_MEMORY' : undefined)
    expect(plan.tables.some(({ name }) => /^(sha256|keccak|poseidon2|modmul)/.test(name))).toBe(
      form === 'precompile',
    )
  })

  test('are those of the benchmark, twice', () => {
    const sizes = [128, 256, 512, 1024, 2048]
    const names = [
      ...['sha256', 'keccak'].flatMap((name) => sizes.map((size) => `${name}-${size}`)),
      ...['ecdsa-secp256k1', 'ecdsa-secp256r1'],
      ...[2, 4, 8, 12, 16].map((count) => `poseidon2-${count}`),
    ]
    expect(WORKLOADS.map(({ id }) => id)).toEqual(
      names.flatMap((name) => forms.map((form) => `${name}-${form}`)),
    )
  })

  test('are selected by the beginning of their names', () => {
    expect(select(['sha256-2048', 'ecdsa-secp256k1-software'])!.map(({ id }) => id)).toEqual([
      'sha256-2048-software',
      'sha256-2048-precompile',
      'ecdsa-secp256k1-software',
    ])
    expect(select(['sha256'])!.length).toBe(10)
    expect(select(['sha256-20'])).toBeUndefined()
    expect(select(['sha256', 'blake3'])).toBeUndefined()
  })
})

describe.each(forms)('hashes in %s', (form) => {
  test.each([
    ['sha256', sha256],
    ['keccak', keccak_256],
  ] as const)('%s of any length', async (name, hash) => {
    const program = await programOf(`${name}-128-${form}`)
    for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 135, 136, 137, 271, 272, 273]) {
      const privateInput = message(length)
      const { output, exitCode } = await prover.run(program, { privateInput })
      expect([exitCode, output], String(length)).toEqual([0, hash(privateInput)])
    }
  })

  test('poseidon2 of any number of elements', async () => {
    const program = await programOf(`poseidon2-2-${form}`)
    for (const count of [1, 7, 8, 9, 15, 16, 17, 24]) {
      const elements = Uint32Array.from({ length: count }, (_, k) =>
        k === 0 ? 0x7f000000 : next(0x7f000001),
      )
      let state: number[] = new Array(16).fill(0)
      for (let at = 0; at < count; at += 8) {
        const part = [...elements.subarray(at, at + 8)]
        state = [...poseidon2Of([...part, ...state.slice(part.length)]).output]
      }
      const privateInput = new Uint8Array(elements.buffer)
      const { output } = await prover.run(program, { privateInput })
      expect(output, String(count)).toEqual(new Uint8Array(Uint32Array.from(state.slice(0, 8)).buffer))
    }
  })
})

describe.each(['secp256k1', 'secp256r1'] as const)('ECDSA on %s', (curve: CurveName) => {
  test.each(forms)('in %s: signatures, right and wrong ones', { timeout: 300_000 }, async (form) => {
    const program = await programOf(`ecdsa-${curve}-${form}`)
    for (const claim of claimsOf(curve)) {
      const bytes = claimBytes(claim)
      const publicInput = Uint8Array.of(...bytes.subarray(0, 32), ...bytes.subarray(96))
      const { output, exitCode } = await prover.run(program, {
        publicInput,
        privateInput: bytes.subarray(32, 96),
      })
      expect([exitCode, ...output], claim.name).toEqual([0, isRight(curve, claim) ? 1 : 0])
    }
  })

  test.each(forms)('in %s: inputs that are too short', async (form) => {
    const program = await programOf(`ecdsa-${curve}-${form}`)
    for (const [publicBytes, privateBytes] of [
      [95, 64],
      [96, 63],
      [0, 0],
    ] as const) {
      const inputs = { publicInput: message(publicBytes), privateInput: message(privateBytes) }
      const { output, exitCode } = await prover.run(program, inputs)
      expect([exitCode, output.length]).toEqual([2, 0])
    }
  })
})

describe('the page', () => {
  const identity = { machine: 'M', cores: 2, memoryGB: 8, node: 'v20', threads: 2, profile: 'standard' }
  const figures = {
    proveMs: 1234,
    verifyMs: 40,
    firstMs: 2000,
    proofBytes: 600_000,
    cells: 1,
    residentMB: 350,
    engineMB: 200,
    provenBits: 100.5,
  }
  const rowOf = ({ id, target, input, form }: Workload, more: object) => ({
    ...{ id, target, input, form, threads: 2, profile: 'standard', cycles: 1000, date: '2026-01-01' },
    ...more,
  })
  const error = { name: 'MemoryLimitError', code: 'OUT_OF_MEMORY', message: 'the proof needs more' }

  test('has a row for each workload, and says why there is no proof', () => {
    const text = page(
      identity,
      WORKLOADS.map((workload) =>
        rowOf(workload, workload.id === 'ecdsa-secp256k1-software' ? { error } : figures),
      ),
    )
    expect(text.match(/^\| .* \| 2 \| 1,000 \| /gm)).toHaveLength(WORKLOADS.length)
    expect(text).toContain(
      '| SHA-256 | 2,048 B | precompile | 2 | 1,000 | 1.23 | 40 | 600,000 | 350 | 200 | 100.5 |',
    )
    expect(text).toContain('| ECDSA secp256k1 | 32 B digest | software | 2 | 1,000 | OUT_OF_MEMORY | - |')
    expect(text).toContain('* ECDSA secp256k1, software: `MemoryLimitError`: the proof needs more')
    expect(text).toContain(
      '| SHA-256, 2,048 B | stark-v 2.18 s, 2.16 GB | 1.23 s, 0.35 GB | 1.23 s, 0.35 GB |',
    )
    expect(text).toContain(
      '| ECDSA secp256k1, 32 B digest | RISC Zero 87.6 s | OUT_OF_MEMORY | 1.23 s, 0.35 GB |',
    )
    expect(text).not.toMatch(/undefined|NaN/)
  })

  test('of a part compares nothing that was not measured', () => {
    const rows = select(['sha256-128', 'keccak-2048-software'])!.map((workload) => rowOf(workload, figures))
    const text = page(identity, rows)
    expect(text).toContain('| Keccak-256, 2,048 B | Jolt 2.83 s | 1.23 s, 0.35 GB | not measured |')
    expect(text).not.toContain('RISC Zero')
    expect(text).not.toMatch(/undefined|NaN/)
  })
})
