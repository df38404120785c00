#!/usr/bin/env node
/// <reference types="node" />
/** The command line: finds the command, runs it, and answers by the exit code. */
import { closest, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { describeError, EXIT, exitCodeOf, UsageError } from './errors.ts'
import { note, printJson, printLine } from './files.ts'
import { commandHelp, overview } from './help.ts'

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await printLine(overview(commands))
    return name === undefined ? EXIT.usage : EXIT.ok
  }
  const command = findCommand(name)
  const args = parseArguments(command, rest)
  if (args.has('help')) {
    await printLine(commandHelp(command))
    return EXIT.ok
  }
  return command.run(args)
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name)
  if (command !== undefined) return command
  const guess = closest(
    name,
    commands.map((candidate) => candidate.name),
  )
  throw new UsageError(
    `unknown command ${name}: ${guess === undefined ? 'see limpid --help' : `did you mean ${guess}?`}`,
  )
}

async function report(error: unknown, argv: readonly string[]): Promise<number> {
  const described = describeError(error)
  if (argv.includes('--json')) await printJson({ error: described })
  else note(`limpid: ${described.message}`)
  return exitCodeOf(error)
}

// Whoever reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  throw error
})

const argv = process.argv.slice(2)
process.exitCode = await main(argv).catch((error: unknown) => report(error, argv))
