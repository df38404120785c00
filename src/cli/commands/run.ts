/// <reference types="node" />
/** limpid run: executes a program without proving anything. */
import { createProver } from '../../index.ts'
import type { Command } from '../command.ts'
import { inputsOf, loadProgram, MAX_CYCLES, PRIVATE, PUBLIC, VALUES_HELP } from '../common.ts'
import { EXIT } from '../errors.ts'
import { printJson, readStdin, writeStdout } from '../files.ts'
import { toHex } from '../values.ts'

export const run: Command = {
  name: 'run',
  summary: 'execute a program, without a proof',
  positionals: 'PROGRAM',
  arity: [1, 1],
  options: [PUBLIC, PRIVATE, MAX_CYCLES],
  details: [
    ...VALUES_HELP,
    'Without --public, what is piped into stdin is the public input: limpid run program.elf <input',
    'The output goes to stdout, debug text to stderr. The exit code is that of the program, modulo 256.',
  ],
  async run(args) {
    const [path] = args.positionals as [string]
    const program = await loadProgram(path)
    const input = await inputsOf(args)
    const piped = args.value('public') === undefined && process.stdin.isTTY !== true
    const stdinIsFree = path !== '-' && args.value('private') !== '-'
    const publicInput = piped && stdinIsFree ? await readStdin('the public input') : input.publicInput
    const prover = await createProver()
    const { output, exitCode, cycles, stderr } = await prover.run(program, { ...input, publicInput })
    if (args.has('json')) {
      await printJson({ exitCode, cycles, output: toHex(output), stderr })
      return EXIT.ok
    }
    process.stderr.write(stderr)
    await writeStdout(output)
    return exitCode & 0xff
  },
}
