/** limpid verify: checks a proof against what the caller wants to be convinced of. */
import { type Parameters, profiles, type SecurityReport } from '../../index.ts'
import { type VerificationError, type VerificationResult, verify } from '../../verify.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { PROFILE, PUBLIC, parseProgram, profileOf, VALUES_HELP } from '../common.ts'
import { EXIT, UsageError } from '../errors.ts'
import { note, printJson, printLine, readBytes } from '../files.ts'
import { formatTime } from '../format.ts'
import { securityLines } from '../security.ts'
import { bytesOf, VALUE } from '../values.ts'

const MAX_EXIT_CODE = 2 ** 32 - 1

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'check a proof; the exit code is 0 only if what is asked holds',
  positionals: '(PROGRAM | --id ID) PROOF',
  arity: [1, 2],
  options: [
    { name: 'id', value: 'ID', summary: 'program id, instead of the program' },
    { ...PUBLIC, summary: 'the public input' },
    { name: 'output', value: VALUE, summary: 'the output' },
    { name: 'exit-code', value: 'N', summary: 'the exit code of the program; 0 if left out' },
    { ...PROFILE, summary: 'accept proofs of this profile only (with PROGRAM; an id names its profile)' },
  ],
  details: [
    ...VALUES_HELP.slice(0, 1),
    'Exit codes: 0 the proof convinces, 1 it is refused, 2 wrong usage or file.',
  ],
  examples: [
    'limpid verify program.elf program.proof --public text:42 --output hex:2a000000',
    'limpid verify --id $(limpid id program.elf) program.proof --output @result.bin --exit-code 0',
  ],
  async run(args) {
    const { ids, proofPath } = await askedFor(args)
    const exitCode = args.integer('exit-code', 0, MAX_EXIT_CODE) ?? 0
    const [publicInput, output] = [await bytesOf(args, 'public'), await bytesOf(args, 'output')]
    const proof = await readBytes(proofPath, 'the proof')
    const start = performance.now()
    let result: VerificationResult | undefined
    for await (const programId of ids) {
      result = verify({ programId, publicInput, output, exitCode }, proof)
      if (result.ok || result.error.code !== 'WRONG_PROGRAM') break
    }
    const milliseconds = performance.now() - start
    if (!result!.ok) return refused(result!.error, args.has('json'))
    return accepted(result!.parameters, result!.security, milliseconds, args.has('json'))
  },
}

/** The program ids that would do, computed when needed: one for each profile that is accepted. */
async function askedFor(
  args: Arguments,
): Promise<{ ids: AsyncIterable<string> | string[]; proofPath: string }> {
  const { positionals } = args
  const id = args.value('id')
  if (id !== undefined) {
    if (positionals.length !== 1) throw new UsageError('give either PROGRAM or --id ID, not both')
    if (!/^[0-9a-f]{64}$/.test(id))
      throw new UsageError('--id takes the 64 hexadecimal digits that limpid id prints')
    if (args.has('profile'))
      throw new UsageError('--profile goes with PROGRAM: an id names its profile already')
    return { ids: [id], proofPath: positionals[0]! }
  }
  const [path, proofPath] = positionals
  if (proofPath === undefined)
    throw new UsageError('verify needs the program and the proof: limpid verify PROGRAM PROOF')
  const bytes = await readBytes(path!, 'the program')
  const profile = profileOf(args)
  return { ids: programIds(path!, bytes, profile === undefined ? profiles : [profile]), proofPath }
}

async function* programIds(path: string, bytes: Uint8Array, accepted: readonly Parameters[]) {
  for (const profile of accepted) yield (await parseProgram(path, bytes, profile)).id
}

async function refused(error: VerificationError, json: boolean): Promise<number> {
  if (json) await printJson({ ok: false, error })
  else note(`limpid: refused: ${error.message}`)
  return EXIT.refused
}

async function accepted(
  { name }: Parameters,
  security: SecurityReport,
  milliseconds: number,
  json: boolean,
): Promise<number> {
  if (json) {
    await printJson({ ok: true, profile: name, milliseconds, security })
  } else {
    await printLine(`valid: the proof convinces (${formatTime(milliseconds)}, profile ${name})`)
    for (const line of securityLines(security)) await printLine(line)
  }
  return EXIT.ok
}
