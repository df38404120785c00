/**
 * How a transform is cut to fit the caches: N elements are N / C chunks of C contiguous elements. Passes with
 * h < C work inside a chunk. The others combine elements C apart: they work on strips, which are W columns of
 * the matrix with the chunks as rows, copied into scratch and back.
 */

/** log C; 64 KiB at most. The difference logN - log C is even: strips need radix-4 passes only. */
// @ts-ignore: decorator
@inline
export function logChunk(logN: u32): u32 {
  return logN <= 14 ? logN : 14 - (logN & 1)
}

/** log of the elements of a strip: 128 KiB. */
// @ts-ignore: decorator
@inline
export const LOG_STRIP: u32 = 15
