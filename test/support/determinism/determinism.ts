/** Whether the model of a family leaves a choice: one answer for everything that arrives by bus, or none. */

import { enumerator } from './enumerate.ts'
import type { Model, Rule } from './model.ts'
import { codeOf, splitBy } from './polynomial.ts'

/** What arrives by bus, by column: program, state, and the words and times that accesses consume. */
export type Arrival = Readonly<Record<string, number>>

/** What a row says on its buses, as far as an oracle knows it; undefined if there must be no row at all. */
export type Answer = Readonly<Record<string, number>> | undefined

export interface Question {
  readonly model: Model
  /** The code of the operation in the program. */
  readonly op: number
  /** Columns that the arrival gives; those that an arrival leaves out are 0. */
  readonly columns: readonly string[]
  /** Rows that no other table can go along with. */
  readonly impossible?: ((value: (column: string) => number) => boolean) | undefined
}

/** Columns that arrive by bus in every family that has them. */
const ARRIVING =
  /^(real|pc|clk|rd|rs1|rs2|imm.*|.*\.gap(\..*)?|[abc]\.old\..*|[bc]\.(lo|hi)|a[127]\.(lo|hi)|offset|weight|target|zero|other|value\..*|link\..*|signed|remainder|[bc] signed|unsigned)$/

/** The columns of a table that arrive by bus, with those that are only known to the family. */
export const arriving = (model: Model, own: readonly string[] = []): string[] =>
  model.table.main.filter((name) => own.includes(name) || ARRIVING.test(name))

/** The model in which the program holds this operation. */
function withOperation({ model, op }: Question): Model {
  const { q } = model.scale
  const program = model.said.find(({ bus }) => bus === 'program')!.tuple[1]!
  const zero = new Map(program)
  zero.set('', ((((zero.get('') ?? 0) - op) % q) + q) % q)
  if (zero.get('') === 0) zero.delete('')
  const rule: Rule = { kind: 'zero', label: 'operation', zero }
  return { ...model, rules: [...model.rules, rule] }
}

/** Finds what rows can say for an arrival: different answers, at most `most` of them. */
export function asker(question: Question): (arrival: Arrival, most?: number) => number[][] {
  const model = withOperation(question)
  const { q } = model.scale
  const enumerate = enumerator(model, question.columns)
  const index = new Map(model.table.main.map((name, k) => [name, k]))
  const code = model.said
    .flatMap(({ multiplicity, tuple }) => {
      const factor = codeOf(multiplicity, q)
      // What is said no times is not said.
      return [factor, ...tuple.map((entry) => `(${factor} === 0 ? 0 : ${codeOf(entry, q)})`)]
    })
    .join(', ')
  const say = new Function('x', `return [${code}]`) as (row: Int32Array) => number[]
  return (arrival, most = 2) => {
    const answers: number[][] = []
    const given = question.columns.map((name) => (((arrival[name] ?? (name === 'real' ? 1 : 0)) % q) + q) % q)
    enumerate(given, (row) => {
      if (question.impossible?.((name) => row[index.get(name)!]!)) return false
      const answer = say(row)
      if (answers.some((other) => other.every((value, k) => value === answer[k]))) return false
      return answers.push(answer) >= most
    })
    return answers
  }
}

/** Reads parts of an answer: the word that is written last, and the next pc. */
export function reader(
  model: Model,
): (answer: readonly number[]) => { next: number; lo: number; hi: number } {
  const places: { bus: string; sent: boolean; from: number }[] = []
  let from = 0
  for (const { bus, multiplicity, tuple } of model.said) {
    const real = splitBy(multiplicity, model.table.main.indexOf('real')).slope.get('') ?? 0
    places.push({ bus, sent: real === 1, from: from + 1 })
    from += tuple.length + 1
  }
  const state = places.find(({ bus, sent }) => bus === 'state' && sent)!.from
  const written = places.filter(({ bus, sent }) => bus === 'memory' && sent).pop()?.from ?? 0
  return (answer) => ({ next: answer[state]!, lo: answer[written + 2]!, hi: answer[written + 3]! })
}
