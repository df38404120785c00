/** Proves circuits of circom, off the page's thread. */
import { expose } from 'comlink'
import {
  createGroth16Prover,
  FormatError,
  Groth16Error,
  type Groth16Progress,
  readVerificationKey,
  type VerificationKey,
  verify,
} from '../../src/groth16.ts'
import type { CircuitFiles, Groth16Api, ProvedCircuit } from './groth16-api.ts'
import type { Failure } from './prover-api.ts'

let proving = new AbortController()

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`

function describe(error: unknown): Failure {
  if (error instanceof Groth16Error || error instanceof FormatError)
    return { code: error.code, message: sentence(error.message) }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'INTERNAL', message: `${text}. This is a bug in limpid: please report it.` }
}

async function verificationKey({ zkey, vkey }: CircuitFiles): Promise<VerificationKey> {
  if (vkey === undefined) return readVerificationKey(zkey)
  try {
    return JSON.parse(await vkey.text())
  } catch (error) {
    throw new Groth16Error('GROTH16_FORMAT', 'the verification key is not JSON', { cause: error })
  }
}

async function work(
  files: CircuitFiles,
  onProgress: (progress: Groth16Progress) => void,
): Promise<ProvedCircuit> {
  const { signal } = proving
  const key = await verificationKey(files)
  using prover = await createGroth16Prover()
  const start = performance.now()
  const { proof, publicSignals } = await prover.prove(files.zkey, files.witness, {
    signal,
    onProgress,
  })
  const done = performance.now()
  const verdict = verify(key, publicSignals, proof)
  return {
    proof,
    publicSignals,
    proveMs: done - start,
    threads: prover.threads,
    kernels: prover.variant,
    peakMemory: prover.peakMemory,
    verdict,
    verifyMs: performance.now() - done,
  }
}

const api: Groth16Api = {
  async prove(files, onProgress) {
    proving = new AbortController()
    const { signal } = proving
    try {
      return { ok: true, value: await work(files, onProgress) }
    } catch (error) {
      if (signal.aborted) return { ok: false, error: { code: 'CANCELLED', message: 'Cancelled.' } }
      return { ok: false, error: describe(error) }
    }
  },
  cancel() {
    proving.abort()
  },
}

expose(api)
