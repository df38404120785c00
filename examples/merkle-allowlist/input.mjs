// Makes a list of 1024 random members, and the inputs of one of them: `node input.mjs` writes public.bin and
// private.bin.
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const hash = (tag, ...parts) => {
  const state = createHash('sha256').update(tag)
  for (const part of parts) state.update(part)
  return state.digest()
}

/** Root of a tree over 2^k leaves and the siblings of leaf `index`, from the leaf up. */
export function merklePath(leaves, index) {
  const path = []
  let layer = leaves
  for (let at = index; layer.length > 1; at >>= 1) {
    path.push(layer[at ^ 1])
    layer = layer.filter((_, i) => i % 2 === 0).map((left, i) => hash('node', left, layer[2 * i + 1]))
  }
  return { root: layer[0], path }
}

/** What member `index` of the list of secrets gives the program, and the nullifier it has to give back. */
export function allowlistInput(secrets, index, scope) {
  const { root, path } = merklePath(
    secrets.map((secret) => hash('leaf', secret)),
    index,
  )
  const number = Buffer.alloc(4)
  number.writeUInt32LE(index)
  return {
    publicInput: Buffer.concat([root, scope]),
    privateInput: Buffer.concat([secrets[index], number, ...path]),
    nullifier: hash('null', secrets[index], scope),
  }
}

if (basename(process.argv[1] ?? '') === 'input.mjs') {
  const secrets = Array.from({ length: 1024 }, () => randomBytes(32))
  const { publicInput, privateInput } = allowlistInput(secrets, 123, hash('scope', 'vote of 2026'))
  writeFileSync('public.bin', publicInput)
  writeFileSync('private.bin', privateInput)
}
