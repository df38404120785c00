/// <reference types="node" />
/** limpid groth16: proofs for circuits of circom, with the files of circom and snarkjs. */
import { openAsBlob } from 'node:fs'
import {
  checkKey,
  createGroth16Prover,
  exportSolidity,
  type Groth16Proof,
  INSECURE_setup,
  type PublicSignals,
  readR1cs,
  readVerificationKey,
  type VerificationKey,
  verify,
} from '../../groth16.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { EXIT, FileError, UsageError } from '../errors.ts'
import { note, printJson, printLine, readBytes, writeBytes } from '../files.ts'
import { formatTime } from '../format.ts'

const MOST_THREADS = 256

export const groth16: Command = {
  name: 'groth16',
  summary: 'prove and verify circuits of circom (Groth16 over BN254)',
  positionals:
    '(prove KEY WITNESS | verify VKEY SIGNALS PROOF | check-key KEY | export-solidity KEY | insecure-setup R1CS)',
  arity: [2, 4],
  options: [
    { name: 'proof', value: 'FILE', summary: 'prove: where the proof goes; stdout if left out' },
    { name: 'signals', value: 'FILE', summary: 'prove: where the public signals go' },
    {
      name: 'threads',
      value: 'N',
      summary: 'prove, check-key: workers; one for each core if left out, 0 for none',
    },
    { name: 'check', summary: 'prove: check that the points of the key are on their curves' },
    { name: 'name', value: 'NAME', summary: 'export-solidity: name of the contract' },
    { name: 'insecure', summary: 'export-solidity: the key is a development key, mark the contract so' },
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      summary: 'export-solidity, insecure-setup: where the result goes',
    },
  ],
  details: [
    'KEY is a .zkey; VKEY, and KEY of export-solidity, a .zkey or the JSON of a verification key; WITNESS a .wtns.',
    'SIGNALS and PROOF are JSON as snarkjs writes it.',
    'check-key refuses a key whose second phase was skipped, which other tools call fine.',
    'insecure-setup makes a key for development: whoever ran it can forge proofs.',
    'Exit codes: 0 done and good, 1 refused (a proof, a key, a witness), 2 wrong usage or file, 3 failed.',
  ],
  async run(args) {
    const [action, ...files] = args.positionals
    const work = ACTIONS[action!]
    if (work === undefined)
      throw new UsageError(`groth16 has no ${action}: use ${Object.keys(ACTIONS).join(', ')}`)
    if (files.length !== work.files)
      throw new UsageError(`groth16 ${action} takes ${work.files} file${work.files > 1 ? 's' : ''}`)
    return work.run(files, args)
  },
}

interface Action {
  readonly files: number
  run(files: readonly string[], args: Arguments): Promise<number>
}

const ACTIONS: Readonly<Record<string, Action>> = {
  prove: { files: 2, run: proveAction },
  verify: { files: 3, run: verifyAction },
  'check-key': { files: 1, run: checkAction },
  'export-solidity': { files: 1, run: solidityAction },
  'insecure-setup': { files: 1, run: setupAction },
}

/** A big file that is read piece by piece. */
async function bigFile(path: string, what: string): Promise<Blob> {
  if (path === '-') return new Blob([(await readBytes(path, what)) as Uint8Array<ArrayBuffer>])
  try {
    return await openAsBlob(path)
  } catch (error) {
    throw new FileError(`cannot read ${what} ${path}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

/** The verification key of a .zkey or of a JSON file. */
async function verificationKey(path: string): Promise<{ key: VerificationKey; zkey: Blob | undefined }> {
  const file = await bigFile(path, 'the key')
  const isZkey = (await file.slice(0, 4).text()) === 'zkey'
  if (isZkey) return { key: await readVerificationKey(file), zkey: file }
  try {
    return { key: JSON.parse(await file.text()) as VerificationKey, zkey: undefined }
  } catch (error) {
    throw new FileError(`the key ${path} is neither a .zkey nor JSON`, { cause: error })
  }
}

async function json<T>(path: string, what: string): Promise<T> {
  const bytes = await readBytes(path, what)
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T
  } catch (error) {
    throw new FileError(`${what} ${path} is not JSON`, { cause: error })
  }
}

function threadsOf(args: Arguments): { threads?: number } {
  const threads = args.integer('threads', 0, MOST_THREADS)
  return threads === undefined ? {} : { threads }
}

const jsonBytes = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)

async function proveAction([zkey, witness]: readonly string[], args: Arguments): Promise<number> {
  const prover = await createGroth16Prover(threadsOf(args))
  const start = performance.now()
  try {
    const { proof, publicSignals } = await prover.prove(
      await bigFile(zkey!, 'the key'),
      await bigFile(witness!, 'the witness'),
      { check: args.has('check') },
    )
    const milliseconds = performance.now() - start
    await writeBytes(
      args.value('proof') ?? '-',
      jsonBytes(args.has('json') ? { proof, publicSignals, milliseconds } : proof),
    )
    const signals = args.value('signals')
    if (signals !== undefined) await writeBytes(signals, jsonBytes(publicSignals))
    if (!args.has('json'))
      note(`limpid: proved in ${formatTime(milliseconds)} with ${prover.threads || 'no'} workers`)
    return EXIT.ok
  } finally {
    prover.dispose()
  }
}

async function verifyAction([key, signals, proof]: readonly string[], args: Arguments): Promise<number> {
  const result = verify(
    (await verificationKey(key!)).key,
    await json<PublicSignals>(signals!, 'the public signals'),
    await json<Groth16Proof>(proof!, 'the proof'),
  )
  if (args.has('json')) await printJson(result)
  else if (result.ok) await printLine('valid: the proof convinces')
  else note(`limpid: refused: ${result.error}`)
  return result.ok ? EXIT.ok : EXIT.refused
}

async function checkAction([key]: readonly string[], args: Arguments): Promise<number> {
  const report = await checkKey(await bigFile(key!, 'the key'), threadsOf(args))
  const good = report.problems.length === 0
  if (args.has('json')) {
    await printJson({ ok: good, ...report })
  } else {
    await printLine(
      `${report.wires} wires, ${report.publicCount} public signals, domain ${report.domainSize}`,
    )
    await printLine(
      `${report.contributions} contributions${report.beacon ? ', the last one a beacon' : ', no beacon at the end'}`,
    )
    for (const problem of report.problems) note(`limpid: refused: ${problem}`)
    if (good)
      await printLine(
        'nothing wrong found; that the key belongs to your circuit is for `snarkjs zkey verify` to say',
      )
  }
  return good ? EXIT.ok : EXIT.refused
}

async function solidityAction([path]: readonly string[], args: Arguments): Promise<number> {
  const { key, zkey } = await verificationKey(path!)
  const name = args.value('name')
  const insecure =
    args.has('insecure') || (zkey !== undefined && (await checkKey(zkey, { threads: 0 })).problems.length > 0)
  if (insecure) note('limpid: the key is not fit for production, and the contract says so')
  const source = exportSolidity(key, { insecure, ...(name === undefined ? {} : { name }) })
  await writeBytes(args.value('output') ?? '-', new TextEncoder().encode(source))
  return EXIT.ok
}

async function setupAction([path]: readonly string[], args: Arguments): Promise<number> {
  const output = args.value('output')
  if (output === undefined)
    throw new UsageError('groth16 insecure-setup needs -o FILE, with "insecure" in its name')
  if (!/insecure/i.test(output)) throw new UsageError('the name of a development key must contain "insecure"')
  const system = await readR1cs(await bigFile(path!, 'the constraint system'))
  await writeBytes(output, await INSECURE_setup(system, threadsOf(args)))
  note('limpid: INSECURE development key: whoever made it can forge proofs')
  return EXIT.ok
}
