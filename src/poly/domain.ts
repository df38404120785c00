/**
 * Evaluation domains. A table of height N = 2^logHeight has its trace on <w_N> and is committed on a domain
 * of blowup * N points: `blowup` cosets s_k <w_N>, s_k = c(N) * w_(blowup N)^k, together c(N) <w_(blowup N)>.
 *
 * Rows are numbered coset by coset: row k N + i is the point s_k w_N^i.
 *
 * The shift c(N) = u^(2^(22 - log N)), u of order 127, depends on the height alone, and c(N)^m = c(N / m):
 * X^m maps the domain of height N onto that of height N / m, row k N + i to row k (N / m) + (i mod N / m).
 * The order of c(N) is 127, which is odd, so no power of a shift but 1 is a root of unity of order 2^j: a
 * domain never meets a trace domain.
 */
import * as F from '../field/koalabear.ts'

/** The largest logHeight: the shift rule extracts no roots beyond it. */
export const MAX_LOG_HEIGHT = 22

/** u = 3^(2^24), of order 127. */
export const SHIFT_GENERATOR = 1828256994

export interface Domain {
  readonly logHeight: number
  readonly logBlowup: number
  /** N, the rows of the table. */
  readonly height: number
  /** blowup * N, the points. */
  readonly size: number
}

/** Throws a RangeError unless 0 <= logHeight <= 22 and blowup * N <= 2^24. */
export function createDomain(logHeight: number, logBlowup: number): Domain {
  requireLogHeight(logHeight)
  const log = logHeight + logBlowup
  if (!(Number.isInteger(logBlowup) && logBlowup >= 0 && log <= F.TWO_ADICITY)) {
    throw new RangeError(`no domain of 2^${log} points`)
  }
  return { logHeight, logBlowup, height: 2 ** logHeight, size: 2 ** log }
}

/** c(N) for N = 2^logHeight. Throws a RangeError unless 0 <= logHeight <= 22. */
export function cosetShift(logHeight: number): number {
  requireLogHeight(logHeight)
  return F.squareTimes(SHIFT_GENERATOR, MAX_LOG_HEIGHT - logHeight)
}

/** s_k, the first point of coset k, 0 <= k < blowup. */
export function cosetStart(domain: Domain, k: number): number {
  const root = F.rootOfUnity(domain.logHeight + domain.logBlowup)
  return F.mul(cosetShift(domain.logHeight), F.pow(root, k))
}

/** The point of row `row`, 0 <= row < size. */
export function domainPoint(domain: Domain, row: number): number {
  const k = Math.floor(row / domain.height)
  return F.mul(cosetStart(domain, k), F.pow(F.rootOfUnity(domain.logHeight), row % domain.height))
}

/**
 * The row of the domain of height 2^logHeight <= N that x^m, m = N / 2^logHeight, is for the point x of
 * `row`.
 */
export function liftedRow(domain: Domain, row: number, logHeight: number): number {
  const k = Math.floor(row / domain.height)
  return k * 2 ** logHeight + (row % 2 ** logHeight)
}

/** The value of the vanishing polynomial x^N - 1 of the trace domain, the same at all points x of coset k. */
export function vanishingOnCoset(domain: Domain, k: number): number {
  return F.sub(F.squareTimes(cosetStart(domain, k), domain.logHeight), 1)
}

function requireLogHeight(logHeight: number): void {
  if (!(Number.isInteger(logHeight) && logHeight >= 0 && logHeight <= MAX_LOG_HEIGHT)) {
    throw new RangeError(`no table of height 2^${logHeight}`)
  }
}
