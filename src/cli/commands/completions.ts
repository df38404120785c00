/** limpid completions: scripts that complete command lines, made from the declarations of the commands. */
import { optionsOf } from '../arguments.ts'
import type { Command } from '../command.ts'
import { EXIT, UsageError } from '../errors.ts'
import { printJson, printLine } from '../files.ts'

/** The command, given all others. */
export const completionsFor = (others: readonly Command[]): Command => {
  const completions: Command = {
    name: 'completions',
    summary: 'print a script that completes command lines in bash, zsh or fish',
    positionals: '(bash | zsh | fish)',
    arity: [1, 1],
    options: [],
    examples: [
      'source <(limpid completions bash)',
      'limpid completions fish >~/.config/fish/completions/limpid.fish',
    ],
    async run(args) {
      const shell = args.positionals[0]!
      const make = Object.entries(SHELLS).find(([name]) => name === shell)?.[1]
      if (make === undefined)
        throw new UsageError(`there are no completions for ${shell}: use bash, zsh or fish`)
      const script = make([...others, completions])
      if (args.has('json')) await printJson({ shell, script })
      else await printLine(script)
      return EXIT.ok
    },
  }
  return completions
}

const flagsOf = (command: Command): string[] => [...optionsOf(command).map(({ name }) => `--${name}`)]

const bash = (commands: readonly Command[]): string =>
  [
    '_limpid() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is text for a shell
    '  local word="${COMP_WORDS[COMP_CWORD]}" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map(({ name }) => name).join(' ')} --help"`,
    '  else',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is text for a shell
    '    case "${COMP_WORDS[1]}" in',
    ...commands.map((command) => `      ${command.name}) words="${flagsOf(command).join(' ')}" ;;`),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '  [ "$COMP_CWORD" -gt 1 ] && COMPREPLY+=($(compgen -f -- "$word"))',
    '}',
    'complete -o filenames -F _limpid limpid',
  ].join('\n')

/** zsh runs bash's. */
const zsh = (commands: readonly Command[]): string =>
  ['autoload -U +X bashcompinit && bashcompinit', bash(commands)].join('\n')

const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`

const fish = (commands: readonly Command[]): string =>
  commands
    .flatMap((command) => [
      `complete -c limpid -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
      ...optionsOf(command).map(({ name, short, value, summary }) => {
        const parts = [
          `complete -c limpid -n '__fish_seen_subcommand_from ${command.name}' -l ${name}`,
          ...(short === undefined ? [] : [`-s ${short}`]),
          ...(value === undefined ? [] : ['-r']),
          `-d ${quoted(summary)}`,
        ]
        return parts.join(' ')
      }),
    ])
    .join('\n')

const SHELLS = { bash, zsh, fish }
