// A private image of a digit: `node input.mjs 7` writes private.bin.
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'

/** Scans of 8 x 8 pixels from 0 to g, which is 16, that the network was not trained on: digits 0 to 9. See train.py. */
export const scans = [
  '002c700000fef60006a42e10088008500780048002e00560009c4e30001df900',
  '00007g600004gg4002bfgg700agdag4001304g5000007g7000009g8000009g60',
  '04gf20000bff700009a6e0000007f000000da000001g722001cgfgf004gggcb0',
  '01cf500004f8f3000031e400004eg100001aef4000000c800484ag4002cgd600',
  '000c7000006f110001e8a80006f0dc600efcgg900agfg810000ag100000c9000',
  '026ac1000eda51000a6000000adcc50002857e80000005c000221aa0005gge10',
  '006e100000ca000003g1000005e0420007gggg5004g609b000e85d90005dgc10',
  '001eggf100be8db000f60e3000515d10000dgg90002gf910000b9000003g2000',
  '001ed40003fcbf0008b17d0001deg100000ede20002c0980003d4c600009ed10',
  '008de50005d4b90004d1ce00008ebc40000007800000048000220b70008ggd20',
]

const SIDE = 28

/** A scan as an image of 28 x 28 bytes, linear between pixels. */
export function imageOf(scan) {
  const pixel = (y, x) => Number.parseInt(scan[8 * y + x], 17)
  const places = Array.from({ length: SIDE }, (_, k) => {
    const at = Math.min(Math.max(((k + 0.5) * 8) / SIDE - 0.5, 0), 7)
    const low = Math.min(Math.floor(at), 6)
    return { low, part: at - low }
  })
  const bytes = places.flatMap((y) =>
    places.map((x) => {
      const row = (k) => (1 - x.part) * pixel(k, x.low) + x.part * pixel(k, x.low + 1)
      return Math.round((((1 - y.part) * row(y.low) + y.part * row(y.low + 1)) * 255) / 16)
    }),
  )
  return Uint8Array.from(bytes)
}

if (basename(process.argv[1] ?? '') === 'input.mjs') {
  const scan = scans[Number(process.argv[2])]
  if (scan === undefined) throw new RangeError('give a digit')
  writeFileSync('private.bin', imageOf(scan))
}
