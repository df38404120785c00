/** What somebody may hand to the verifier: a package, a bare proof, a program, or a link. */
import type { Claim } from '../../src/verify.ts'
import { claimOf } from './link.ts'
import { readPackage } from './package.ts'

const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46]

/** Larger than every proof and program that this page can handle. */
const MOST_BYTES = 1 << 27

export interface Received {
  readonly claim?: Claim
  readonly proof?: Uint8Array
  /** An ELF file, to take the program id from. */
  readonly program?: Uint8Array
}

/** Sorts a text; undefined if it is neither a link nor a package. */
export function receiveText(text: string): Received | undefined {
  const claim = claimOf(text)
  return claim === undefined ? readPackage(text) : { claim }
}

/** Sorts a file. What is nothing else is taken for a bare proof: the verifier says what is wrong with it. */
export async function receiveFile(file: File): Promise<Received | undefined> {
  if (file.size > MOST_BYTES) return undefined
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (ELF_MAGIC.every((byte, k) => bytes[k] === byte)) return { program: bytes }
  return receiveText(new TextDecoder().decode(bytes)) ?? { proof: bytes }
}
