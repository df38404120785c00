// What all consumers do with limpid: prove, verify, and see that a lie is refused.
import { createProver, Program } from 'limpid'
import { verify } from 'limpid/verify'

/** Proves the program min-max on a private list. */
export async function prove(elf, options) {
  const program = await Program.fromElf(elf)
  const prover = await createProver(options)
  try {
    const privateInput = new TextEncoder().encode('[1,5,7,0]')
    const { output, exitCode, proof } = await prover.prove(program, { privateInput })
    const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
    const lie = verify({ ...claim, output: new TextEncoder().encode('[1,7]') }, proof)
    return {
      output: new TextDecoder().decode(output),
      accepted: verify(claim, proof).ok,
      lie: lie.ok ? 'accepted' : 'refused',
      threads: prover.capabilities.threads,
      shared: prover.capabilities.shared,
      reason: prover.capabilities.reason,
    }
  } finally {
    await prover.dispose()
  }
}
