/**
 * What a statement about a program means to the proof system: bytes for the transcript and public tuples for the buses.
 * The transcript absorbs the bytes alone, so both are made here, from the same copy of the statement.
 */

import { P } from '../field/koalabear.ts'
import type { PublicTuple } from '../stark/logup.ts'
import type { BusClaim } from '../stark/verifier/verify.ts'
import { ByteWriter } from '../util/bytes.ts'
import { FD, FIRST_CLOCK } from '../vm/abi.ts'
import { EXIT, MEMORY, ORDER, PUBLIC_IN, PUBLIC_OUT, STATE } from './buses.ts'
import { type Bridge, chainBridges } from './compile.ts'
import { cellAddress, ORDER_END, ORDER_START } from './layout.ts'
import { encodeKey, type VerifyingKey } from './verifying-key.ts'

/** z = f(x, y) with an exit code: everything a proof says, but the program. */
export interface Statement {
  readonly publicInput: Uint8Array
  readonly output: Uint8Array
  readonly exitCode: number
}

/** The claim of the proof system that a statement about the program of a key is. */
export function claimOf(key: VerifyingKey, { publicInput, output, exitCode }: Statement): BusClaim {
  const statement = { publicInput: new Uint8Array(publicInput), output: new Uint8Array(output), exitCode }
  return {
    roots: { fixed: key.fixedRoot, program: key.programRoot },
    statement: statementBytes(key, statement),
    publicTuples: publicTuples(key.entry, key.bridges, statement),
  }
}

/** Everything the statement says, with lengths, so that no two statements have the same bytes. */
export function statementBytes(key: VerifyingKey, { publicInput, output, exitCode }: Statement): Uint8Array {
  const out = new ByteWriter()
  const encoded = encodeKey(key)
  out.u32(encoded.length)
  out.bytes(encoded)
  out.u32(publicInput.length)
  out.bytes(publicInput)
  out.u32(output.length)
  out.bytes(output)
  out.u32(exitCode)
  return out.result()
}

const limbs = (value: number): [number, number] => [value % 65536, Math.floor(value / 65536)]

/** The tuples that the verifier sends (1) and receives (-1). */
export function publicTuples(
  entry: number,
  bridges: readonly Bridge[],
  { publicInput, output, exitCode }: Statement,
): PublicTuple[] {
  const tuples: PublicTuple[] = []
  const send = (bus: PublicTuple['bus'], ...tuple: number[]) => tuples.push({ bus, tuple, multiplicity: 1 })
  const receive = (bus: PublicTuple['bus'], ...tuple: number[]) =>
    tuples.push({ bus, tuple, multiplicity: -1 })
  send(STATE, entry, FIRST_CLOCK)
  receive(EXIT, ...limbs(exitCode), ...limbs(output.length))
  send(MEMORY, cellAddress(FD.publicInput), 0, ...limbs(publicInput.length))
  send(MEMORY, cellAddress(FD.publicOutput), 0, 0, 0)
  send(ORDER, ORDER_START + P)
  for (const { first, last } of chainBridges(bridges)) {
    // The chain arrives before the image's words, so that no row of the boundary table can be one of them.
    receive(ORDER, first === 0 ? ORDER_START + P : first - 1)
    send(ORDER, last)
  }
  receive(ORDER, ORDER_END)
  for (const [index, byte] of publicInput.entries()) send(PUBLIC_IN, publicInput.length - index, byte)
  for (const [index, byte] of output.entries()) receive(PUBLIC_OUT, index, byte)
  return tuples
}
