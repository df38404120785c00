/**
 * The verifying key: what a verifier must know of a program, computable by anyone from its file. Its hash is the
 * program's id.
 */
import { blake3 } from '@noble/hashes/blake3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { DIGEST_LENGTH, type Digest, type Hasher } from '../hash/hasher.ts'
import { type Parameters, profileNumber } from '../stark/parameters.ts'
import { commitSteps } from '../stark/pcs/commit.ts'
import { PROTOCOL_VERSION } from '../stark/proof.ts'
import { type ByteReader, ByteWriter, FormatError } from '../util/bytes.ts'
import { type Bridge, type CompiledProgram, programColumns } from './compile.ts'
import { fixedRoot } from './fixed-roots.ts'
import { ORDER_END, ORDER_START, REGISTER_WORD } from './layout.ts'
import { type Machine, tableNumber } from './machine.ts'
import { image } from './tables/image.ts'
import { LOOKUP_LOG_HEIGHT, lookup } from './tables/lookup.ts'
import { program } from './tables/program.ts'

export interface VerifyingKey {
  readonly machine: Machine
  readonly parameters: Parameters
  /** Root of the tree that is the same for all programs. */
  readonly fixedRoot: Digest
  readonly programRoot: Digest
  readonly logHeights: { readonly program: number; readonly image: number }
  readonly entry: number
  readonly bridges: readonly Bridge[]
}

/** More than any linker makes: a bridge is a maximal run of initialised words. */
const MAX_BRIDGES = 4096

/** Computes the key of a program in steps of a few milliseconds, for threads that must not be blocked. */
export function* verifyingKeySteps(
  hasher: Hasher,
  parameters: Parameters,
  compiled: CompiledProgram,
): Generator<void, VerifyingKey> {
  const columns = programColumns(compiled, parameters.minLogHeight)
  const heightOf = (number: number) => columns.find((group) => group.number === number)!.logHeight
  return {
    machine: compiled.machine,
    parameters,
    fixedRoot: fixedRoot(parameters),
    programRoot: yield* commitSteps(hasher, parameters.logBlowup, columns),
    logHeights: { program: heightOf(tableNumber(program)), image: heightOf(tableNumber(image)) },
    entry: compiled.executable.entry,
    bridges: compiled.bridges,
  }
}

/** Writes the part of a key that is not the same for all programs of a profile. */
export function writeKey(out: ByteWriter, { programRoot, logHeights, entry, bridges }: VerifyingKey): void {
  out.bytes(programRoot)
  out.u8(logHeights.program)
  out.u8(logHeights.image)
  out.u32(entry)
  out.u16(bridges.length)
  for (const { first, last } of bridges) {
    out.u32(first)
    out.u32(last)
  }
}

/** @throws {FormatError} */
export function readKey(input: ByteReader, machine: Machine, parameters: Parameters): VerifyingKey {
  const programRoot = input.bytes(DIGEST_LENGTH)
  const logHeights = { program: input.u8(), image: input.u8() }
  const entry = input.u32()
  const count = input.u16()
  if (count > MAX_BRIDGES) throw new FormatError(`a verifying key with ${count} bridges`)
  const bridges = Array.from({ length: count }, () => ({ first: input.u32(), last: input.u32() }))
  let previous = ORDER_START
  for (const { first, last } of bridges) {
    if (first <= previous || last < first || last >= ORDER_END)
      throw new FormatError('a verifying key with disordered bridges')
    previous = last
  }
  if (entry >= 4 * REGISTER_WORD) throw new FormatError(`a verifying key with entry ${entry}`)
  return { machine, parameters, fixedRoot: fixedRoot(parameters), programRoot, logHeights, entry, bridges }
}

/** All bytes of a key: what the program id is the hash of. */
export function encodeKey(key: VerifyingKey): Uint8Array {
  const out = new ByteWriter()
  out.u8(PROTOCOL_VERSION)
  out.u8(profileNumber(key.parameters))
  out.bytes(key.machine.digest)
  out.bytes(key.fixedRoot)
  writeKey(out, key)
  return out.result()
}

/** The program id: 64 hexadecimal digits. */
export function programId(key: VerifyingKey): string {
  return bytesToHex(blake3(encodeKey(key), { context: new TextEncoder().encode('limpid v1 program id') }))
}

/** The heights that a proof must have for the tables of the key. */
export function keyHeights({ logHeights }: VerifyingKey): { number: number; logHeight: number }[] {
  return [
    { number: tableNumber(program), logHeight: logHeights.program },
    { number: tableNumber(image), logHeight: logHeights.image },
    { number: tableNumber(lookup), logHeight: LOOKUP_LOG_HEIGHT },
  ]
}
