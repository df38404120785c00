import { readPrivate, write } from 'limpid/guest'

/** Sorts the numbers from address `from` to address `to`. */
function sort(from: usize, to: usize): void {
  let left = from
  while (left < to) {
    const pivot = load<i32>(left + (((to - left) >> 3) << 2))
    let i = left
    let j = to
    while (i <= j) {
      while (load<i32>(i) < pivot) i += 4
      while (load<i32>(j) > pivot) j -= 4
      if (i <= j) {
        const t = load<i32>(i)
        store<i32>(i, load<i32>(j))
        store<i32>(j, t)
        i += 4
        j -= 4
      }
    }
    sort(left, j)
    left = i
  }
}

export function main(): i32 {
  const values = readPrivate()
  sort(values.dataStart, values.dataStart + values.length - 4)
  write(values)
  return 0
}
