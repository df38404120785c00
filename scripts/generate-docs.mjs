// Writes docs/machine.md from the tables' own definitions: node scripts/generate-docs.mjs
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const P = 2 ** 31 - 2 ** 24 + 1
const FRACTIONS_PER_COLUMN = 3

/** Loads the machine from its TypeScript sources. */
async function loadMachine() {
  const folder = mkdtempSync(join(ROOT, 'build', 'docs-'))
  try {
    const outfile = join(folder, 'machine.mjs')
    await build({
      stdin: {
        contents: `
          export { standardMachine } from './src/machine/machine.ts'
          export { families } from './src/machine/families.ts'
          export { EFFECTS } from './src/vm/effects.ts'
          export { ISA } from './src/vm/isa.ts'`,
        resolveDir: ROOT,
        loader: 'ts',
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
      absWorkingDir: ROOT,
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const signed = (value) => (value > P / 2 ? value - P : value)

/** Precedence of operators: sums, products, atoms. */
const [SUM, PRODUCT, ATOM] = [0, 1, 2]

/** An expression as text, with as few parentheses as its operators allow. */
function render(graph, id) {
  const visit = (at) => {
    const node = graph.nodes[at]
    if (node.kind === 'constant') {
      const value = signed(node.value)
      return { text: power(value), level: value < 0 ? SUM : ATOM }
    }
    if (node.kind === 'column') return { text: node.name, level: ATOM }
    const [left, right] = [visit(node.left), visit(node.right)]
    const wrap = ({ text, level }, least) => (level < least ? `(${text})` : text)
    if (node.kind === 'mul')
      return { text: `${wrap(left, PRODUCT)} · ${wrap(right, PRODUCT)}`, level: PRODUCT }
    if (node.kind === 'add') return { text: sum(left.text, right.text), level: SUM }
    const negates = graph.nodes[node.left].kind === 'constant' && graph.nodes[node.left].value === 0
    return {
      text: negates ? `-${wrap(right, PRODUCT)}` : `${left.text} - ${wrap(right, PRODUCT)}`,
      level: SUM,
    }
  }
  return visit(id).text
}

const sum = (left, right) => (right.startsWith('-') ? `${left} - ${right.slice(1)}` : `${left} + ${right}`)

/** Powers of two from 2^8 on are easier to read as such. */
function power(value) {
  const log = Math.log2(Math.abs(value))
  return Number.isInteger(log) && log >= 8 ? `${value < 0 ? '-' : ''}2^${log}` : String(value)
}

/** Longer expressions say nothing to a reader: those of Poseidon2 would fill books, written out. */
const MOST_OPERATIONS = 100

/** Operations of an expression written out, sums of sums and all. */
function operations(graph, id) {
  const counts = new Map()
  const visit = (at) => {
    const { kind, left, right } = graph.nodes[at]
    if (kind === 'constant' || kind === 'column') return 0
    if (!counts.has(at)) counts.set(at, 1 + visit(left) + visit(right))
    return counts.get(at)
  }
  return visit(id)
}

const expressionText = (graph, id) => {
  const count = operations(graph, id)
  return count > MOST_OPERATIONS
    ? `an expression of more than ${MOST_OPERATIONS} operations`
    : code(render(graph, id))
}

const code = (text) => `\`${text}\``
const list = (names) => (names.length === 0 ? 'none' : names.map(code).join(', '))

function describe(table, mnemonics) {
  const { graph, constraints, interactions } = table
  const fractions = Math.ceil(interactions.length / FRACTIONS_PER_COLUMN)
  const lines = [`## ${table.name}`, '']
  if (mnemonics !== undefined) lines.push(`Instructions: ${mnemonics.join(', ')}.`, '')
  if (table.preprocessed.length > 0) {
    lines.push(`Preprocessed columns (tree \`${table.tree}\`): ${list(table.preprocessed)}`, '')
  }
  lines.push(`Columns (${table.main.length}): ${list(table.main)}`, '')
  const degree = Math.max(0, ...constraints.map(({ expression }) => expression.degree))
  lines.push(
    `${constraints.length} constraints of degree at most ${degree}; ${interactions.length} interactions in ${fractions} fraction columns; ` +
      `${table.main.length + 4 * fractions} committed cells a row.`,
    '',
  )
  if (constraints.length > 0) {
    lines.push('| constraint | degree | is zero |', '|---|---|---|')
    for (const { label, expression } of constraints) {
      lines.push(`| ${label} | ${expression.degree} | ${expressionText(graph, expression.id)} |`)
    }
    lines.push('')
  }
  if (interactions.length > 0) {
    lines.push('| bus | tuple | multiplicity |', '|---|---|---|')
    for (const { bus, tuple, multiplicity } of interactions) {
      const entries = tuple.map((entry) => expressionText(graph, entry.id)).join(', ')
      lines.push(`| ${bus.name} | ${entries} | ${expressionText(graph, multiplicity.id)} |`)
    }
    lines.push('')
  }
  return lines
}

/** Registers that show how operands choose the family: ordinary ones, and x0. */
const [ORDINARY, WITH_ZERO] = [
  [[5, 6, 7]],
  [
    [5, 0, 7],
    [5, 6, 0],
    [5, 0, 0],
  ],
]
const WITHOUT_RESULT = ['jal', 'fence']

/** The instructions of each family, by its name. */
function mnemonicsOf({ families, ISA }) {
  const names = new Map(families.map(({ name }) => [name, []]))
  for (const [op, { mnemonic }] of ISA.entries()) {
    const operands = [...ORDINARY, ...WITH_ZERO, ...(WITHOUT_RESULT.includes(mnemonic) ? [[0, 6, 7]] : [])]
    const taken = operands.map(
      ([rd, rs1, rs2]) =>
        families.find(
          (family) => family.operands({ op, mnemonic, rd, rs1, rs2, imm: 4 }, 0x1000) !== undefined,
        )?.name,
    )
    for (const name of new Set(taken)) if (name !== undefined) names.get(name).push(mnemonic)
  }
  return names
}

/** The text of docs/machine.md. */
export async function machinePage() {
  const machine = await loadMachine()
  const { standardMachine, families, ISA, EFFECTS } = machine
  const distinctTables = [...new Set(standardMachine.tables)]
  const mnemonics = mnemonicsOf(machine)
  const buses = new Map()
  for (const { interactions } of distinctTables) for (const { bus } of interactions) buses.set(bus.id, bus)
  const tables = distinctTables.map((table) => {
    const fractions = Math.ceil(table.interactions.length / FRACTIONS_PER_COLUMN)
    const cells = table.main.length + 4 * fractions
    const instructions = (mnemonics.get(table.name) ?? []).join(' ')
    return `| [${table.name}](#${table.name}) | ${instructions} | ${table.main.length} | ${table.constraints.length} | ${table.interactions.length} | ${cells} |`
  })
  const lines = [
    '# The tables of the machine',
    '',
    'Made by `node scripts/generate-docs.mjs` from the definitions that prover and verifier use; do not edit.',
    '',
    'A proof has one table for each kind of instruction that the program executes, and some for what they share. Every row of',
    'a table satisfies its constraints: each expression below is zero, modulo p = 2^31 - 2^24 + 1. What rows send (positive',
    'multiplicity) and receive (negative) on a bus balances, tuple by tuple, over all tables and the verifier. A 32-bit word is',
    'two columns of 16 bits, `lo` and `hi`. [architecture.md](architecture.md) explains how the tables work together. Operands',
    'decide too: what adds to x0 is `constant`, comparisons with x0 are `beqz`, and what only writes x0 is `jump`.',
    '',
    `Tables are numbered in the order below, but the ${families.length} families of instructions come twice: a proof may spread the`,
    `rows of family k over table k and table ${families.length} + k, which differ in height only. So the tables behind the families`,
    `have the numbers from ${2 * families.length} on.`,
    '',
    '| bus | entries |',
    '|---|---|',
    ...[...buses.values()]
      .sort((a, b) => a.id - b.id)
      .map(({ name, entries }) => `| ${name} | ${entries.join(', ')} |`),
    '',
    '| table | instructions | columns | constraints | interactions | cells a row |',
    '|---|---|---|---|---|---|',
    ...tables,
    '',
    'Instructions work on 32 bits; `s(x)` reads x as signed, `x[h:l]` are bits, `M` is memory.',
    '',
    '| instruction | operands | effect |',
    '|---|---|---|',
    ...ISA.map(({ mnemonic, syntax }) => `| ${mnemonic} | ${syntax} | ${EFFECTS[mnemonic]} |`),
    '',
    ...distinctTables.flatMap((table) => describe(table, mnemonics.get(table.name))),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(ROOT, 'docs/machine.md'), await machinePage())
}
