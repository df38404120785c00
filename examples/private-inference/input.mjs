// A private image of a digit: `node input.mjs 7` writes private.bin.
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { imageOf, scans } from './scans.mjs'

export { imageOf, scans }

if (basename(process.argv[1] ?? '') === 'input.mjs') {
  const scan = scans[Number(process.argv[2])]
  if (scan === undefined) throw new RangeError('give a digit')
  writeFileSync('private.bin', imageOf(scan))
}
