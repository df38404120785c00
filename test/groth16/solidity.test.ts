/** The exported contract, compiled by solc and run on two EVMs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { Common, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM } from '@ethereumjs/evm'
import { createAddressFromString, hexToBytes } from '@ethereumjs/util'
import { bn254 } from '@noble/curves/bn254.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import solc from 'solc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Q, R } from '../../src/curve/bn254.ts'
import {
  type Groth16Proof,
  readVerificationKey,
  type VerificationKey,
} from '../../src/groth16/formats/json.ts'
import { prove } from '../../src/groth16/prover.ts'
import { encodeCall, encodeProof, exportSolidityCallData } from '../../src/groth16/solidity/calldata.ts'
import { exportSolidity } from '../../src/groth16/solidity/contract.ts'
import { bigEndian, hex, verifierIdentity } from '../../src/groth16/solidity/verifier-hash.ts'
import { verify } from '../../src/groth16/verifier.ts'
import { CircuitBuilder } from '../../src/r1cs/builder.ts'
import { writeWitness } from '../../src/r1cs/wtns.ts'
import { powerCircuit, setup } from './support/small.ts'

type Outcome = { ok: boolean; gas: bigint; data: string }

function compileContract(source: string, name: string): string {
  const input = {
    language: 'Solidity',
    sources: { 'v.sol': { content: source } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'cancun',
      outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  expect((output.errors ?? []).map((e: { formattedMessage: string }) => e.formattedMessage)).toEqual([])
  return output.contracts['v.sol'][name].evm.bytecode.object
}

async function deployInEvm(code: string): Promise<(data: Uint8Array) => Promise<Outcome>> {
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Prague }) })
  const from = createAddressFromString('0x00000000000000000000000000000000000000aa')
  const { createdAddress } = await evm.runCall({
    caller: from,
    data: hexToBytes(`0x${code}`),
    gasLimit: 10_000_000n,
  })
  return async (data) => {
    const { execResult } = await evm.runCall({
      caller: from,
      to: createdAddress!,
      data,
      gasLimit: 5_000_000n,
    })
    return {
      ok: execResult.exceptionError === undefined,
      gas: execResult.executionGasUsed,
      data: hex(execResult.returnValue),
    }
  }
}

/** Changes word `index` of the proof bytes. */
function withWord(bytes: Uint8Array, index: number, change: (value: bigint) => bigint): Uint8Array {
  const copy = bytes.slice()
  const at = 4 + 32 * index
  copy.set(bigEndian(change(BigInt(`0x${hex(bytes.subarray(at, at + 32))}`))), at)
  return copy
}

const swapWords = (bytes: Uint8Array, x: number, y: number): Uint8Array => {
  const copy = bytes.slice()
  copy.set(bytes.subarray(4 + 32 * x, 36 + 32 * x), 4 + 32 * y)
  copy.set(bytes.subarray(4 + 32 * y, 36 + 32 * y), 4 + 32 * x)
  return copy
}

const errorSelector = (data: string) => data.slice(0, 8)
const PROOF_INVALID = errorOf('ProofInvalid()')
const NOT_IN_FIELD = errorOf('PublicInputNotInField()')
const WRONG_LENGTH = errorOf('InvalidProofLength()')
const WRONG_SELECTOR = errorOf('WrongVerifierSelector(bytes4,bytes4)')

function errorOf(signature: string): string {
  return hex(keccak_256(new TextEncoder().encode(signature)).subarray(0, 4))
}

/** Sets words of the proof bytes to 0. */
const zeroWords = (bytes: Uint8Array, from: number, to: number): Uint8Array =>
  bytes.map((byte, i) => (i >= 4 + 32 * from && i < 4 + 32 * to ? 0 : byte))

/** (A, B, C) -> (k A, B / k, C): another valid proof of the same statement. */
function rerandomise(proof: Groth16Proof): Groth16Proof {
  const k = 123456789n
  const inverse = bn254.fields.Fr.inv(k)
  const a = bn254.G1.Point.fromAffine({ x: BigInt(proof.pi_a[0]), y: BigInt(proof.pi_a[1]) })
    .multiply(k)
    .toAffine()
  const { Fp2 } = bn254.fields
  const element = ([c0, c1]: readonly [string, string]) => Fp2.create({ c0: BigInt(c0), c1: BigInt(c1) })
  const b = bn254.G2.Point.fromAffine({ x: element(proof.pi_b[0]), y: element(proof.pi_b[1]) })
    .multiply(inverse)
    .toAffine()
  const text = (e: { c0: bigint; c1: bigint }): [string, string] => [String(e.c0), String(e.c1)]
  return { ...proof, pi_a: [String(a.x), String(a.y), '1'], pi_b: [text(b.x), text(b.y), ['1', '0']] }
}

describe('the Solidity verifier', () => {
  let key: VerificationKey
  let proof: Groth16Proof
  let signals: readonly string[]
  let bytes: Uint8Array
  let call: (data: Uint8Array) => Promise<Outcome>
  let code: string
  const accept = async (proofBytes: Uint8Array, input = signals) => call(encodeCall(proofBytes, input))

  beforeAll(async () => {
    // one public signal
    const c = new CircuitBuilder()
    const x = c.privateInput('x')
    c.output('y', c.mul(c.mul(x, x), x))
    const { system, witness } = c.build()
    const zkey = await setup(system)
    key = await readVerificationKey(zkey)
    ;({ proof, publicSignals: signals } = await prove(zkey, writeWitness(witness({ x: 3 })), { threads: 0 }))
    bytes = encodeProof(proof, key, true)
    code = compileContract(exportSolidity(key, { insecure: true }), 'Groth16Verifier')
    call = await deployInEvm(code)
  })

  it('accepts a real proof and costs at most 205,000 gas', async () => {
    expect(signals).toEqual(['27'])
    const { ok, gas, data } = await accept(bytes)
    expect({ ok, data }).toEqual({ ok: true, data: '' })
    expect(gas).toBeLessThanOrEqual(205_000n)
  })

  /** Calls that must revert, and with which error. */
  const negatives: readonly (readonly [name: string, data: () => Uint8Array, error: string])[] = [
    ['another input', () => encodeCall(bytes, ['28']), PROOF_INVALID],
    ['an input of r or more', () => encodeCall(bytes, [String(27n + R)]), NOT_IN_FIELD],
    ['swapped coordinates of G2', () => withProof(swapWords(swapWords(bytes, 2, 3), 4, 5)), PROOF_INVALID],
    ['A.x + q', () => withProof(withWord(bytes, 0, (v) => v + Q)), PROOF_INVALID],
    ['A.y + q', () => withProof(withWord(bytes, 1, (v) => v + Q)), PROOF_INVALID],
    ['B.y + q', () => withProof(withWord(bytes, 5, (v) => v + Q)), PROOF_INVALID],
    ['C.y + q', () => withProof(withWord(bytes, 7, (v) => v + Q)), PROOF_INVALID],
    ['A negated', () => withProof(withWord(bytes, 1, (v) => Q - v)), PROOF_INVALID],
    ['A off the curve', () => withProof(withWord(bytes, 1, (v) => v ^ 1n)), PROOF_INVALID],
    ['B off the curve', () => withProof(withWord(bytes, 4, (v) => v ^ 1n)), PROOF_INVALID],
    ['C off the curve', () => withProof(withWord(bytes, 6, (v) => v ^ 1n)), PROOF_INVALID],
    ['A at infinity', () => withProof(zeroWords(bytes, 0, 2)), PROOF_INVALID],
    ['B at infinity', () => withProof(zeroWords(bytes, 2, 6)), PROOF_INVALID],
    ['C at infinity', () => withProof(zeroWords(bytes, 6, 8)), PROOF_INVALID],
    ['all at infinity', () => withProof(zeroWords(bytes, 0, 8)), PROOF_INVALID],
    ['a proof too short', () => withProof(bytes.subarray(0, 259)), WRONG_LENGTH],
    ['a proof too long', () => withProof(Uint8Array.from([...bytes, 0])), WRONG_LENGTH],
    ['no proof', () => withProof(new Uint8Array(0)), WRONG_LENGTH],
    ['a proof for another verifier', () => withProof(encodeProof(proof, key, false)), WRONG_SELECTOR],
    ['a truncated call', () => withProof(bytes).subarray(0, 200), ''],
    ['another function', () => Uint8Array.from([1, 2, 3, 4, ...withProof(bytes).subarray(4)]), ''],
  ]
  const withProof = (proofBytes: Uint8Array) => encodeCall(proofBytes, signals)

  it.each(negatives)('refuses %s', async (_name, data, error) => {
    const outcome = await call(data())
    expect({ ok: outcome.ok, error: errorSelector(outcome.data) }).toEqual({ ok: false, error })
    expect(outcome.gas).toBeLessThan(400_000n)
  })

  it('says which verifier a proof is for', async () => {
    const { data } = await accept(encodeProof(proof, key, false))
    expect(data.slice(8, 16)).toBe(hex(verifierIdentity(key, false).selector))
    expect(data.slice(72, 80)).toBe(hex(verifierIdentity(key, true).selector))
  })

  it('accepts a re-randomised proof: proofs are not identifiers', async () => {
    const other = rerandomise(proof)
    expect(other.pi_a).not.toEqual(proof.pi_a)
    expect(verify(key, signals, other)).toEqual({ ok: true })
    expect((await accept(encodeProof(other, key, true))).ok).toBe(true)
  })

  it('shows its hash and version, another one for a development key', async () => {
    const selector = (text: string) => keccak_256(new TextEncoder().encode(text)).subarray(0, 4)
    expect((await call(selector('VERIFIER_HASH()'))).data).toBe(hex(verifierIdentity(key, true).hash))
    const { data } = await call(selector('VERSION()'))
    expect(Buffer.from(data, 'hex').toString('latin1')).toContain('INSECURE')
    expect(hex(verifierIdentity(key, false).hash)).not.toBe(hex(verifierIdentity(key, true).hash))
    expect(exportSolidity(key, { insecure: true })).toContain(`0x${hex(verifierIdentity(key, true).hash)}`)
  })

  it('takes 0, 2 and 3 inputs', async () => {
    const { system, witness } = powerCircuit(3)
    const zkey = await setup(system)
    const vkey = await readVerificationKey(zkey)
    const result = await prove(zkey, writeWitness(witness(5n, R - 2n)), { threads: 0 })
    const run = await deployInEvm(compileContract(exportSolidity(vkey, { name: 'Two' }), 'Two'))
    const data = encodeCall(encodeProof(result.proof, vkey), result.publicSignals)
    expect((await run(data)).ok).toBe(true)
    expect(
      (await run(encodeCall(encodeProof(result.proof, vkey), [...result.publicSignals].reverse()))).ok,
    ).toBe(false)

    const c = new CircuitBuilder()
    const x = c.privateInput('x')
    c.constrain(x, x, 9)
    const none = c.build()
    const noneKey = await setup(none.system)
    const noneVkey = await readVerificationKey(noneKey)
    const noneResult = await prove(noneKey, writeWitness(none.witness({ x: R - 3n })), { threads: 0 })
    const runNone = await deployInEvm(compileContract(exportSolidity(noneVkey), 'Groth16Verifier'))
    expect((await runNone(encodeCall(encodeProof(noneResult.proof, noneVkey), []))).ok).toBe(true)
  })

  it('exports calldata as snarkjs does', async () => {
    const text = await exportSolidityCallData(proof, signals)
    const [a, b, c, input] = JSON.parse(`[${text}]`)
    expect(BigInt(b[0][0])).toBe(BigInt(proof.pi_b[0][1]))
    expect([a, c].map((p: string[]) => BigInt(p[0]!))).toEqual([BigInt(proof.pi_a[0]), BigInt(proof.pi_c[0])])
    expect(input).toEqual([`0x${(27).toString(16).padStart(64, '0')}`])
  })

  describe('on anvil', () => {
    let anvil: ChildProcess
    const port = 20_000 + (process.pid % 20_000)
    const rpc = async (method: string, params: readonly unknown[]) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
      const response = await fetch(`http://127.0.0.1:${port}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })
      return (await response.json()) as {
        result?: string & { contractAddress?: string }
        error?: { data?: string }
      }
    }

    beforeAll(async () => {
      anvil = spawn(
        process.execPath,
        ['node_modules/@foundry-rs/anvil/bin.mjs', '--port', String(port), '--silent'],
        { stdio: 'ignore' },
      )
      for (let i = 0; ; i++) {
        try {
          await rpc('web3_clientVersion', [])
          break
        } catch (error) {
          if (i > 100) throw error
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
      }
    }, 30_000)
    afterAll(() => void anvil?.kill())

    it('accepts and refuses the same', async () => {
      const [from] = (await rpc('eth_accounts', [])).result as unknown as string[]
      const { result: hash } = await rpc('eth_sendTransaction', [
        { from, data: `0x${code}`, gas: '0x500000' },
      ])
      let receipt: { contractAddress?: string } | null = null
      for (let i = 0; receipt === null && i < 200; i++) {
        receipt = ((await rpc('eth_getTransactionReceipt', [hash])).result ?? null) as typeof receipt
        if (receipt === null) await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const ask = (data: Uint8Array) =>
        rpc('eth_call', [
          { from, to: receipt!.contractAddress, data: `0x${hex(data)}`, gas: '0x500000' },
          'latest',
        ])
      expect((await ask(encodeCall(bytes, signals))).result).toBe('0x')
      expect((await ask(encodeCall(encodeProof(rerandomise(proof), key, true), signals))).result).toBe('0x')
      for (const [name, data, error] of negatives) {
        const answer = await ask(data())
        expect([name, answer.result]).toEqual([name, undefined])
        expect([name, errorSelector((answer.error?.data ?? '0x').slice(2))]).toEqual([name, error])
      }
      const estimate = await rpc('eth_estimateGas', [
        { from, to: receipt!.contractAddress, data: `0x${hex(encodeCall(bytes, signals))}` },
      ])
      expect(Number(estimate.result)).toBeLessThan(235_000)
    })
  })
})
