import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { P } from '../../src/field/koalabear.ts'
import type { Ext } from '../../src/field/quartic.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import type { Digest } from '../../src/hash/hasher.ts'
import { Transcript } from '../../src/transcript/transcript.ts'

type Step = (transcript: Transcript) => unknown

const bytes = (...values: number[]) => Uint8Array.from(values)
const digest = (seed: number) => new Uint8Array(32).fill(seed)
const one: Ext = [1, 2, 3, 4]

function run(steps: readonly Step[], protocol = 'test v1'): { outputs: unknown[]; state: Digest } {
  const transcript = new Transcript(blake3Hasher, protocol)
  const outputs = steps.map((step) => step(transcript))
  return { outputs, state: transcript.state }
}

async function search(state: Digest, bits: number): Promise<bigint> {
  let nonce = 0n
  while (!blake3Hasher.checkNonce(state, bits, nonce)) nonce++
  return nonce
}

describe('binding', () => {
  it('gives both sides the same challenges', () => {
    const steps: Step[] = [
      (t) => t.absorbBytes('header', bytes(1, 2, 3)),
      (t) => t.absorbDigest('root', digest(1)),
      (t) => t.squeezeExt('alpha'),
      (t) => t.absorbElements('values', [1, 2, P - 1]),
      (t) => t.absorbExt('openings', [one, one]),
      (t) => t.squeezeIndices('queries', 20, 12),
      (t) => t.checkNonce('work', 0, 0n),
    ]
    expect(run(steps)).toEqual(run(steps))
  })

  it('tells apart sequences that concatenate to the same data', () => {
    const sequences: Step[][] = [
      [],
      [(t) => t.absorbBytes('a', bytes())],
      [(t) => t.absorbBytes('', bytes(97))],
      [(t) => t.absorbBytes('a', bytes()), (t) => t.absorbBytes('a', bytes())],
      [(t) => t.absorbBytes('a', bytes(1, 2))],
      [(t) => t.absorbBytes('a', bytes(1)), (t) => t.absorbBytes('a', bytes(2))],
      [(t) => t.absorbBytes('a', bytes(1, 2)), (t) => t.absorbBytes('a', bytes())],
      [(t) => t.absorbBytes('b', bytes(1, 2))],
      [(t) => t.absorbBytes('ab', bytes(1, 2))],
      [(t) => t.absorbBytes('a', bytes(98, 1, 2))],
      [(t) => t.absorbBytes('a', digest(0))],
      [(t) => t.absorbDigest('a', digest(0))],
      [(t) => t.absorbDigest('a', digest(0)), (t) => t.absorbDigest('a', digest(0))],
      [(t) => t.absorbElements('a', new Array(8).fill(0))],
      [(t) => t.absorbElements('a', new Array(16).fill(0))],
      [(t) => t.absorbElements('a', [1, 2, 3, 4])],
      [(t) => t.absorbElements('a', [1, 2]), (t) => t.absorbElements('a', [3, 4])],
      [(t) => t.absorbExt('a', [one])],
      [(t) => t.absorbExt('a', [one, one])],
      [(t) => t.absorbExt('a', [one]), (t) => t.absorbExt('a', [one])],
      [(t) => t.absorbElements('a', [4])],
      [(t) => t.squeezeExt('a')],
      [(t) => t.squeezeExt('a'), (t) => t.squeezeExt('a')],
      [(t) => t.squeezeIndices('a', 1, 4)],
      [(t) => t.squeezeIndices('a', 4, 1)],
      [(t) => t.absorbElements('a', [1, 4])],
      [(t) => t.checkNonce('a', 0, 0n)],
      [(t) => t.absorbBytes('a', new Uint8Array(9))],
    ]
    const states = sequences.map((steps) => run(steps).state.join())
    states.push(run([], 'test v2').state.join())
    expect(new Set(states).size).toBe(states.length)
  })

  it('lets every absorbed item change all later challenges', () => {
    const item = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((data) => ({ kind: 'bytes' as const, data: [...data] })),
      fc
        .array(fc.oneof(fc.constantFrom(0, 1, P - 1), fc.nat(P - 1)), { maxLength: 12 })
        .map((data) => ({ kind: 'elements' as const, data })),
    )
    const play = (items: readonly { kind: string; data: readonly number[] }[]) =>
      run(
        items.flatMap(({ kind, data }) => [
          (t: Transcript) =>
            kind === 'bytes' ? t.absorbBytes('x', Uint8Array.from(data)) : t.absorbElements('x', data),
          (t: Transcript) => t.squeezeExt('c').join(),
        ]),
      ).outputs.filter((output) => output !== undefined)
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.nat(),
        (items, which, where) => {
          const at = which % items.length
          const changed = items.map((entry, i) => {
            if (i !== at) return entry
            if (entry.data.length === 0) return { kind: entry.kind, data: [0] }
            const data = [...entry.data]
            data[where % data.length] ^= 1
            return { kind: entry.kind, data }
          })
          if (changed[at].data.some((value) => value >= P)) return
          const before = play(items)
          const after = play(changed)
          before.forEach((challenge, i) => {
            expect(challenge === after[i]).toBe(i < at)
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('draws anew each time', () => {
    const { outputs } = run(Array.from({ length: 200 }, () => (t: Transcript) => t.squeezeExt('a').join()))
    expect(new Set(outputs).size).toBe(200)
  })

  it('separates hashers by name', () => {
    const other = { ...blake3Hasher, name: 'other' }
    expect(new Transcript(other, 'p').state).not.toEqual(new Transcript(blake3Hasher, 'p').state)
  })

  it('cannot be changed through the state it shows', () => {
    const transcript = new Transcript(blake3Hasher, 'p')
    const before = transcript.state
    transcript.state.fill(0)
    expect(transcript.state).toEqual(before)
  })

  it('keeps the protocol: the known state of a known sequence', () => {
    const { state } = run([
      (t) => t.absorbBytes('header', bytes(1, 2, 3)),
      (t) => t.absorbDigest('root', digest(1)),
      (t) => t.absorbElements('values', [1, 2, P - 1]),
      (t) => t.absorbExt('openings', [one]),
      (t) => t.squeezeExt('alpha'),
      (t) => t.squeezeIndices('queries', 3, 12),
      (t) => t.checkNonce('work', 0, 0n),
    ])
    expect(Buffer.from(state).toString('hex')).toBe(
      '8f1c97117602867734f0c937af9366ee2950597cded85cbde3be72db99051187',
    )
  })
})

describe('arguments', () => {
  const transcript = () => new Transcript(blake3Hasher, 'p')

  it('must be canonical', () => {
    for (const bad of [-1, P, 2 ** 32, 0.5, Number.NaN]) {
      expect(() => transcript().absorbElements('a', [0, bad])).toThrow(RangeError)
      expect(() => transcript().absorbExt('a', [[0, 0, bad, 0]])).toThrow(RangeError)
    }
  })

  it('must have the length of a digest', () => {
    for (const length of [0, 31, 33]) {
      expect(() => transcript().absorbDigest('a', new Uint8Array(length))).toThrow(RangeError)
    }
  })
})

describe('proof of work', () => {
  it('leaves prover and verifier in the same state', async () => {
    for (const bits of [0, 1, 7]) {
      const prover = new Transcript(blake3Hasher, 'p')
      const nonce = await prover.grind('work', bits, search)
      const verifier = new Transcript(blake3Hasher, 'p')
      expect(verifier.checkNonce('work', bits, nonce)).toBe(true)
      expect(verifier.state).toEqual(prover.state)
    }
  })

  it('refuses a nonce without the work, and everything but 0 when there is none', async () => {
    const fresh = () => new Transcript(blake3Hasher, 'p')
    const bits = 8
    const state = fresh().state
    for (let nonce = 0n; nonce < 600n; nonce++) {
      expect(fresh().checkNonce('work', bits, nonce)).toBe(blake3Hasher.checkNonce(state, bits, nonce))
    }
    expect(fresh().checkNonce('work', 0, 0n)).toBe(true)
    for (const nonce of [1n, 2n ** 64n, -1n]) expect(fresh().checkNonce('work', 0, nonce)).toBe(false)
    await expect(fresh().grind('work', 20, async () => 0n)).rejects.toThrow(RangeError)
  })

  it('takes a slot even with 0 bits, and never searches for it', async () => {
    const transcript = new Transcript(blake3Hasher, 'p')
    const before = transcript.state
    const nonce = await transcript.grind('work', 0, () => Promise.reject(new Error('searched')))
    expect(nonce).toBe(0n)
    expect(transcript.state).not.toEqual(before)
  })

  it('binds label, bits and nonce', () => {
    const after = (label: string, bits: number, nonce: bigint) => {
      const transcript = new Transcript(blake3Hasher, 'p')
      expect(transcript.checkNonce(label, bits, nonce)).toBe(true)
      return transcript.state.join()
    }
    const { state } = new Transcript(blake3Hasher, 'p')
    const nonces: bigint[] = []
    for (let nonce = 0n; nonces.length < 2; nonce++)
      if (blake3Hasher.checkNonce(state, 2, nonce)) nonces.push(nonce)
    const states = [
      after('a', 2, nonces[0]),
      after('a', 2, nonces[1]),
      after('b', 2, nonces[0]),
      after('a', 1, nonces[0]),
    ]
    expect(new Set(states).size).toBe(states.length)
  })
})

describe('distribution', () => {
  it('of challenges is flat in every coordinate', () => {
    const transcript = new Transcript(blake3Hasher, 'p')
    const bins = 16
    const draws = 4000
    const counts = Array.from({ length: 4 }, () => new Array<number>(bins).fill(0))
    for (let i = 0; i < draws; i++) {
      transcript.squeezeExt('c').forEach((coordinate, c) => {
        counts[c][Math.floor((coordinate / P) * bins)]++
      })
    }
    // Chi-squared with 15 degrees of freedom: above 45 with probability 8e-5. The sequence is fixed.
    for (const row of counts) {
      const expected = draws / bins
      expect(row.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(45)
    }
  })

  it('of indices is flat, with repetitions', () => {
    const indices = new Transcript(blake3Hasher, 'p').squeezeIndices('q', 4096, 4)
    const counts = new Array<number>(16).fill(0)
    for (const index of indices) counts[index]++
    expect(counts.reduce((sum, count) => sum + (count - 256) ** 2 / 256, 0)).toBeLessThan(45)
  })
})
