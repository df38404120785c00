// Seals bids with random salts: `node input.mjs 30 70 70 12` writes public.bin and private.bin.
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const number = (value) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The inputs for an auction of these bids, and what the program has to give back. */
export function auctionInput(bids, random = randomBytes) {
  const openings = bids.map((bid) => Buffer.concat([number(bid), random(32)]))
  const winner = bids.indexOf(Math.max(...bids))
  const price = Math.max(0, ...bids.filter((_, i) => i !== winner))
  return {
    publicInput: Buffer.concat(openings.map((opening) => createHash('sha256').update(opening).digest())),
    privateInput: Buffer.concat(openings),
    output: Buffer.concat([number(winner), number(price)]),
  }
}

if (basename(process.argv[1] ?? '') === 'input.mjs') {
  const { publicInput, privateInput } = auctionInput(process.argv.slice(2).map(Number))
  writeFileSync('public.bin', publicInput)
  writeFileSync('private.bin', privateInput)
}
