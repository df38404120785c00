/** Products of matrices of signed bytes by the precompile. */

// @ts-ignore: decorator
@external('limpid', 'matmul')
declare function call(pointer: usize): void

/** c, a, b, rows, columns, length, accumulate. */
const words = new StaticArray<u32>(7)

/** Bytes that a row of `length` bytes takes: rows end with zeros up to a multiple of 16. */
export function matmulRow(length: i32): i32 {
  return (length + 15) & ~15
}

/**
 * c[i][j], the sum of a[i][k] b[j][k] over all k, is written or, if `accumulate` is true, added to what is there, modulo
 * 2^32. So b has the columns of the second factor as its rows. At most 65535 rows and columns (of c); rows of a and b have
 * a multiple of 16 bytes, at most 32768. Aborts for other sizes, and if an array is too short or not aligned to words.
 */
export function matmul(
  c: Int32Array,
  a: Int8Array,
  b: Int8Array,
  rows: i32,
  columns: i32,
  length: i32,
  accumulate: bool = false,
): void {
  assert(<u32>rows < 65536 && <u32>columns < 65536, 'matmul: too many rows or columns')
  assert(<u32>length <= 32768 && (length & 15) == 0, 'matmul: length is no multiple of 16 up to 32768')
  assert(<u64>c.length >= (<u64>rows) * columns, 'matmul: c is too short')
  assert(<u64>a.length >= (<u64>rows) * length, 'matmul: a is too short')
  assert(<u64>b.length >= (<u64>columns) * length, 'matmul: b is too short')
  assert(((c.dataStart | a.dataStart | b.dataStart) & 3) == 0, 'matmul: not aligned to words')
  if (rows == 0 || columns == 0) return
  if (length == 0) {
    if (!accumulate) memory.fill(c.dataStart, 0, (rows * columns) << 2)
    return
  }
  unchecked((words[0] = <u32>c.dataStart))
  unchecked((words[1] = <u32>a.dataStart))
  unchecked((words[2] = <u32>b.dataStart))
  unchecked((words[3] = rows))
  unchecked((words[4] = columns))
  unchecked((words[5] = length))
  unchecked((words[6] = accumulate ? 1 : 0))
  call(changetype<usize>(words))
}
