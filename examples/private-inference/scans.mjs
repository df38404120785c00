/** Scans of 8 x 8 pixels from 0 to g, which is 16, that the network was not trained on: digits 0 to 9. See train.mjs. */
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

export const SIDE = 28

/** Pixels of a scan, 64 numbers from 0 to 16. @param {string} scan @returns {number[]} */
export const pixelsOf = (scan) => Array.from(scan, (digit) => Number.parseInt(digit, 17))

/**
 * Pixels as an image of 28 x 28 bytes, linear between them and 0 around them. Without a transform, a pixel is 3 x 3 bytes and
 * the margin 2 bytes; with one, place (x, y) of the image, from its center, shows place (ax + by + e, cx + dy + f).
 * @param {ArrayLike<number>} pixels
 * @param {readonly number[]} transform
 */
export function enlarge(pixels, [a, b, c, d, e, f] = [1, 0, 0, 1, 0, 0]) {
  const pixel = (x, y) => (x < 0 || y < 0 || x > 7 || y > 7 ? 0 : pixels[8 * y + x])
  const image = new Uint8Array(SIDE * SIDE)
  for (let k = 0; k < image.length; k++) {
    const [x, y] = [(k % SIDE) - (SIDE - 1) / 2, Math.floor(k / SIDE) - (SIDE - 1) / 2]
    const [u, v] = [(a * x + b * y + e) / 3 + 3.5, (c * x + d * y + f) / 3 + 3.5]
    const [left, top] = [Math.floor(u), Math.floor(v)]
    const row = (y) => (left + 1 - u) * pixel(left, y) + (u - left) * pixel(left + 1, y)
    image[k] = Math.round((((top + 1 - v) * row(top) + (v - top) * row(top + 1)) * 255) / 16)
  }
  return image
}

/** A scan as an image. @param {string} scan */
export const imageOf = (scan) => enlarge(pixelsOf(scan))
