import { takePrivate, write } from 'limpid/guest'

const N = 24

export function main(): i32 {
  const a = takePrivate(N * N)
  const b = takePrivate(N * N)
  const out = new Uint8Array(4 * N * N)
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      const row = a.dataStart + i * N
      const column = b.dataStart + j * N
      let sum = 0
      for (let k = 0; k < N; k++) sum += <i32>load<i8>(row + k) * <i32>load<i8>(column + k)
      store<i32>(out.dataStart + ((i * N + j) << 2), sum)
    }
  }
  write(out)
  return 0
}
