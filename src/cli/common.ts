/** Options and steps that several commands share. */
import { LimpidError, type Parameters, Program, profiles, standard } from '../index.ts'
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
