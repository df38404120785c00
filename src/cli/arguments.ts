/** Arguments of a command, checked against its declaration. */
import { parseArgs } from 'node:util'
import type { Command, Option } from './command.ts'
import { UsageError } from './errors.ts'

/** What was given to a command. */
export class Arguments {
  readonly positionals: readonly string[]
  readonly #values: ReadonlyMap<string, string | true>

  constructor(positionals: readonly string[], values: ReadonlyMap<string, string | true>) {
    this.positionals = positionals
    this.#values = values
  }

  /** Whether a switch was given. */
  has(name: string): boolean {
    return this.#values.has(name)
  }

  /** The value of an option, undefined if it was not given. */
  value(name: string): string | undefined {
    const value = this.#values.get(name)
    return value === true ? undefined : value
  }

  /** An option that is a whole number from `least` to `most`. @throws {UsageError} */
  integer(name: string, least: number, most: number): number | undefined {
    const text = this.value(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new UsageError(`--${name} takes a whole number from ${least} to ${most}`)
    }
    return value
  }
}

/** Options that every command has. */
export const COMMON_OPTIONS: readonly Option[] = [
  { name: 'json', summary: 'print one JSON object on stdout, errors too' },
  { name: 'help', short: 'h', summary: 'explain this command' },
]

export const optionsOf = (command: Command): readonly Option[] => [...command.options, ...COMMON_OPTIONS]

/**
 * Parses what follows the command's name.
 *
 * Arguments without a name are never repeated in messages: a private input that was not quoted is one.
 *
 * @throws {UsageError}
 */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const options = optionsOf(command)
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      options.map(({ name, short, value }) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) },
      ]),
    ) as Record<string, { type: 'boolean' | 'string'; short?: string }>,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = new Map<string, string | true>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = options.find(({ name }) => name === token.name)
    if (option === undefined) throw unknownOption(token.rawName, options, command)
    if (values.has(option.name)) throw new UsageError(`${token.rawName} is given twice`)
    values.set(option.name, checkedValue(option, token.rawName, token.value, token.inlineValue ?? false))
  }
  const args = new Arguments(positionals, values)
  if (!args.has('help')) checkArity(command, positionals.length)
  return args
}

function checkedValue(
  option: Option,
  given: string,
  value: string | undefined,
  inline: boolean,
): string | true {
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`${given} takes no value`)
    return true
  }
  const looksLikeOption = !inline && value !== undefined && value.length > 1 && value.startsWith('-')
  if (value === undefined || looksLikeOption)
    throw new UsageError(`${given} needs a value: ${given} ${option.value}`)
  return value
}

function checkArity({ name, arity: [least, most], positionals }: Command, count: number): void {
  if (count >= least && count <= most) return
  const problem =
    count < least
      ? 'missing argument'
      : `${count} arguments without a name where ${most} are expected: quote values that contain spaces`
  throw new UsageError(`${problem}; usage: limpid ${name} ${positionals}`)
}

function unknownOption(given: string, options: readonly Option[], command: Command): UsageError {
  const names = options.map(({ name }) => name)
  const guess = closest(given.replace(/^-+/, ''), names)
  const advice = guess === undefined ? `see limpid ${command.name} --help` : `did you mean --${guess}?`
  return new UsageError(`unknown option ${given}: ${advice}`)
}

/** The name that is nearest to a misspelt one, if any is near. */
export function closest(text: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distance(text, name) }))
    .sort((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.name.length / 3))
    ? best.name
    : undefined
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
