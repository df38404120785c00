// Never run: the compiler of a user reads the declarations of every door.

import { createProver, LimpidError, Program, type ProofResult, standard } from 'limpid'
import { type Column, defineBus, defineTable } from 'limpid/air'
import { groth16, type VerificationKey } from 'limpid/groth16'
import { createMachine, definePrecompile } from 'limpid/machine'
import { type VerificationResult, verify } from 'limpid/verify'
import { disassemble, type Mnemonic, parseElf } from 'limpid/vm'

export async function example(elf: Uint8Array, signal: AbortSignal): Promise<VerificationResult> {
  const program = await Program.fromElf(elf, { profile: standard })
  await using prover = await createProver({ threads: 'auto', workerUrl: '/worker.js' })
  const result: ProofResult = await prover.prove(program, { privateInput: new Uint8Array(4), signal })
  return verify({ programId: program.id, publicInput: new Uint8Array(), ...result }, result.proof)
}

export const names: readonly unknown[] = [
  createMachine,
  defineBus,
  definePrecompile,
  defineTable,
  groth16,
  LimpidError,
  disassemble,
  parseElf,
]
export type Types = Column | VerificationKey | Mnemonic

// @ts-expect-error a number is no program
void ((prover: Awaited<ReturnType<typeof createProver>>) => prover.prove(1))
