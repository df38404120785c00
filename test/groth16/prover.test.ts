/** Proofs of random circuits, and what happens with bad files. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { R, writeLittleEndian } from '../../src/curve/bn254.ts'
import { checkKey } from '../../src/groth16/check-key.ts'
import {
  type Groth16Proof,
  readVerificationKey,
  type VerificationKey,
} from '../../src/groth16/formats/json.ts'
import { ZKEY } from '../../src/groth16/formats/zkey.ts'
import { createGroth16Prover, type Groth16Prover } from '../../src/groth16/prover.ts'
import { verify } from '../../src/groth16/verifier.ts'
import { groth16 } from '../../src/groth16.ts'
import { CircuitBuilder, type Operand } from '../../src/r1cs/builder.ts'
import { Container, viewOf } from '../../src/r1cs/container.ts'
import { writeWitness } from '../../src/r1cs/wtns.ts'
import { numbers } from './support/points.ts'
import { powerCircuit, setup } from './support/small.ts'
import { endSnarkjs, file, snarkjs } from './support/snarkjs.ts'

/** A circuit with up to 40 random products, few or many public signals, and constants that often are 0, 1 or -1. */
function randomCircuit(seed: number) {
  const next = numbers(seed)
  const pick = (n: number) => Number(next() % BigInt(n))
  const value = () => [0n, 1n, R - 1n, 2n, next() % R, next() & 0xffn][pick(6)]!
  const c = new CircuitBuilder()
  const inputs: Record<string, bigint> = {}
  const signals: Operand[] = [1]
  const count = 1 + pick(4)
  for (let i = 0; i < count; i++) {
    inputs[`x${i}`] = value()
    signals.push(i % 2 === 0 ? c.privateInput(`x${i}`) : c.publicInput(`x${i}`))
  }
  const sum = () =>
    c.add(...Array.from({ length: 1 + pick(3) }, () => c.scale(signals[pick(signals.length)]!, value())))
  for (let i = pick(40); i >= 0; i--) signals.push(c.mul(sum(), sum()))
  for (let i = pick(3); i > 0; i--) c.output(`y${i}`, sum())
  const { system, witness } = c.build()
  return { system, witness: witness(inputs) }
}

describe('prove', () => {
  let prover: Groth16Prover
  let zkey: Uint8Array
  let wtns: Uint8Array
  let key: VerificationKey
  beforeAll(async () => {
    prover = await createGroth16Prover({ threads: 0 })
    const { system, witness } = powerCircuit(20)
    zkey = await setup(system)
    key = await readVerificationKey(zkey)
    wtns = writeWitness(witness(3n, 4n))
  })
  afterAll(() => {
    prover.dispose()
    endSnarkjs()
  })
  const result = async () => {
    const { proof, publicSignals } = await prover.prove(zkey, wtns)
    return [publicSignals, proof] as const
  }

  it('200 random circuits: our proofs verify, every tenth in snarkjs too, and those of snarkjs verify here', async () => {
    for (let seed = 0; seed < 200; seed++) {
      const { system, witness } = randomCircuit(seed)
      const circuitKey = await setup(system)
      const vkey = await readVerificationKey(circuitKey)
      const file2 = writeWitness(witness)
      const { proof, publicSignals } = await prover.prove(circuitKey, file2, { check: seed % 5 === 0 })
      expect([seed, verify(vkey, publicSignals, proof)]).toEqual([seed, { ok: true }])
      if (publicSignals.length > 0) {
        const other = [String((BigInt(publicSignals[0]!) + 1n) % R), ...publicSignals.slice(1)]
        const bound = vkey.IC[1]![2] !== '0'
        expect(verify(vkey, other, proof).ok).toBe(!bound)
      }
      if (seed % 10 !== 0) continue
      expect(await snarkjs('groth16.verify', vkey, publicSignals, proof)).toBe(true)
      const theirs = (await snarkjs('groth16.prove', file(circuitKey), file(file2))) as {
        proof: Groth16Proof
        publicSignals: string[]
      }
      expect([seed, verify(vkey, theirs.publicSignals, theirs.proof)]).toEqual([seed, { ok: true }])
    }
  }, 400_000)

  it('proofs of one witness differ: they are blinded', async () => {
    const [one, two] = [await prover.prove(zkey, wtns), await prover.prove(zkey, wtns)]
    expect(one.proof.pi_a).not.toEqual(two.proof.pi_a)
    expect(one.publicSignals).toEqual(two.publicSignals)
    for (const { proof, publicSignals } of [one, two]) expect(verify(key, publicSignals, proof).ok).toBe(true)
  })

  it('takes blobs, streams and array buffers', async () => {
    const copy = zkey.slice()
    const stream = () => new Blob([copy]).stream() as ReadableStream<Uint8Array>
    for (const form of [new Blob([copy]), stream(), copy.buffer]) {
      const { proof, publicSignals } = await prover.prove(form, wtns)
      expect(verify(key, publicSignals, proof).ok).toBe(true)
    }
  })

  it('reads sections when they are needed, each byte at most once, and none that it does not need', async () => {
    const reads: [from: number, to: number][] = []
    const source = {
      size: zkey.length,
      async read(offset: number, length: number) {
        reads.push([offset, offset + length])
        return zkey.slice(offset, offset + length)
      },
    }
    const { proof, publicSignals } = await prover.prove(source, wtns)
    expect(verify(key, publicSignals, proof).ok).toBe(true)
    reads.sort(([x], [y]) => x - y)
    // the number of coefficients is read with the header and skipped later
    const overlaps = reads.filter(([from], i) => i > 0 && from < reads[i - 1]![1])
    expect(overlaps).toEqual([])
    // the contributions and the note of a development key are the last two sections
    const container = await Container.open(zkey, 'zkey', [1])
    const unread = container.section(ZKEY.contributions)
    expect(reads.filter(([from, to]) => to > unread.offset && from < unread.offset + unread.size)).toEqual([])
    expect(Math.max(...reads.map(([from, to]) => to - from))).toBeLessThan(zkey.length / 3)
  })

  it('refuses a witness that violates a constraint, wherever it does', async () => {
    const { witness } = powerCircuit(20)
    const honest = witness(3n, 4n)
    for (const wire of [1, 2, 3, 4, honest.length - 1]) {
      const values = honest.slice()
      values[wire] = (values[wire]! + 1n) % R
      const forged = writeWitness(values)
      const error = await prover.prove(zkey, forged).catch((e: unknown) => e)
      expect([wire, error]).toEqual([wire, expect.objectContaining({ code: 'GROTH16_WITNESS' })])
      expect((error as Error).message).toMatch(/does not satisfy the circuit/)
      const { proof, publicSignals } = await prover.prove(zkey, forged, { selfCheck: false })
      expect(verify(key, publicSignals, proof).ok).toBe(false)
    }
    expect(verify(key, ...(await result())).ok).toBe(true)
  })

  it('refuses to give a proof by a damaged key', async () => {
    for (const at of [zkey.length - 64 * 40, 28 + 12 + 84 + 64]) {
      await expect(prover.prove(changed(zkey, at, 0x12345), wtns)).rejects.toMatchObject({
        code: 'GROTH16_WITNESS',
      })
    }
  })

  const changed = (bytes: Uint8Array, at: number, value: number) => {
    const copy = bytes.slice()
    viewOf(copy).setUint32(at, value, true)
    return copy
  }

  it('says what is wrong with a file', async () => {
    const { witness } = powerCircuit(20)
    const values = witness(3n, 4n)
    const large = wtns.slice()
    writeLittleEndian(large, large.length - 32, R)
    const cases: [Uint8Array, Uint8Array, string, RegExp][] = [
      [zkey, writeWitness(values.slice(1)), 'GROTH16_SIZE', /different circuits/],
      [zkey, writeWitness([0n, ...values.slice(1)]), 'GROTH16_WITNESS', /not 1/],
      [zkey, large, 'GROTH16_WITNESS', /not below r/],
      [zkey, wtns.subarray(0, wtns.length - 1), 'GROTH16_FORMAT', /truncated/],
      [zkey, changed(wtns, 24 + 4, 7), 'GROTH16_CURVE', /not over the scalar field/],
      [zkey, changed(wtns, 24, 48), 'GROTH16_CURVE', /not over the scalar field/],
      [changed(zkey, 28 + 12, 48), wtns, 'GROTH16_CURVE', /not over BN254/],
      [zkey.subarray(0, zkey.length >> 1), wtns, 'GROTH16_FORMAT', /truncated/],
      [zkey.subarray(0, 3), wtns, 'GROTH16_FORMAT', /not a .zkey/],
      [wtns, wtns, 'GROTH16_FORMAT', /not a .zkey/],
      [changed(zkey, 24, 2), wtns, 'GROTH16_CURVE', /PLONK/],
      [changed(zkey, 28 + 12 + 4, 7), wtns, 'GROTH16_CURVE', /not over BN254/],
      [changed(zkey, 28 + 12 + 80, 33), wtns, 'GROTH16_FORMAT', /impossible/],
    ]
    for (const [k, w, code, message] of cases) {
      const error = await prover.prove(k, w).catch((e: unknown) => e as { code: string; message: string })
      expect([code, (error as { message: string }).message]).toEqual([code, expect.stringMatching(message)])
      expect((error as { code: string }).code).toBe(code)
    }
  })

  it('every truncation of a key is refused', async () => {
    for (let length = 0; length < zkey.length; length += 997) {
      await expect(prover.prove(zkey.subarray(0, length), wtns)).rejects.toMatchObject({
        code: 'GROTH16_FORMAT',
      })
    }
  })

  it('finds points off the curve when asked to', async () => {
    const at = zkey.length - 64 * 40
    await expect(prover.prove(changed(zkey, at, 0x12345), wtns, { check: true })).rejects.toMatchObject({
      code: 'GROTH16_POINT',
    })
  })

  it('stops when it is aborted, with one thread or workers, and works again', async () => {
    for (const threads of [0, 2]) {
      const own = await createGroth16Prover({ threads })
      const controller = new AbortController()
      const attempt = own.prove(zkey, wtns, {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      })
      await expect(attempt).rejects.toMatchObject({ code: 'GROTH16_ABORTED' })
      const { proof, publicSignals } = await own.prove(zkey, wtns)
      expect(verify(key, publicSignals, proof).ok).toBe(true)
      own.dispose()
      await expect(own.prove(zkey, wtns)).rejects.toMatchObject({ code: 'GROTH16_ABORTED' })
    }
  })

  it('progress rises to 1', async () => {
    const fractions: number[] = []
    await prover.prove(zkey, wtns, { onProgress: ({ fraction }) => void fractions.push(fraction) })
    expect(fractions).toEqual([...fractions].sort((x, y) => x - y))
    expect(fractions.at(-1)).toBe(1)
  })

  it('has the surface of snarkjs.groth16', async () => {
    const { proof, publicSignals } = await groth16.prove(
      { type: 'mem', data: zkey },
      { type: 'mem', data: wtns },
      undefined,
      { threads: 0 },
    )
    expect(await groth16.verify(key, publicSignals, proof)).toBe(true)
    expect(await groth16.verify(key, [...publicSignals].reverse(), proof)).toBe(false)
  })

  it('checkKey refuses a development key and counts bad points', async () => {
    const report = await checkKey(zkey, { threads: 0 })
    expect(report.problems).toEqual([
      'the key has no contributions',
      'the key is an INSECURE development key: its maker can forge proofs',
    ])
    const bad = await checkKey(changed(zkey, zkey.length - 64 * 40, 0x12345), { threads: 0 })
    expect(bad.problems.at(-1)).toMatch(/points of H are not on the curve/)
  })
})
