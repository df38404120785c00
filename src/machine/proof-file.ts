/** The proof file: header, verifying key, proof. And the statement as bytes for the transcript. */

import { profiles } from '../stark/parameters.ts'
import { type Proof, writeProof } from '../stark/proof.ts'
import { ByteWriter } from '../util/bytes.ts'
import type { Statement } from './statement.ts'
import { encodeKey, type VerifyingKey, writeKey } from './verifying-key.ts'

/** "lmpd". */
export const FORMAT_MAGIC = [0x6c, 0x6d, 0x70, 0x64]
export const FORMAT_VERSION = 1

export function writeProofFile(key: VerifyingKey, proof: Proof): Uint8Array {
  const out = new ByteWriter()
  for (const byte of FORMAT_MAGIC) out.u8(byte)
  out.u8(FORMAT_VERSION)
  out.u8(profiles.indexOf(key.parameters))
  writeKey(out, key)
  writeProof(out, proof)
  return out.result()
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
