/** Valid proofs of the machine that are the same in every run of a campaign. */

import { createWasmEngine } from '../../src/engine/wasm/engine.ts'
import { kernelBytes } from '../../src/engine/wasm/kernels.ts'
import { compact, type Parameters, Program, standard } from '../../src/index.ts'
import type { Claim } from '../../src/machine/verify.ts'
import { createProverOn } from '../../src/sdk/local-prover.ts'
import type { Prover } from '../../src/sdk/prover.ts'

/** A proof file, what it proves, and proofs of other runs of the same program. */
export interface Sample {
  readonly file: Uint8Array
  readonly claim: Claim
  readonly relatives: readonly Uint8Array[]
}

const text = (value: string) => new TextEncoder().encode(value)

/** One proof and two relatives for each profile: the same statement again, and another output. */
export async function makeSamples(
  elf: Uint8Array,
  profiles: readonly Parameters[] = [standard, compact],
): Promise<Map<string, Sample>> {
  const prover = createProverOn(await createWasmEngine(await WebAssembly.compile(kernelBytes())))
  const samples = new Map<string, Sample>()
  for (const profile of profiles) samples.set(profile.name, await makeSample(prover, elf, profile))
  await prover.dispose()
  return samples
}

async function makeSample(prover: Prover, elf: Uint8Array, profile: Parameters): Promise<Sample> {
  const program = await Program.fromElf(elf, { profile })
  const publicInput = text('10 20')
  const prove = (y: string, seed: number) =>
    withEntropy(seed, () => prover.prove(program, { publicInput, privateInput: text(y) }))
  const { proof, output, exitCode } = await prove('15,30', 1)
  const again = await prove('30,11', 2)
  const other = await prove('15,31', 3)
  return {
    file: proof,
    claim: { programId: program.id, publicInput, output, exitCode },
    relatives: [again.proof, other.proof],
  }
}

/** Runs `work` while the system's generator gives the byte `seed` only. */
async function withEntropy<T>(seed: number, work: () => Promise<T>): Promise<T> {
  const fill = <A extends ArrayBufferView | null>(target: A): A => {
    if (target instanceof Uint8Array) target.fill(seed)
    return target
  }
  Object.defineProperty(crypto, 'getRandomValues', { value: fill, configurable: true })
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(crypto, 'getRandomValues')
  }
}
