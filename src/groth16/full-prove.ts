/**
 * The surface of `snarkjs.groth16`, so that an app changes one import: `import { groth16 } from 'limpid/groth16'`.
 */
import type { FileLike } from '../r1cs/container.ts'
import type { PoolOptions } from './engine/pool.ts'
import { Groth16Error } from './errors.ts'
import type { Groth16Proof, PublicSignals, VerificationKey } from './formats/json.ts'
import { type Groth16ProveOptions, type Groth16Result, prove as proveFiles } from './prover.ts'
import { verify as verifyStrictly } from './verifier.ts'
import { type CircuitInput, calculateWitness } from './witness.ts'

/** A file as snarkjs takes it: bytes, a URL to fetch, or `{ type: 'mem', data }`. */
export type SnarkjsFile = FileLike | string | URL | { readonly type: 'mem'; readonly data?: Uint8Array }

export type CompatOptions = Groth16ProveOptions & PoolOptions

/** The file system of Node, for paths. */
type FileSystem = { openAsBlob(path: string): Promise<Blob> }

async function open(file: SnarkjsFile): Promise<FileLike> {
  if (typeof file === 'string' && !/^[a-z][a-z0-9+.-]+:/i.test(file)) {
    type Get = (name: 'node:fs') => FileSystem
    const node = (globalThis as { process?: { getBuiltinModule?: Get } }).process?.getBuiltinModule
    if (node !== undefined) return node('node:fs').openAsBlob(file)
  }
  if (typeof file === 'string' || file instanceof URL) {
    const response = await fetch(file)
    if (!response.ok) {
      throw new Groth16Error('GROTH16_FORMAT', `fetching ${file} gave status ${response.status}`)
    }
    return response.blob()
  }
  if ('type' in file && file.type === 'mem') {
    const { data } = file as { data?: Uint8Array }
    if (data === undefined) throw new Groth16Error('GROTH16_FORMAT', 'the file in memory has no data')
    return data
  }
  return file as FileLike
}

/**
 * `logger` is accepted and ignored, as the fourth and fifth arguments of snarkjs hold options.
 *
 * @example
 * const { publicSignals } = await groth16.prove(zkey, wtns, undefined, { threads: 0 })
 * console.log(publicSignals) // [ '10' ]
 */
export async function prove(
  zkey: SnarkjsFile,
  witness: SnarkjsFile,
  _logger?: unknown,
  options: CompatOptions = {},
): Promise<Groth16Result> {
  return proveFiles(await open(zkey), await open(witness), options)
}

/**
 * Computes the witness with the circuit's WebAssembly, as circom makes it, and proves.
 *
 * @example
 * const circom = () => groth16.fullProve({ x: 3 }, 'squares.wasm', 'squares.zkey')
 */
export async function fullProve(
  input: CircuitInput,
  wasm: SnarkjsFile,
  zkey: SnarkjsFile,
  _logger?: unknown,
  _witnessOptions?: unknown,
  options: CompatOptions = {},
): Promise<Groth16Result> {
  const circuit = await open(wasm)
  return proveFiles(await open(zkey), await calculateWitness(circuit, input), options)
}

/**
 * Whether the proof holds, as snarkjs says it; `verify` of `limpid/groth16` says why not.
 *
 * @example
 * console.log(await groth16.verify(key, publicSignals, proof)) // true
 */
export async function verify(
  key: VerificationKey,
  publicSignals: PublicSignals,
  proof: Groth16Proof,
): Promise<boolean> {
  return verifyStrictly(key, publicSignals, proof).ok
}

export { exportSolidityCallData } from './solidity/calldata.ts'
