/// <reference types="node" />
/** limpid run: executes a program without proving anything. */
import { createProver, type ExecutionReport, type Use } from '../../index.ts'
import type { Command } from '../command.ts'
import { inputsOf, loadProgram, MAX_CYCLES, PRIVATE, PUBLIC, VALUES_HELP } from '../common.ts'
import { EXIT } from '../errors.ts'
import { note, printJson, readStdin, writeStdout } from '../files.ts'
import { formatCount, textTable } from '../format.ts'
import { toHex } from '../values.ts'

/** Rows of each table; the rest is summed up. */
const SHOWN = 12

export const run: Command = {
  name: 'run',
  summary: 'execute a program, without a proof',
  positionals: 'PROGRAM',
  arity: [1, 1],
  options: [
    PUBLIC,
    PRIVATE,
    MAX_CYCLES,
    { name: 'report', summary: 'show on stderr which instructions and functions the cycles went to' },
  ],
  details: [
    ...VALUES_HELP,
    'Without --public, what is piped into stdin is the public input: limpid run program.elf <input',
    'The output goes to stdout, debug text to stderr. The exit code is that of the program, modulo 256.',
  ],
  examples: [
    'limpid run program.elf --public text:42 --private @secret.json',
    'limpid run program.elf --report <input',
  ],
  async run(args) {
    const [path] = args.positionals as [string]
    const program = await loadProgram(path)
    const input = await inputsOf(args)
    const piped = args.value('public') === undefined && process.stdin.isTTY !== true
    const stdinIsFree = path !== '-' && args.value('private') !== '-'
    const publicInput = piped && stdinIsFree ? await readStdin('the public input') : input.publicInput
    const prover = await createProver({ threads: 1 })
    const options = { ...input, publicInput }
    const report = args.has('report') ? await prover.report(program, options) : undefined
    const { output, exitCode, cycles, stderr } = report ?? (await prover.run(program, options))
    if (args.has('json')) {
      const uses = report === undefined ? {} : { instructions: report.instructions, symbols: report.symbols }
      await printJson({ exitCode, cycles, output: toHex(output), stderr, ...uses })
      return EXIT.ok
    }
    process.stderr.write(stderr)
    await writeStdout(output)
    if (report !== undefined) for (const line of reportLines(report)) note(line)
    return exitCode & 0xff
  },
}

function reportLines({ cycles, instructions, symbols }: ExecutionReport): string[] {
  return [
    `\n${formatCount(cycles)} cycles\n`,
    useTable('instruction', instructions, cycles),
    ...(symbols.length === 0 ? [] : ['', useTable('function', symbols, cycles)]),
  ]
}

function useTable(what: string, uses: readonly Use[], cycles: number): string {
  const rest = uses.slice(SHOWN).reduce((sum, { count }) => sum + count, 0)
  const shown = rest === 0 ? uses : [...uses.slice(0, SHOWN), { name: 'others', count: rest }]
  const percent = (count: number) => `${((100 * count) / cycles).toFixed(1).padStart(5)} %`
  return textTable(
    [what, 'cycles', 'share'],
    shown.map(({ name, count }) => [name, count, percent(count)]),
  )
}
