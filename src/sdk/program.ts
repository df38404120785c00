/** A program: what its ELF file means to the machine, and its id. */
import { blake3Hasher } from '../hash/blake3.ts'
import { type CompiledProgram, compile } from '../machine/compile.ts'
import { createVerifyingKey, programId, type VerifyingKey } from '../machine/verifying-key.ts'
import { type Parameters, standard } from '../stark/parameters.ts'
import { loadElf } from '../vm/program.ts'

export interface Program {
  /** 64 hexadecimal digits that stand for the program and the profile of its proofs. */
  readonly id: string
  readonly key: VerifyingKey
  readonly compiled: CompiledProgram
  /** The file, for those who load the program again on another thread. */
  readonly elf: Uint8Array
}

export interface ProgramOptions {
  /** The parameters that proofs of this program are made and checked under; part of the id. Default `standard`. */
  readonly profile?: Parameters
}

export const Program = {
  /**
   * Loads a 32-bit RISC-V ELF executable.
   *
   * @throws {ElfError} if the bytes are no such file
   * @example
   * const program = await Program.fromElf(bytes)
   * console.log(program.id)
   */
  async fromElf(bytes: Uint8Array, { profile = standard }: ProgramOptions = {}): Promise<Program> {
    const compiled = compile(loadElf(bytes))
    const key = createVerifyingKey(blake3Hasher, profile, compiled)
    return { id: programId(key), key, compiled, elf: bytes.slice() }
  },
}
