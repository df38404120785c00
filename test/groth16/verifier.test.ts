/** The verifier is total and takes canonical encodings only. */
import { bn254 } from '@noble/curves/bn254.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { Q, R } from '../../src/curve/bn254.ts'
import {
  type Groth16Proof,
  readVerificationKey,
  type VerificationKey,
} from '../../src/groth16/formats/json.ts'
import { prove } from '../../src/groth16/prover.ts'
import { verify } from '../../src/groth16/verifier.ts'
import { writeWitness } from '../../src/r1cs/wtns.ts'
import { powerCircuit, setup } from './support/small.ts'

describe('verify', () => {
  let key: VerificationKey
  let proof: Groth16Proof
  let signals: readonly string[]
  beforeAll(async () => {
    const { system, witness } = powerCircuit(4)
    const zkey = await setup(system)
    key = await readVerificationKey(zkey)
    ;({ proof, publicSignals: signals } = await prove(zkey, writeWitness(witness(2n, 5n)), { threads: 0 }))
  })

  it('accepts the proof', () => {
    expect(signals).toEqual(['261', '5'])
    expect(verify(key, signals, proof)).toEqual({ ok: true })
  })

  it('refuses other encodings of the same proof and signals', () => {
    const { pi_a: a, pi_b: b } = proof
    const g1 = (x: unknown, y: unknown, z: unknown = '1') => ({ ...proof, pi_a: [x, y, z] as never })
    const bad: [readonly string[], Groth16Proof][] = [
      [[String(261n + R), '5'], proof],
      [['0261', '5'], proof],
      [['0x105', '5'], proof],
      [['261 ', '5'], proof],
      [[261 as never, '5'], proof],
      [['-1', '5'], proof],
      [signals, g1(a[0], String(BigInt(a[1]) + Q))],
      [signals, g1(String(BigInt(a[0]) + Q), a[1])],
      [signals, g1(a[0], String(Q - BigInt(a[1])))],
      [signals, g1(a[0], a[1], '2')],
      [signals, g1('0', '1', '0')],
      [signals, g1('0', '0')],
      [signals, g1(a[1], a[0])],
      [signals, { ...proof, pi_b: [[b[0][1], b[0][0]], [b[1][1], b[1][0]], b[2]] }],
      [signals, { ...proof, pi_b: [b[0], b[1], ['1', '1']] }],
      [['261'], proof],
      [['261', '5', '0'], proof],
      [['260', '5'], proof],
      [signals, { ...proof, protocol: 'plonk' as never }],
      [signals, { ...proof, curve: 'bls12381' as never }],
    ]
    for (const [s, p] of bad) expect([s, p.pi_a, verify(key, s, p).ok]).toEqual([s, p.pi_a, false])
  })

  it('refuses a point of the twist outside of the subgroup', () => {
    const { Fp2 } = bn254.fields
    const b = Fp2.div(Fp2.create({ c0: 3n, c1: 0n }), Fp2.create({ c0: 9n, c1: 1n }))
    let found = 0
    for (let c0 = 1n; found < 3; c0++) {
      const x = Fp2.create({ c0, c1: 1n })
      const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b)
      let y: typeof x
      try {
        y = Fp2.sqrt(square)
      } catch {
        continue
      }
      found++
      const pi_b = [
        [String(x.c0), String(x.c1)],
        [String(y.c0), String(y.c1)],
        ['1', '0'],
      ] as const
      expect(verify(key, signals, { ...proof, pi_b })).toEqual({
        ok: false,
        error: 'pi_b is not a point of the group',
      })
    }
  })

  it('never throws', () => {
    const junk = [
      undefined,
      null,
      0,
      '',
      'x',
      [],
      {},
      [[]],
      { pi_a: [] },
      { protocol: 'groth16', pi_a: {}, pi_b: null },
      new Proxy({}, {}),
    ]
    for (const a of junk) {
      expect(verify(a as never, signals, proof).ok).toBe(false)
      expect(verify(key, a as never, proof).ok).toBe(false)
      expect(verify(key, signals, a as never).ok).toBe(false)
      expect(verify({ ...key, IC: a as never }, signals, proof).ok).toBe(false)
      expect(verify({ ...key, nPublic: a as never }, signals, proof).ok).toBe(false)
    }
  })
})
