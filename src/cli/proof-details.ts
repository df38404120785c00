/** What a proof file holds, without a check that it convinces. */

import { standardMachine } from '../machine/machine.ts'
import { FORMAT_MAGIC, FORMAT_VERSION } from '../machine/proof-file.ts'
import { programId, readKey, type VerifyingKey } from '../machine/verifying-key.ts'
import { profiles } from '../stark/parameters.ts'
import { type Proof, readProof } from '../stark/proof.ts'
import type { Shape } from '../stark/shape.ts'
import { ByteReader, FormatError } from '../util/bytes.ts'

export interface ProofDetails {
  readonly id: string
  readonly key: VerifyingKey
  readonly proof: Proof
  readonly shape: Shape
  /** Bytes of each part of the file; they add up to its length. */
  readonly parts: Readonly<Record<string, number>>
}

export const isProof = (bytes: Uint8Array): boolean => FORMAT_MAGIC.every((byte, k) => bytes[k] === byte)

/** @throws {FormatError} */
export function proofDetails(bytes: Uint8Array): ProofDetails {
  const input = new ByteReader(bytes)
  if (!isProof(bytes)) throw new FormatError('these bytes are not a limpid proof')
  input.bytes(FORMAT_MAGIC.length)
  const version = input.u8()
  if (version !== FORMAT_VERSION) throw new FormatError(`format version ${version} is not ${FORMAT_VERSION}`)
  const parameters = profiles[input.u8()]
  if (parameters === undefined) throw new FormatError('the proof was made under an unknown profile')
  const key = readKey(input, standardMachine, parameters)
  const header = bytes.length - input.remaining
  const { proof, shape } = readProof(input, standardMachine, parameters)
  return { id: programId(key), key, proof, shape, parts: partsOf(bytes.length, header, proof, shape) }
}

const EXT_BYTES = 16
const DIGEST_BYTES = 32
const ELEMENT_BYTES = 4

function partsOf(total: number, header: number, proof: Proof, shape: Shape): Record<string, number> {
  const sum = (lengths: readonly number[]) => lengths.reduce((all, length) => all + length, 0)
  const rows = (list: readonly (readonly number[])[]) => ELEMENT_BYTES * sum(list.map(({ length }) => length))
  const parts: Record<string, number> = {
    'header and key': header,
    sums: EXT_BYTES * proof.sums.length,
    'opened values': EXT_BYTES * proof.values.length,
    'last polynomial': EXT_BYTES * proof.final.length,
  }
  shape.trees.forEach(({ name }, k) => {
    parts[`rows of tree ${name}`] = rows(proof.trees[k]!.rows)
    parts[`paths of tree ${name}`] = DIGEST_BYTES * proof.trees[k]!.siblings.length
  })
  parts['rows of layers'] = sum(proof.layers.map((layer) => rows(layer.rows)))
  parts['paths of layers'] = DIGEST_BYTES * sum(proof.layers.map(({ siblings }) => siblings.length))
  parts['heights, roots, nonces, counts'] = total - sum(Object.values(parts))
  return parts
}
