/** Help, made from the declarations of the commands. */
import { optionsOf } from './arguments.ts'
import type { Command, Option } from './command.ts'

const COLUMN = 26

const pair = (left: string, right: string): string =>
  left.length < COLUMN - 2
    ? `  ${left.padEnd(COLUMN - 2)}${right}`
    : `  ${left}\n${' '.repeat(COLUMN)}${right}`

const spell = ({ name, short, value }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`

export const overview = (commands: readonly Command[]): string =>
  [
    'limpid proves that a RISC-V program ran correctly on private data, in zero knowledge.',
    '',
    'usage: limpid COMMAND [ARGUMENTS]',
    '',
    ...commands.map(({ name, summary }) => pair(name, summary)),
    '',
    'limpid COMMAND --help explains a command. PROGRAM is a RISC-V ELF executable (RV32IM).',
    'Exit codes: 0 done, 1 proof refused, 2 wrong usage or file, 3 failed; run: that of the program.',
    'limpid completions SHELL prints a script that completes commands and options in bash, zsh or fish.',
  ].join('\n')

export const commandHelp = (command: Command): string =>
  [
    `usage: limpid ${command.name} ${command.positionals} [OPTIONS]`,
    '',
    command.summary,
    '',
    ...optionsOf(command).map((option) => pair(spell(option), option.summary)),
    ...(command.details === undefined ? [] : ['', ...command.details]),
    ...(command.examples === undefined
      ? []
      : ['', 'examples:', ...command.examples.map((line) => `  ${line}`)]),
  ].join('\n')
