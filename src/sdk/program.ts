/** A program: what its ELF file means to the machine, and its id. */
import { giveWay } from '../engine/abortable.ts'
import { blake3Hasher } from '../hash/blake3.ts'
import { type CompiledProgram, compileSteps } from '../machine/compile.ts'
import { type Machine, standardMachine } from '../machine/machine.ts'
import { programId, type VerifyingKey, verifyingKeySteps } from '../machine/verifying-key.ts'
import { type Parameters, profiles, standard } from '../stark/parameters.ts'
import { loadElf } from '../vm/program.ts'
import { UnknownProfileError } from './errors.ts'

export interface Program {
  /** 64 hexadecimal digits that stand for the program and the profile of its proofs. */
  readonly id: string
  readonly key: VerifyingKey
  readonly compiled: CompiledProgram
  /** The file, for those who load the program again on another thread. */
  readonly elf: Uint8Array
}

export interface ProgramOptions {
  /** What the program runs on; part of the id. Default: the machine with the precompiles of limpid. */
  readonly machine?: Machine
  /** The parameters that proofs of this program are made and checked under; part of the id. Default `standard`. */
  readonly profile?: Parameters
}

/** Longest time without giving way, in milliseconds: pages stay responsive while a program is loaded. */
const TURN_MS = 15

export const Program = {
  /**
   * Loads a 32-bit RISC-V ELF executable.
   *
   * @throws {ElfError} if the bytes are no such file
   * @throws {UnknownProfileError} if the profile is none of `profiles`
   * @example
   * const program = await Program.fromElf(bytes)
   * console.log(program.id)
   */
  async fromElf(
    bytes: Uint8Array,
    { profile = standard, machine = standardMachine }: ProgramOptions = {},
  ): Promise<Program> {
    const steps = loadSteps(bytes, knownProfile(profile), machine)
    let turn = performance.now()
    for (;;) {
      const step = steps.next()
      if (step.done) return step.value
      if (performance.now() - turn < TURN_MS) continue
      await giveWay()
      turn = performance.now()
    }
  },
}

function* loadSteps(bytes: Uint8Array, parameters: Parameters, machine: Machine): Generator<void, Program> {
  const executable = loadElf(bytes)
  yield
  const compiled = yield* compileSteps(executable, machine)
  yield
  const key = yield* verifyingKeySteps(blake3Hasher, parameters, compiled)
  return { id: programId(key), key, compiled, elf: bytes.slice() }
}

/** The profile of `profiles` that equals this one, which may be a copy. */
function knownProfile(profile: Parameters): Parameters {
  const found = profiles.find((known) => equal(known, profile))
  if (found !== undefined) return found
  const names = profiles.map(({ name }) => name)
  throw new UnknownProfileError(String((profile as Parameters | undefined)?.name), names)
}

/** Whether two values have the same fields, whatever their order. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => equal(a[key as keyof typeof a], b[key as keyof typeof b]))
  )
}
