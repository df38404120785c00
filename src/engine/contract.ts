/**
 * What a prover asks of an engine: kernels that work on one linear memory.
 *
 * This file imports nothing. The reference engine implements every kernel in readable TypeScript, the WASM engine in
 * AssemblyScript; both obey the comments below to the byte, except for tables and digests in a layout that is named
 * `opaque` here.
 *
 * Conventions:
 * - A pointer is a byte offset into the memory, 16-byte aligned. All other arguments are unsigned 32-bit integers.
 * - `F` is KoalaBear, p = 2^31 - 2^24 + 1. An element is a little-endian u32 in canonical form, 0 <= x < p.
 * - `E` = F[X]/(X^4 - 3). An *E value* is 4 consecutive u32 (coordinates of 1, X, X^2, X^3). An *E column* is 4 base
 *   columns: coordinate c of row i lies at `pointer + c * stride + 4 * i`, the stride in bytes.
 * - A *domain* of height N has blowup * N points in `blowup` cosets s_k <w_N>, s_k = c(N) * w_(blowup N)^k. Rows are
 *   numbered coset by coset: row l = k * N + i is the point s_k * w_N^i. A column on the domain is contiguous.
 * - Coefficients of a polynomial of degree < N are kept in *bit-reversed* order: position j holds the coefficient of
 *   X^bitreverse(j).
 * - Row ranges (`row`, `rows`) are multiples of 4 unless a kernel says otherwise, so that work can be sliced over workers.
 * - `scratch` is the calling worker's own slab of at least `SCRATCH_BYTES`; its content does not survive a call.
 * - A column list is an array of u32 pointers.
 */

/** Size in bytes of the slab that every kernel gets as its first argument. */
export const SCRATCH_BYTES = 1 << 20

/** Bytes of a twiddle table for height 2^logN (opaque layout). */
export const twiddleBytes = (logN: number): number => (16 << logN) + 1024

/** Bytes of one digest or hash state. */
export const DIGEST_BYTES = 32

/** Field, polynomial and FRI kernels. */
export interface PolynomialKernels {
  /** Twiddles of `evaluate` on the coset shift * <w_N>. Opaque layout, `twiddleBytes(logN)` bytes at `table`. */
  twiddles(scratch: number, table: number, logN: number, shift: number): void

  /** Twiddles of `interpolate` on the coset shift * <w_N>. */
  inverseTwiddles(scratch: number, table: number, logN: number, shift: number): void

  /**
   * The N coefficients at `target`, in bit-reversed order, of the polynomial of degree < N with the values at `source`
   * at shift * w_N^i (natural order, i = 0 .. N-1). target may be source, and else does not overlap it. N >= 4.
   */
  interpolate(scratch: number, target: number, source: number, logN: number, table: number): void

  /**
   * target[i] = sum over natural j of (coefficient_j + factor * tail_j) * (shift * w_N^i)^j, natural order in i.
   * `coefficients` has N elements in bit-reversed order and is left as it is; `tail` has `tailLength` <= N elements in
   * natural order. With factor = shift^N - 1 the tail is a mask r in w + r * (X^N - 1); with factor = shift^N it holds
   * the coefficients from X^N on.
   */
  evaluate(
    scratch: number,
    target: number,
    coefficients: number,
    logN: number,
    table: number,
    tail: number,
    tailLength: number,
    factor: number,
  ): void

  /** target[i] = source[bitreverse(i)], N = 2^logN; target and source do not overlap. */
  bitReverse(scratch: number, target: number, source: number, logN: number): void

  /** target (an E value) = f(point), point an E value, f by N coefficients over F in bit-reversed order. */
  evaluateAt(scratch: number, target: number, coefficients: number, logN: number, point: number): void

  /**
   * E-linear combination of base columns: for row <= i < row + rows
   *   target[i] (+)= sum over k < count of weights[k] * columns[k][i].
   * `columns` is a column list, `weights` an array of E values, `target` an E column. `accumulate` = 1 adds to the
   * target, 0 overwrites it. Any `rows` multiple of 4; the columns may be trace columns, coefficients or domain columns.
   * count is at most 4096.
   */
  combine(
    scratch: number,
    target: number,
    stride: number,
    columns: number,
    weights: number,
    count: number,
    row: number,
    rows: number,
    accumulate: number,
  ): void

  /**
   * Lifts a column of a shorter domain: for every base column, target[k * N + i] += source[k * M + (i mod M)], M <= N.
   * Works on rows [row, row + rows) of one coset k, 0 <= row < N, of one base column each for target and source.
   */
  addLifted(
    scratch: number,
    target: number,
    source: number,
    logN: number,
    logM: number,
    coset: number,
    row: number,
    rows: number,
  ): void

  /**
   * DEEP quotient on one coset: for row <= i < row + rows, x = shift * w_N^i,
   *   target[i] = base[i] + (numerator[i] - value) / (x - point)
   * target, base, which may be target, and numerator are E columns whose pointers are those of the coset's row 0; value
   * and point are E values, point outside F.
   */
  deepQuotient(
    scratch: number,
    target: number,
    targetStride: number,
    base: number,
    baseStride: number,
    numerator: number,
    numeratorStride: number,
    value: number,
    point: number,
    logN: number,
    shift: number,
    row: number,
    rows: number,
  ): void

  /**
   * FRI, one coset: for row <= i < row + rows <= N / a, a = 2^logArity, y = start * w_N^i: writes the coefficients
   * g_0 .. g_(a-1) in E of the polynomial of degree < a that takes the values f(y * w_a^j) at w_a^j y, that is
   *   f(y w_a^j) = sum over t of g_t (y w_a^j)^t.
   * f is an E column of N rows; value j of the fibre is row i + j * N / a. Coordinate c of g_t goes to
   * target + (4 t + c) * targetStride + 4 * i. logArity is 1, 2 or 3.
   */
  friInterpolate(
    scratch: number,
    target: number,
    targetStride: number,
    f: number,
    fStride: number,
    logN: number,
    logArity: number,
    start: number,
    row: number,
    rows: number,
  ): void
}

/**
 * Hash kernels. All hashes are BLAKE3. Digest arrays have an opaque layout of 32 bytes per digest in groups of 4;
 * `readDigest` of the engine gives the bytes of one. Arrays of 1 or 2 digests still take 128 bytes.
 */
export interface HashKernels {
  /**
   * One link of the leaf chain over rows [row, row + rows) of a height class: rows are numbered over the whole domain
   * (blowup * N), `columns` is a list of `count` domain columns, and
   *   states[l] = chain(previous state, row l of the columns as little-endian u32).
   * chain(s, row): split the row into pieces of at most 248 elements; for every piece s = BLAKE3(s || piece), where s is
   * left out (empty) if there is no previous state yet. `previous` = 0 means none; else it is the digest array of the
   * next shorter class with 2^previousLogN rows per coset: row l = k * N + i continues previous[k * M + (i mod M)].
   */
  hashRows(
    scratch: number,
    states: number,
    columns: number,
    count: number,
    logN: number,
    previous: number,
    previousLogN: number,
    row: number,
    rows: number,
  ): void

  /**
   * One Merkle layer: for row <= i < row + rows, target[i] = BLAKE3(keyed with NODE_KEY)(source[i] || source[i + half]),
   * where the source has 2 * half digests. Any rows >= 1; half may be 1 or 2.
   */
  hashNodes(scratch: number, target: number, source: number, half: number, row: number, rows: number): void

  /**
   * Searches nonces start <= n < start + count (count a multiple of 4) for the smallest n such that the first u64
   * (little endian) of BLAKE3(state (32 bytes) || n as u64) is below 2^(64 - bits). Writes n as u64 at `result`, or
   * 2^64 - 1 if there is none.
   */
  grind(scratch: number, result: number, state: number, bits: number, start: number, count: number): void

  /** ChaCha20 key stream (RFC 8439, nonce of 3 zero words but the first = `stream`): `blocks` blocks of 64 bytes from block counter `counter` on. */
  chacha20(
    scratch: number,
    target: number,
    key: number,
    stream: number,
    counter: number,
    blocks: number,
  ): void

  /**
   * `count` uniform elements of F from the same key stream, from block 0 on: u32 words w are taken in order, w & 0x7fffffff
   * is used if < p and skipped otherwise.
   */
  randomElements(scratch: number, target: number, key: number, stream: number, count: number): void
}

/**
 * The executor's hot loop. The context block and all buffers it points to are laid out in `vm/context.ts`; the call
 * returns when the program ended, trapped, reached a limit or needs more memory, and says which in the context.
 */
export interface MachineKernels {
  execute(scratch: number, context: number): void
}

/**
 * Kernels over the tables of an AIR.
 *
 * A *splat* of a base value is 16 bytes, the value times 2^32 modulo p in four u32; a splat of an E value is 64 bytes,
 * one splat per coordinate. An *affine form* is u32 words [n, weights, column_0 .. column_(n-1)]; columns are numbers in a
 * column list. A form over F has at `weights` the constant, plain in four u32, and n splats; its value is plain. A form
 * over E has the E splat of the constant and n E splats of the weights times 2^32; its value is times 2^32.
 * A *table descriptor* is u32 words [table, constraints, weights, program, groups, group_0 ..]: `weights` points to the E
 * splats that the table's constraints are multiplied by, `program` to the constraints as data (`air/program.ts`) if no
 * evaluator was generated for the table, and else it is 0. group_k points to u32 words [fractions, weight, denominator_0,
 * multiplicity_0, ..]: `weight` points to one E splat, denominators are forms over E and multiplicities forms over F.
 */
export interface ConstraintKernels {
  /**
   * Evaluates the constraints of table `table`, numbered as in the machine and with a generated evaluator, on rows [row, row + rows), rows <= 256:
   * constraint c of row + r goes to target + 1024 * c + 4 * r, as C * 2^(32 k) with the k of `constraintScales`.
   * `columns` lists the table's preprocessed columns, then its main columns.
   */
  evaluateTable(
    scratch: number,
    table: number,
    columns: number,
    target: number,
    row: number,
    rows: number,
  ): void

  /**
   * LogUp columns of a table: group k of the descriptor gives the E column whose coordinate c is at
   * phi + (4 k + c) * stride: phi_k = sum over its fractions of m / D.
   */
  fractions(
    scratch: number,
    descriptor: number,
    columns: number,
    phi: number,
    stride: number,
    row: number,
    rows: number,
  ): void

  /**
   * Adds the table's part of the batched constraints to the E column `target`:
   *   sum of weight * C + sum over groups of weight * (phi D1 D2 D3 - (m1 D2 D3 + m2 D1 D3 + m3 D1 D2)).
   * The splats of constraint weights already contain the factor that undoes the constraints' scales.
   */
  tableQuotient(
    scratch: number,
    descriptor: number,
    columns: number,
    phi: number,
    phiStride: number,
    target: number,
    targetStride: number,
    row: number,
    rows: number,
  ): void

  /**
   * Adds a class's part, on rows of one coset of 2^logN rows: with next(i) = (i + 1) mod N,
   *   step * ((sigma(next) - sigma - phiSum + mean) * (a - u) - first) + anchor * first * sigma.
   * `constants` points to the E splats of step, anchor and then the E values (canonical, 16 bytes each) mean and a.
   * sigma, phiSum, u are E columns with stride `stride`; first is a base column; all pointers are of the coset's row 0.
   */
  classQuotient(
    scratch: number,
    constants: number,
    sigma: number,
    phiSum: number,
    u: number,
    first: number,
    stride: number,
    target: number,
    targetStride: number,
    logN: number,
    row: number,
    rows: number,
  ): void

  /** target[i] = sum of the `count` listed base columns, on rows [row, row + rows). */
  sumColumns(scratch: number, target: number, columns: number, count: number, row: number, rows: number): void

  /** In place on `length` elements: column[i] becomes the sum of the elements before i; the whole sum goes to `total`. */
  prefixSum(scratch: number, column: number, length: number, total: number): void

  /** column[i] += slope * i. */
  addRamp(scratch: number, column: number, length: number, slope: number): void

  /**
   * histogram[index] += m for the rows [row, row + rows), where index and m are affine forms over F of the columns, `index`
   * and `multiplicity` pointing to u32 words [n, constant, column_0, weight_0, ..] in canonical form. An index of `size`
   * or more is not counted.
   */
  countLookups(
    scratch: number,
    histogram: number,
    size: number,
    columns: number,
    index: number,
    multiplicity: number,
    row: number,
    rows: number,
  ): void
}

export interface Kernels extends PolynomialKernels, HashKernels, MachineKernels, ConstraintKernels {}
export type KernelName = keyof Kernels

/** A linear memory with an allocator. Views are taken anew after every `alloc`: growing detaches old ones. */
export interface Memory {
  readonly u8: Uint8Array
  readonly u32: Uint32Array
  /** Reserves bytes (not cleared), 64-byte aligned. Throws `OutOfMemoryError`. */
  alloc(bytes: number): number
  free(pointer: number): void
  /** A point in time, for `release`. */
  mark(): number
  /** Frees everything that was allocated since the mark and not freed yet: what an aborted computation leaves behind. */
  release(mark: number): void
  /** Bytes in use now, and the most there were since `resetPeak`. */
  readonly used: number
  readonly peak: number
  resetPeak(): void
}

export interface Engine {
  readonly memory: Memory
  readonly threads: number
  /** One call, at once, by the caller's own thread. Arguments without `scratch`. */
  call(kernel: KernelName, ...args: number[]): void
  /** Many independent calls of one kernel, in any order, by all workers. Rejects when the signal is aborted. */
  run(kernel: KernelName, jobs: readonly (readonly number[])[]): Promise<void>
  /** The 32 bytes of digest `index` of a digest array. */
  readDigest(digests: number, index: number): Uint8Array
}
