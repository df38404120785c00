/** One run of an example, and what cases are made of. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface ExampleCase {
  readonly name: string
  readonly example: string
  readonly elf: Uint8Array
  readonly publicInput: Uint8Array
  readonly privateInput: Uint8Array
  readonly output: Uint8Array
  readonly exitCode: number
  /** What the program says in its debug text; undefined if that is not to be checked. */
  readonly message?: string
}

export interface Inputs {
  readonly publicInput: Uint8Array
  readonly privateInput: Uint8Array
}

export type Random = (length: number) => Uint8Array

/** What input.mjs of an example exports. */
export const inputsOf = async (example: string) =>
  (await import(new URL(`../../../examples/${example}/input.mjs`, import.meta.url).href)) as unknown

const elfOf = (example: string) =>
  new Uint8Array(readFileSync(new URL(`../../../examples/${example}/${example}.elf`, import.meta.url)))
export const bytes = (text: string | Uint8Array) =>
  typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text)
export const sha256 = (data: string | Uint8Array) =>
  new Uint8Array(createHash('sha256').update(data).digest())

/** Bytes that look random and are the same every time. */
export const pseudorandom = (seed: string, length: number) => {
  const parts = Array.from({ length: Math.ceil(length / 32) }, (_, i) => sha256(`${seed} ${i}`))
  return new Uint8Array(Buffer.concat(parts)).slice(0, length)
}

export type Text = string | Uint8Array

export const one = (
  example: string,
  name: string,
  x: Text,
  y: Text,
  output: Text,
  exitCode = 0,
): ExampleCase => ({
  name: `${example}: ${name}`,
  example,
  elf: elfOf(example),
  publicInput: bytes(x),
  privateInput: bytes(y),
  output: bytes(output),
  exitCode,
})
