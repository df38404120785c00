/** Errors of the Groth16 backend. */
import { LimpidError } from '../util/errors.ts'

export type Groth16ErrorCode =
  | 'GROTH16_FORMAT' // a file is truncated, has the wrong magic, or misses a section
  | 'GROTH16_CURVE' // made for another curve or another protocol
  | 'GROTH16_SIZE' // two files do not belong together, or a size is out of range
  | 'GROTH16_POINT' // a point of the key is off the curve
  | 'GROTH16_WITNESS' // the witness is not canonical or does not satisfy the circuit
  | 'GROTH16_ABORTED' // the caller's signal
  | 'GROTH16_UNSUPPORTED' // this environment lacks what is needed

/**
 * Thrown on purpose, with a sentence that says what to do.
 *
 * @example
 * try {
 *   await prove(zkey, wtns, { threads: 0, signal: AbortSignal.abort() })
 * } catch (error) {
 *   console.log(error instanceof Groth16Error && error.code) // GROTH16_ABORTED
 * }
 */
export class Groth16Error extends LimpidError {
  constructor(code: Groth16ErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.name = 'Groth16Error'
  }
}
