/** Why a module cannot be translated. */
import { LimpidError } from '../util/errors.ts'

export type CompileErrorCode =
  /** The bytes are no WebAssembly module. */
  | 'WASM_FORMAT'
  /** The module breaks a rule of validation. */
  | 'WASM_INVALID'
  /** A feature outside of what is translated. */
  | 'WASM_UNSUPPORTED'
  /** A function that the program can reach computes with floating-point numbers. */
  | 'WASM_FLOAT'
  /** An import that no guest has. */
  | 'WASM_IMPORT'
  /** There is no `main` or `_start` to begin with. */
  | 'WASM_ENTRY'
  /** More code or memory than the machine addresses. */
  | 'WASM_TOO_LARGE'
  /** The AssemblyScript compiler refused the sources. */
  | 'SOURCE'

/**
 * A module, or the sources of one, cannot be translated.
 *
 * @example
 * try {
 *   compileWasm(wasm.subarray(0, 7))
 * } catch (error) {
 *   console.log(error instanceof CompileError && error.code) // WASM_FORMAT
 * }
 */
export class CompileError extends LimpidError {
  declare readonly code: CompileErrorCode
  /** Byte offset in the module, where there is one. */
  readonly offset: number | undefined
  /** The function that is concerned, by its name or `function 7`. */
  readonly functionName: string | undefined

  constructor(
    code: CompileErrorCode,
    message: string,
    place: { offset?: number; functionName?: string } = {},
  ) {
    const where = [
      ...(place.functionName === undefined ? [] : [`in ${place.functionName}`]),
      ...(place.offset === undefined ? [] : [`at byte ${place.offset}`]),
    ].join(' ')
    super(code, where === '' ? message : `${message} (${where})`)
    this.name = 'CompileError'
    this.offset = place.offset
    this.functionName = place.functionName
  }
}
