import { add, addScalar } from '../field/koalabear'

/** target[k N + i] += source[k M + (i mod M)] for rows of coset k. */
export function addLifted(
  scratch: usize, target: usize, source: usize, logN: u32, logM: u32, coset: u32, row: u32, rows: u32,
): void {
  target += ((<usize>coset << logN) + row) << 2
  source += <usize>coset << logM << 2
  const mask: u32 = (1 << logM) - 1
  if (logM < 2) {
    for (let i = row; i < row + rows; i++, target += 4) {
      store<u32>(target, addScalar(load<u32>(target), load<u32>(source + (<usize>(i & mask) << 2))))
    }
    return
  }
  for (let i = row; i < row + rows; i += 4, target += 16) {
    v128.store(target, add(v128.load(target), v128.load(source + (<usize>(i & mask) << 2))))
  }
}
