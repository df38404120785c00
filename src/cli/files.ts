/// <reference types="node" />
/** Files and standard streams. `-` is stdin or stdout. */
import { readFile, writeFile } from 'node:fs/promises'
import { FileError, UsageError } from './errors.ts'

let stdinUser: string | undefined

/** All of stdin; it can be read once. `what` names who wants it. */
export async function readStdin(what: string): Promise<Uint8Array> {
  if (stdinUser !== undefined) throw new UsageError(`${stdinUser} and ${what} cannot both be read from stdin`)
  stdinUser = what
  const parts: Uint8Array[] = []
  for await (const part of process.stdin) parts.push(part as Uint8Array)
  return new Uint8Array(Buffer.concat(parts))
}

/** The bytes of a file; `what` says what it should be, for messages. @throws {FileError} */
export async function readBytes(path: string, what: string): Promise<Uint8Array> {
  if (path === '-') return readStdin(what)
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw new FileError(`cannot read ${what} ${path}: ${reason(error)}`, { cause: error })
  }
}

export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  if (path === '-') return writeStdout(bytes)
  try {
    await writeFile(path, bytes)
  } catch (error) {
    throw new FileError(`cannot write ${path}: ${reason(error)}`, { cause: error })
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder, check the path',
  EACCES: 'permission denied, check its owner and mode',
  EISDIR: 'it is a folder, give a file',
  ENOTDIR: 'a part of the path is no folder, check the path',
  ENOSPC: 'the disk is full, free some space',
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? message
}

/** Writes to stdout and waits until it is taken. */
export function writeStdout(data: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error ? reject(error) : resolve()))
  })
}

export const printLine = (text: string): Promise<void> => writeStdout(`${text}\n`)

export const printJson = (value: unknown): Promise<void> => printLine(JSON.stringify(value))

export const note = (text: string): void => {
  process.stderr.write(`${text}\n`)
}
