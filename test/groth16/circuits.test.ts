/** Real circuits: circom compiles, snarkjs makes the key, both prove, and each accepts the proofs of the other. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { babyjubjub } from '@noble/curves/misc.js'
import { afterAll, describe, expect, it } from 'vitest'
import { readLittleEndian } from '../../src/curve/bn254.ts'
import { readVerificationKey } from '../../src/groth16/formats/json.ts'
import { createGroth16Prover, type Groth16Result } from '../../src/groth16/prover.ts'
import { verify } from '../../src/groth16/verifier.ts'
import { type CircuitInput, calculateWitness } from '../../src/groth16/witness.ts'
import { groth16 } from '../../src/groth16.ts'
import { firstViolated, readR1cs } from '../../src/r1cs/constraint-system.ts'
import { readWitness } from '../../src/r1cs/wtns.ts'
import { compile, snarkjsKey } from './support/circuits.ts'
import { endSnarkjs, file, snarkjs } from './support/snarkjs.ts'

const bits = (bytes: Uint8Array) =>
  [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1))

const CHAIN = `pragma circom 2.1.6;
include "circomlib/circuits/poseidon.circom";
template Chain(n) {
  signal input seed;
  signal output out;
  signal s[n + 1];
  component h[n];
  s[0] <== seed;
  for (var i = 0; i < n; i++) { h[i] = Poseidon(2); h[i].inputs[0] <== s[i]; h[i].inputs[1] <== i; s[i + 1] <== h[i].out; }
  out <== s[n];
}
component main = Chain(4);`

const SHA = `pragma circom 2.1.6;
include "circomlib/circuits/sha256/sha256.circom";
component main = Sha256(64);`

const EDDSA = `pragma circom 2.1.6;
include "circomlib/circuits/eddsaposeidon.circom";
component main { public [Ax, Ay, M] } = EdDSAPoseidonVerifier();`

const POSEIDON5 = `pragma circom 2.1.6;
include "circomlib/circuits/poseidon.circom";
component main = Poseidon(5);`

/** A signature by the equation S B = R + 8 h A of circomlib, with the circuit of Poseidon as the hash. */
async function eddsaInput(): Promise<CircuitInput> {
  const { Point } = babyjubjub
  const base = Point.fromAffine({
    x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
    y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
  })
  const [secret, nonce, M] = [123456789123456789n, 987654321987654321n, 42n]
  const [a, r] = [base.multiply(secret).toAffine(), base.multiply(nonce).toAffine()]
  const witness = await readWitness(
    await calculateWitness(compile(POSEIDON5).wasm, { inputs: [r.x, r.y, a.x, a.y, M] }),
  )
  const h = readLittleEndian(witness, 32)
  const S = (nonce + 8n * h * secret) % Point.Fn.ORDER
  return { enabled: 1, Ax: a.x, Ay: a.y, S, R8x: r.x, R8y: r.y, M }
}

const MERKLE = `pragma circom 2.1.6;
include "circomlib/circuits/poseidon.circom";
include "circomlib/circuits/mux1.circom";
template Membership(depth) {
  signal input secret;
  signal input path[depth];
  signal input sides[depth];
  signal input scope;
  signal output root;
  signal output nullifier;
  component leaf = Poseidon(1);
  leaf.inputs[0] <== secret;
  component nodes[depth];
  component order[depth];
  signal level[depth + 1];
  level[0] <== leaf.out;
  for (var i = 0; i < depth; i++) {
    sides[i] * (sides[i] - 1) === 0;
    order[i] = MultiMux1(2);
    order[i].c[0][0] <== level[i]; order[i].c[0][1] <== path[i];
    order[i].c[1][0] <== path[i]; order[i].c[1][1] <== level[i];
    order[i].s <== sides[i];
    nodes[i] = Poseidon(2);
    nodes[i].inputs[0] <== order[i].out[0];
    nodes[i].inputs[1] <== order[i].out[1];
    level[i + 1] <== nodes[i].out;
  }
  root <== level[depth];
  component n = Poseidon(2);
  n.inputs[0] <== scope;
  n.inputs[1] <== secret;
  nullifier <== n.out;
}
component main { public [scope] } = Membership(8);`

const message = new TextEncoder().encode('limpid!!')

interface Case {
  readonly name: string
  readonly source: string
  readonly options?: readonly string[]
  readonly power: number
  readonly input: CircuitInput | (() => Promise<CircuitInput>)
  readonly expected?: (signals: readonly string[]) => void
}

/** LIMPID_HEAVY=1 adds a circuit of the size that snarkjs is compared at, whose key takes minutes. */
const large: readonly Case[] =
  process.env.LIMPID_HEAVY === undefined
    ? []
    : [
        {
          name: 'a Poseidon chain of about 2^16 constraints',
          source: CHAIN.replace('Chain(4)', 'Chain(254)'),
          options: ['--O2'],
          power: 16,
          input: { seed: 5 },
        },
      ]

const cases: readonly Case[] = [
  ...large,
  { name: 'a Poseidon chain', source: CHAIN, options: ['--O2'], power: 11, input: { seed: 5 } },
  {
    name: 'SHA-256',
    source: SHA,
    power: 15,
    input: { in: bits(message) },
    expected: (signals) =>
      expect(signals.map(Number)).toEqual(bits(createHash('sha256').update(message).digest())),
  },
  { name: 'an EdDSA signature', source: EDDSA, options: ['--O2'], power: 13, input: eddsaInput },
  {
    name: 'membership with a nullifier',
    source: MERKLE,
    power: 13,
    input: { secret: 77, path: [1, 2, 3, 4, 5, 6, 7, 8], sides: [0, 1, 0, 1, 1, 0, 0, 1], scope: 42 },
    expected: (signals) => expect(signals[2]).toBe('42'),
  },
]

describe('circuits compiled by circom with keys made by snarkjs', () => {
  afterAll(endSnarkjs)

  it('fullProve: inputs to proof, from bytes and from paths', async () => {
    const { r1cs, wasm } = compile(CHAIN, ['--O2'])
    const { zkey, vkey } = await snarkjsKey(r1cs, 11)
    const folder = mkdtempSync(join(tmpdir(), 'limpid-'))
    writeFileSync(join(folder, 'c.wasm'), wasm)
    writeFileSync(join(folder, 'c.zkey'), zkey)
    const options = { threads: 0 }
    const results = [
      await groth16.fullProve({ seed: '7' }, file(wasm), file(zkey), undefined, undefined, options),
      await groth16.fullProve(
        { seed: 7n },
        join(folder, 'c.wasm'),
        join(folder, 'c.zkey'),
        undefined,
        undefined,
        options,
      ),
    ]
    for (const { proof, publicSignals } of results) {
      expect(await groth16.verify(vkey, publicSignals, proof)).toBe(true)
      expect(publicSignals).toEqual(results[0]!.publicSignals)
    }
    await expect(groth16.fullProve({ seeds: 7 }, file(wasm), file(zkey))).rejects.toMatchObject({
      code: 'GROTH16_WITNESS',
    })
    await expect(groth16.fullProve({}, file(wasm), file(zkey))).rejects.toMatchObject({
      code: 'GROTH16_WITNESS',
    })
    rmSync(folder, { recursive: true })
  }, 400_000)

  it.each(cases)(
    '$name',
    async ({ source, options, power, input: given, expected }) => {
      const input = typeof given === 'function' ? await given() : given
      const { r1cs, wasm } = compile(source, options)
      const { zkey, vkey } = await snarkjsKey(r1cs, power)
      const witness = await calculateWitness(wasm, input)
      const reference = file()
      await snarkjs('wtns.calculate', input, file(wasm), reference)
      expect(Buffer.from(reference.data!).equals(witness)).toBe(true)
      const values = await readWitness(witness)
      const numbers = Array.from({ length: values.length / 32 }, (_, i) => readLittleEndian(values, 32 * i))
      expect(firstViolated(await readR1cs(r1cs), numbers)).toBe(-1)

      for (const threads of [0, 2]) {
        const prover = await createGroth16Prover({ threads })
        const { proof, publicSignals } = await prover.prove(new Blob([zkey.slice()]), witness)
        prover.dispose()
        expected?.(publicSignals)
        expect(await snarkjs('groth16.verify', vkey, publicSignals, proof)).toBe(true)
        expect(verify(vkey, publicSignals, proof)).toEqual({ ok: true })
      }
      const theirs = (await snarkjs('groth16.prove', file(zkey), file(witness))) as Groth16Result
      expect(verify(await readVerificationKey(zkey), theirs.publicSignals, theirs.proof)).toEqual({
        ok: true,
      })
    },
    2_000_000,
  )
})
