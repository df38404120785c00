/** Inputs and outputs as arguments: `@file`, `hex:…`, `text:…` or `-` for stdin. */
import type { Arguments } from './arguments.ts'
import { UsageError } from './errors.ts'
import { readBytes, readStdin } from './files.ts'

export const VALUE = 'VALUE'

/** The bytes that an option stands for; empty if it was not given. Its text is never repeated in messages. */
export async function bytesOf(args: Arguments, name: string): Promise<Uint8Array> {
  const text = args.value(name)
  if (text === undefined) return new Uint8Array()
  if (text === '-') return readStdin(`--${name}`)
  if (text.startsWith('@')) return readBytes(text.slice(1), `the file of --${name}`)
  if (text.startsWith('text:')) return new TextEncoder().encode(text.slice(5))
  if (text.startsWith('hex:')) return fromHex(name, text.slice(4))
  throw new UsageError(
    `--${name} must be @file, hex:…, text:… or - (stdin): put one of these in front of the value`,
  )
}

function fromHex(name: string, digits: string): Uint8Array {
  if (digits.length % 2 !== 0) {
    throw new UsageError(`--${name} has an odd number of hexadecimal digits: give two for each byte`)
  }
  const bad = digits.search(/[^0-9a-fA-F]/)
  if (bad >= 0)
    throw new UsageError(`--${name} has no hexadecimal digit at position ${bad + 1}: use 0-9 and a-f`)
  return Uint8Array.from({ length: digits.length / 2 }, (_, k) =>
    Number.parseInt(digits.slice(2 * k, 2 * k + 2), 16),
  )
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
