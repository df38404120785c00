import { takePrivate, write } from 'limpid/guest'

export function main(): i32 {
  const input = takePrivate(4)
  let n = load<u32>(input.dataStart)
  let a: u32 = 0
  let b: u32 = 1
  for (; n > 0; n--) {
    const sum = a + b
    a = b
    b = sum
  }
  store<u32>(input.dataStart, a)
  write(input)
  return 0
}
