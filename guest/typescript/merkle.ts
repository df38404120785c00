/** Merkle trees over SHA-256 with tagged hashes, the same as guest/c/merkle.h. */
import { exit, readPrivateInto } from 'limpid/guest'
import { sha256 } from 'limpid/guest/sha256'

const DIGEST = 32

/** SHA-256(tag || bytes); the tag has ASCII characters. */
export function taggedHash(tag: string, bytes: Uint8Array): Uint8Array {
  const message = new Uint8Array(tag.length + bytes.length)
  for (let i = 0; i < tag.length; i++) unchecked((message[i] = <u8>tag.charCodeAt(i)))
  memory.copy(message.dataStart + tag.length, bytes.dataStart, bytes.length)
  return sha256(message)
}

/** Two arrays of bytes, one after the other. */
export function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length)
  memory.copy(all.dataStart, a.dataStart, a.length)
  memory.copy(all.dataStart + a.length, b.dataStart, b.length)
  return all
}

export function isSame(a: Uint8Array, b: Uint8Array): bool {
  return a.length === b.length && memory.compare(a.dataStart, b.dataStart, a.length) === 0
}

/**
 * The root above leaf number `index`, along the siblings that are left of the private input, from the leaf up. A node
 * is SHA-256("node" || left || right). Ends the program with exit code 2 unless the input ends with a whole sibling.
 */
export function merkleRoot(leaf: Uint8Array, index: u32): Uint8Array {
  let node = leaf
  let place = index
  const sibling = new Uint8Array(DIGEST)
  let length = readPrivateInto(sibling)
  while (length === DIGEST) {
    node = taggedHash('node', place & 1 ? concat(sibling, node) : concat(node, sibling))
    place >>= 1
    length = readPrivateInto(sibling)
  }
  if (length !== 0) exit(2)
  return node
}
