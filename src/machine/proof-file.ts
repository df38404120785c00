/** The proof file: header, verifying key, proof. */

import { profileNumber } from '../stark/parameters.ts'
import { type Proof, writeProof } from '../stark/proof.ts'
import { ByteWriter } from '../util/bytes.ts'
import { type VerifyingKey, writeKey } from './verifying-key.ts'

/** "lmpd". */
export const FORMAT_MAGIC = [0x6c, 0x6d, 0x70, 0x64]
export const FORMAT_VERSION = 1

export function writeProofFile(key: VerifyingKey, proof: Proof): Uint8Array {
  const out = new ByteWriter()
  for (const byte of FORMAT_MAGIC) out.u8(byte)
  out.u8(FORMAT_VERSION)
  out.u8(profileNumber(key.parameters))
  writeKey(out, key)
  writeProof(out, proof)
  return out.result()
}
