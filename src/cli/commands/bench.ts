/// <reference types="node" />
/** limpid bench: how fast this machine proves, with one thread and with all. */
import { availableParallelism } from 'node:os'
import { createProver, Program, type RunOptions } from '../../index.ts'
import { verify } from '../../verify.ts'
import { benchProgram } from '../bench-program.ts'
import type { Command } from '../command.ts'
import {
  inputsOf,
  loadProgram,
  MAX_CYCLES,
  PRIVATE,
  PROFILE,
  PUBLIC,
  profileOf,
  THREADS,
  VALUES_HELP,
} from '../common.ts'
import { EXIT } from '../errors.ts'
import { printJson, printLine } from '../files.ts'
import { formatCount, formatTime, textTable } from '../format.ts'
import { ProgressLine } from '../progress.ts'

const LOG_CYCLES = { least: 10, most: 22, usual: 18 }
const RUNS = { least: 1, most: 100, usual: 3 }
const MOST_THREADS = 256

export const bench: Command = {
  name: 'bench',
  summary: 'measure how fast this machine proves, with one thread and with all',
  positionals: '[PROGRAM]',
  arity: [0, 1],
  options: [
    { name: 'cycles', value: 'LOG2', summary: 'length of the built-in loop: 2^LOG2 cycles, 18 if left out' },
    { name: 'runs', value: 'N', summary: 'proofs after the first one; medians of them are shown' },
    { ...THREADS, summary: 'most threads; all cores if left out' },
    PUBLIC,
    PRIVATE,
    PROFILE,
    MAX_CYCLES,
  ],
  details: [
    'Without PROGRAM a built-in loop is measured. Every proof is verified before its time counts.',
    'The first proof of a process takes longer: the kernels are compiled anew while it is made.',
    ...VALUES_HELP,
  ],
  examples: [
    'limpid bench',
    'limpid bench --cycles 20 --runs 1',
    'limpid bench program.elf --public text:42',
  ],
  async run(args) {
    const logCycles = args.integer('cycles', LOG_CYCLES.least, LOG_CYCLES.most) ?? LOG_CYCLES.usual
    const runs = args.integer('runs', RUNS.least, RUNS.most) ?? RUNS.usual
    const most = args.integer('threads', 1, MOST_THREADS) ?? availableParallelism()
    const profile = profileOf(args)
    const [path] = args.positionals
    const program =
      path === undefined
        ? await Program.fromElf(benchProgram(2 ** logCycles), profile === undefined ? {} : { profile })
        : await loadProgram(path, profile)
    const input = await inputsOf(args)
    const results: Result[] = []
    for (const threads of new Set([1, most])) results.push(await measure(program, input, threads, runs))
    if (args.has('json')) {
      await printJson({ programId: program.id, profile: program.key.parameters.name, results })
      return EXIT.ok
    }
    const [alone] = results as [Result]
    await printLine(
      `${path ?? 'built-in loop'}: ${formatCount(alone.cycles)} cycles, profile ${program.key.parameters.name}\n`,
    )
    const rows = results.map((result) => [
      result.threads,
      formatTime(result.first),
      formatTime(result.median),
      (result.cycles / result.median).toFixed(1),
      (alone.median / result.median).toFixed(2),
      Math.ceil(result.peakBytes / 2 ** 20),
    ])
    await printLine(textTable(['threads', 'first', 'median', 'kHz', 'speedup', 'MiB'], rows))
    return EXIT.ok
  },
}

interface Result {
  readonly threads: number
  readonly cycles: number
  /** Milliseconds of the first proof, and the median of the others. */
  readonly first: number
  readonly median: number
  readonly peakBytes: number
}

async function measure(program: Program, input: RunOptions, threads: number, runs: number): Promise<Result> {
  const prover = await createProver({ threads })
  const progress = new ProgressLine()
  const publicInput = input.publicInput ?? new Uint8Array()
  const times: number[] = []
  let [cycles, peakBytes] = [0, 0]
  try {
    for (let run = 0; run <= runs; run++) {
      const result = await prover.prove(program, { ...input, onProgress: progress.show })
      const { output, exitCode, proof, stats } = result
      const verdict = verify({ programId: program.id, publicInput, output, exitCode }, proof)
      if (!verdict.ok) throw new Error(`a proof that was just made is refused: ${verdict.error.message}`)
      times.push(stats.milliseconds)
      cycles = stats.cycles
      peakBytes = Math.max(peakBytes, stats.peakBytes)
    }
  } finally {
    progress.stop()
    await prover.dispose()
  }
  const [first, ...later] = times as [number, ...number[]]
  const sorted = later.sort((a, b) => a - b)
  const median = sorted[(sorted.length - 1) >> 1]!
  return { threads: prover.capabilities.threads, cycles, first, median, peakBytes }
}
