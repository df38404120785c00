/** Errors on their way between threads: structured clones would lose the code and everything else that is ours. */
import { LimpidError } from '../util/errors.ts'

/** An error as plain data. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  /** Own fields that can be cloned: the code, and what a class adds. */
  readonly fields: Readonly<Record<string, string | number | boolean | undefined>>
  readonly cause: WireError | undefined
}

/** Chains of causes are cut here. */
const DEPTH = 4

export function toWire(error: unknown, depth = DEPTH): WireError {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), stack: undefined, fields: {}, cause: undefined }
  const { name, message, stack, cause } = error
  const fields = Object.entries(error).filter(
    ([key, value]) => key !== 'name' && ['string', 'number', 'boolean', 'undefined'].includes(typeof value),
  )
  return {
    name,
    message,
    stack,
    fields: Object.fromEntries(fields),
    cause: cause === undefined || depth === 0 ? undefined : toWire(cause, depth - 1),
  }
}

/** A `LimpidError` if it was one, with the name and fields of its class; else a plain error. */
export function fromWire({ name, message, stack, fields, cause }: WireError): Error {
  const options = cause === undefined ? {} : { cause: fromWire(cause) }
  const { code, ...rest } = fields
  const error =
    typeof code === 'string'
      ? new LimpidError(code, message, options)
      : Object.assign(new Error(message, options), code === undefined ? {} : { code })
  return Object.assign(error, { name, ...(stack === undefined ? {} : { stack }) }, rest)
}
