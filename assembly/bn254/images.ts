// Images of points under the endomorphism (x, y) -> (beta x, y).
import { fqBeta1, fqBeta2 } from '../generated/bn254'
import { C_DUMMIES, C_SCALARS, C_TABLE, C_VECTORS, recordSize } from './context'
import { gather, LANES, mul, putLane, scatter, V } from './vector'

/** Writes the images of n records to the records at `images`. Infinity stays infinity. */
export function mapPoints(c: usize, d: u32, images: usize, records: usize, n: u32): void {
  const size = recordSize(d)
  const beta = c + C_VECTORS
  const x = beta + V
  const s = c + C_SCALARS
  const table = c + C_TABLE
  if (d == 1) fqBeta1(s + 400)
  else fqBeta2(s + 400)
  for (let l: usize = 0; l < LANES; l++) putLane(s, beta, l, s + 400)
  for (let i: u32 = 0; i < n; i += LANES) {
    for (let l: u32 = 0; l < LANES; l++) {
      const inside = i + l < n
      store<u32>(table + 4 * l, <u32>(inside ? records + (i + l) * size : c + C_DUMMIES))
      store<u32>(table + 4 * l, <u32>(inside ? images + (i + l) * size : c + C_DUMMIES + 320), 20)
    }
    for (let k: usize = 0; k < size; k += 40) {
      gather(x, table, k)
      if (k < size / 2) mul(x, x, beta)
      scatter(x, table + 20, k)
    }
  }
}
