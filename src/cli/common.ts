/** Options and steps that several commands share. */
import {
  LimpidError,
  type Parameters,
  Program,
  type ProverOptions,
  profiles,
  type ShapeChoice,
  shapeNames,
  standard,
} from '../index.ts'
import type { Arguments } from './arguments.ts'
import type { Option } from './command.ts'
import { UsageError } from './errors.ts'
import { readBytes } from './files.ts'
import { bytesOf, VALUE } from './values.ts'

export const VALUES_HELP = [
  'VALUE is @file, hex:…, text:… or - (stdin); nothing if left out.',
  'A private input on the command line is visible to other users of the computer: prefer @file or -.',
]

export const PUBLIC: Option = {
  name: 'public',
  value: VALUE,
  summary: 'public input, descriptor 0 of the program',
}
export const PRIVATE: Option = {
  name: 'private',
  value: VALUE,
  summary: 'private input, descriptor 3; not shown to anyone',
}
export const PROFILE: Option = {
  name: 'profile',
  value: 'NAME',
  summary: `${profiles.map(({ name }) => name).join(' or ')} (smaller, slower proofs)`,
}
export const SHAPE: Option = {
  name: 'shape',
  value: 'NAME',
  summary: `hide how much ran: ${shapeNames.join(', ')}, or auto (the least that fits)`,
}
export const THREADS: Option = {
  name: 'threads',
  value: 'N',
  summary: 'threads that compute; all cores if left out',
}
export const MAX_MEMORY: Option = {
  name: 'max-memory',
  value: 'MIB',
  summary: 'memory the prover may use, in MiB; 4096 if left out',
}
export const MAX_CYCLES: Option = {
  name: 'max-cycles',
  value: 'N',
  summary: 'stop the program after N instructions',
}

/** Greatest limit that means anything: the machine's clock ends before. */
const MOST_CYCLES = 2 ** 30

/** The profile that was asked for. @throws {UsageError} */
export function profileOf(args: Arguments): Parameters | undefined {
  const name = args.value('profile')
  if (name === undefined) return undefined
  const found = profiles.find((profile) => profile.name === name)
  if (found === undefined) {
    throw new UsageError(
      `there is no profile ${name}: use ${profiles.map((profile) => profile.name).join(' or ')}`,
    )
  }
  return found
}

/** The shape that was asked for. @throws {UsageError} */
export function shapeOf(args: Arguments): ShapeChoice | undefined {
  const name = args.value('shape')
  if (name === undefined) return undefined
  const found = ([...shapeNames, 'auto'] as const).find((shape) => shape === name)
  if (found === undefined)
    throw new UsageError(`there is no shape ${name}: use ${shapeNames.join(', ')} or auto`)
  return found
}

/** @throws {LimpidError} with the file's name in the message */
export async function parseProgram(
  path: string,
  bytes: Uint8Array,
  profile: Parameters = standard,
): Promise<Program> {
  try {
    return await Program.fromElf(bytes, { profile })
  } catch (error) {
    if (error instanceof LimpidError)
      throw new LimpidError(error.code, `${path}: ${error.message}`, { cause: error })
    throw error
  }
}

export async function loadProgram(path: string, profile?: Parameters): Promise<Program> {
  return parseProgram(path, await readBytes(path, 'the program'), profile)
}

/** The inputs of a run. */
export async function inputsOf(args: Arguments) {
  const maxCycles = args.integer('max-cycles', 1, MOST_CYCLES)
  return {
    publicInput: await bytesOf(args, 'public'),
    privateInput: await bytesOf(args, 'private'),
    ...(maxCycles === undefined ? {} : { maxCycles }),
  }
}

const MOST_THREADS = 256
const MOST_MIB = 4096

/** How the prover should be made. @throws {UsageError} */
export function proverOptionsOf(args: Arguments): ProverOptions {
  const threads = args.integer('threads', 1, MOST_THREADS)
  const mebibytes = args.integer('max-memory', 1, MOST_MIB)
  return {
    ...(threads === undefined ? {} : { threads }),
    ...(mebibytes === undefined ? {} : { maxMemory: mebibytes * 2 ** 20 }),
  }
}
