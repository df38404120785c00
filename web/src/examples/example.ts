/** What the page knows about a program next to its ELF file. */
import type { Inputs } from '../prover-api.ts'

export type Visibility = 'private' | 'public'

export interface Choice {
  readonly value: string
  readonly label: string
}

/** One input of a program, as a control. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly visibility: Visibility
  readonly kind: 'text' | 'number' | 'date' | 'choice' | 'bytes' | 'drawing'
  readonly value: string
  readonly hint?: string
  readonly choices?: readonly Choice[]
  /** Images of 28 x 28 bytes by their names, for drawings. */
  readonly samples?: ReadonlyMap<string, Uint8Array>
}

/** Values of the fields by name: text, or bytes for bytes and drawings. */
export type Values = ReadonlyMap<string, string | Uint8Array>

/** A field's value makes no sense. */
export class FieldError extends Error {
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

export interface Example {
  readonly slug: string
  readonly name: string
  /** What a proof shows, in one sentence. */
  readonly claim: string
  readonly sourceName?: string
  readonly source?: string
  readonly elf?: string
  readonly fields: readonly Field[]
  /** @throws {FieldError} */
  encode(values: Values): Inputs
  /** What the statement says, from its public parts alone. */
  explain(output: Uint8Array, exitCode: number, publicInput: Uint8Array): string
}

/** The text of a field. */
export function textOf(values: Values, name: string): string {
  const value = values.get(name)
  return typeof value === 'string' ? value : ''
}

/** The bytes of a field. */
export function bytesOf(values: Values, name: string): Uint8Array {
  const value = values.get(name)
  return value instanceof Uint8Array ? value : new Uint8Array()
}
