/**
 * What a program in AssemblyScript has: its input, its output, and a way to end.
 *
 *     import { readPrivate, write } from 'limpid/guest'
 *
 *     export function main(): i32 {
 *       const secret = readPrivate()
 *       write(...)
 *       return 0
 *     }
 *
 * Public input, what is written, and the exit code are part of what a proof shows; private input is not. All of the
 * public input has to be read.
 */

// @ts-ignore: decorator
@external('limpid', 'read')
declare function systemRead(descriptor: i32, to: usize, count: usize): i32

// @ts-ignore: decorator
@external('limpid', 'write')
declare function systemWrite(descriptor: i32, from: usize, count: usize): i32

// @ts-ignore: decorator
@external('limpid', 'exit')
declare function systemExit(code: i32): void

const PUBLIC_INPUT = 0
const PUBLIC_OUTPUT = 1
const DEBUG = 2
const PRIVATE_INPUT = 3
const FIRST_CHUNK = 1024

/** All of the public input that is left. */
export function readPublic(): Uint8Array {
  return readAll(PUBLIC_INPUT)
}

/** All of the private input that is left. */
export function readPrivate(): Uint8Array {
  return readAll(PRIVATE_INPUT)
}

/** Reads public input into `bytes`; returns how many bytes there were, less than asked for only at the end. */
export function readPublicInto(bytes: Uint8Array): i32 {
  return systemRead(PUBLIC_INPUT, bytes.dataStart, bytes.length)
}

/** Reads private input into `bytes`; returns how many bytes there were, less than asked for only at the end. */
export function readPrivateInto(bytes: Uint8Array): i32 {
  return systemRead(PRIVATE_INPUT, bytes.dataStart, bytes.length)
}

/** Reads exactly `count` bytes of public input; ends the program with exit code 2 if there are fewer. */
export function takePublic(count: i32): Uint8Array {
  return take(PUBLIC_INPUT, count)
}

/** Reads exactly `count` bytes of private input; ends the program with exit code 2 if there are fewer. */
export function takePrivate(count: i32): Uint8Array {
  return take(PRIVATE_INPUT, count)
}

/** Appends to the public output. */
export function write(bytes: Uint8Array): void {
  systemWrite(PUBLIC_OUTPUT, bytes.dataStart, bytes.length)
}

/** Appends text to the public output, as UTF-8. */
export function writeText(text: string): void {
  writeString(PUBLIC_OUTPUT, text)
}

/** Shows text to whoever runs the program; no part of a proof. */
export function debug(text: string): void {
  writeString(DEBUG, text)
}

/** Ends the program. */
export function exit(code: i32): void {
  systemExit(code)
}

/** What AssemblyScript calls for failed assertions, indices out of range and thrown errors: exit code 208. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  debug('abort: ' + (message === null ? 'no message' : message))
  if (file !== null) debug(' at ' + file + ':' + line.toString() + ':' + column.toString())
  debug('\n')
  systemExit(208)
}

function take(descriptor: i32, count: i32): Uint8Array {
  const bytes = new Uint8Array(count)
  if (systemRead(descriptor, bytes.dataStart, count) != count) systemExit(2)
  return bytes
}

function readAll(descriptor: i32): Uint8Array {
  let capacity = FIRST_CHUNK
  let bytes = new Uint8Array(capacity)
  let length = systemRead(descriptor, bytes.dataStart, capacity)
  while (length == capacity) {
    const larger = new Uint8Array(2 * capacity)
    memory.copy(larger.dataStart, bytes.dataStart, length)
    length += systemRead(descriptor, larger.dataStart + length, capacity)
    bytes = larger
    capacity *= 2
  }
  return bytes.subarray(0, length)
}

function writeString(descriptor: i32, text: string): void {
  const bytes = String.UTF8.encode(text)
  systemWrite(descriptor, changetype<usize>(bytes), bytes.byteLength)
}
