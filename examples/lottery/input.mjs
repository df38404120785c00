// A draw of 3 winners among 50 entries: `node input.mjs` writes public.bin and private.bin.
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const sha256 = (...parts) => {
  const state = createHash('sha256')
  for (const part of parts) state.update(part)
  return state.digest()
}

const number = (value) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The inputs for a draw among entries of 16 bytes, and what the program has to give back. */
export function lotteryInput(entries, winners, seed) {
  const left = [...entries]
  const drawn = Array.from({ length: winners }, (_, i) => {
    const random = sha256(seed, number(i)).readBigUInt64LE()
    const at = Number(random % BigInt(left.length))
    const winner = left[at]
    const last = left.pop()
    if (at < left.length) left[at] = last
    return winner
  })
  return {
    publicInput: Buffer.concat([number(winners), seed, sha256(...entries)]),
    privateInput: Buffer.concat(entries),
    output: Buffer.concat(drawn),
  }
}

if (basename(process.argv[1] ?? '') === 'input.mjs') {
  const entries = Array.from({ length: 50 }, (_, i) => Buffer.from(`ticket ${i}`.padEnd(16)))
  const { publicInput, privateInput } = lotteryInput(entries, 3, randomBytes(32))
  writeFileSync('public.bin', publicInput)
  writeFileSync('private.bin', privateInput)
}
