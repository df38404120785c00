// The layout of a worker's context, the memory behind the first argument of every kernel. Offsets in bytes; a context
// starts at a multiple of 320, and what holds curve records starts at a multiple of 160. The first 3200 bytes are scratch of
// the kernels over Fr too.

/** Set when a sum of two points was infinity: its record is all zeros. */
// @ts-ignore: decorator
@inline
export const C_INFINITY: usize = 11904
/** Address of the next free temporary record. */
// @ts-ignore: decorator
@inline
export const C_NEXT: usize = 11912
/** Address of the area for buckets and entries of a window, written by the host. */
// @ts-ignore: decorator
@inline
export const C_AREA: usize = 11928
/** The modulus q. */
// @ts-ignore: decorator
@inline
export const C_MODULUS: usize = 11936
/** 3 b of G1, then the two coordinates of 3 b of G2. */
// @ts-ignore: decorator
@inline
export const C_B3: usize = 11984
/** Scratch of single elements: 64 of 40 bytes. */
// @ts-ignore: decorator
@inline
export const C_SCALARS: usize = 320
/** Vectors: 24 of 192 bytes. */
// @ts-ignore: decorator
@inline
export const C_VECTORS: usize = 3200
/** Records that pad a batch: two with different x, one that takes the result. */
// @ts-ignore: decorator
@inline
export const C_DUMMIES: usize = 8000
/** Projective points: 12 of 240 bytes. */
// @ts-ignore: decorator
@inline
export const C_POINTS: usize = 8960
/** Pairs of references to be added. */
// @ts-ignore: decorator
@inline
export const C_PAIRS: usize = 12288
/** Addresses and signs of the lanes of each group of the batch. */
// @ts-ignore: decorator
@inline
export const C_TABLE: usize = 24576
/** The batch: per group the vectors between the two passes. */
// @ts-ignore: decorator
@inline
export const C_SLAB: usize = 49408
/** Temporary records of a chunk. */
// @ts-ignore: decorator
@inline
export const C_TEMPORARIES: usize = 348160
/** Partial sums of long segments. */
// @ts-ignore: decorator
@inline
export const C_PARTIAL: usize = 554240
/** References, counts and records of the bucket reduction. */
// @ts-ignore: decorator
@inline
export const C_REDUCTION: usize = 800000
/** Bytes of a context. */
// @ts-ignore: decorator
@inline
export const CONTEXT_BYTES: usize = 1280000

/** Pairs per batch on G1; on G2 half as many. 256 groups of the lanes of a vector. */
// @ts-ignore: decorator
@inline
export const BATCH: u32 = ASC_FEATURE_RELAXED_SIMD ? 1024 : 1280
/** Entries per chunk on G1; on G2 half as many. */
// @ts-ignore: decorator
@inline
export const CHUNK: u32 = ASC_FEATURE_RELAXED_SIMD ? 2048 : 2560

/** Bytes of an affine record: x, y, each 40 bytes per coordinate; `degree` is 1 for G1 and 2 for G2. Infinity is zeros. */
// @ts-ignore: decorator
@inline
export function recordSize(degree: u32): usize {
  return 80 * degree
}
