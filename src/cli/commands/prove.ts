/// <reference types="node" />
/** limpid prove: executes a program and proves what it did. */
import { createProver, type ProofResult } from '../../index.ts'
import type { Command } from '../command.ts'
import {
  inputsOf,
  loadProgram,
  MAX_CYCLES,
  MAX_MEMORY,
  PRIVATE,
  PROFILE,
  PUBLIC,
  profileOf,
  proverOptionsOf,
  SHAPE,
  shapeOf,
  THREADS,
  VALUES_HELP,
} from '../common.ts'
import { EXIT, UsageError } from '../errors.ts'
import { note, printJson, writeBytes, writeStdout } from '../files.ts'
import { formatBytes, formatCount, formatTime } from '../format.ts'
import { ProgressLine } from '../progress.ts'
import { toHex } from '../values.ts'

export const prove: Command = {
  name: 'prove',
  summary: 'execute a program and write a proof of what it did',
  positionals: 'PROGRAM -o FILE',
  arity: [1, 1],
  options: [
    PUBLIC,
    PRIVATE,
    {
      name: 'proof',
      short: 'o',
      value: 'FILE',
      summary: 'where the proof goes; - is stdout, instead of the output',
    },
    PROFILE,
    SHAPE,
    THREADS,
    MAX_MEMORY,
    MAX_CYCLES,
  ],
  examples: [
    'limpid prove program.elf --private @secret.json -o program.proof',
    'limpid prove program.elf --public text:42 --profile compact -o - >program.proof',
  ],
  details: [
    ...VALUES_HELP,
    'The output goes to stdout, debug text to stderr. A program may exit with any code: the code is part of',
    'what is proved, is shown on stderr, and the exit code of this command is 0 when there is a proof.',
  ],
  async run(args) {
    const [path] = args.positionals as [string]
    const file = args.value('proof')
    if (file === undefined) throw new UsageError('there is no place for the proof: add -o FILE')
    const json = args.has('json')
    if (json && file === '-')
      throw new UsageError('--json and the proof cannot both go to stdout: give -o a file')
    const program = await loadProgram(path, profileOf(args))
    const input = await inputsOf(args)
    const shape = shapeOf(args)
    const prover = await createProver(proverOptionsOf(args))
    const progress = new ProgressLine()
    let result: ProofResult
    try {
      const options = { ...input, ...(shape === undefined ? {} : { shape }) }
      result = await prover.prove(program, { ...options, onProgress: progress.show })
    } finally {
      progress.stop()
      await prover.dispose()
    }
    const { output, exitCode, proof, stats, stderr } = result
    await writeBytes(file, proof)
    if (json) {
      await printJson({
        programId: program.id,
        exitCode,
        output: toHex(output),
        stderr,
        proofBytes: proof.length,
        profile: program.key.parameters.name,
        stats,
      })
      return EXIT.ok
    }
    process.stderr.write(stderr)
    if (file !== '-') await writeStdout(output)
    if (file !== '-' && process.stdout.isTTY && output.length > 0) process.stderr.write('\n')
    const speed = `${formatCount(stats.cycles)} cycles proved in ${formatTime(stats.milliseconds)}`
    note(`exit code ${exitCode}; ${speed}; proof of ${formatBytes(proof.length)}`)
    return EXIT.ok
  },
}
