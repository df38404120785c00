/** limpid inspect: what a program or a proof consists of, and what a proof would cost. */
import type { Program } from '../../index.ts'
import { families } from '../../machine/families.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import {
  inputsOf,
  MAX_CYCLES,
  PRIVATE,
  PROFILE,
  PUBLIC,
  parseProgram,
  profileOf,
  SHAPE,
  shapeOf,
  VALUES_HELP,
} from '../common.ts'
import { type Cost, measureCost, tableLabel } from '../cost.ts'
import { EXIT, UsageError } from '../errors.ts'
import { printJson, printLine, readBytes } from '../files.ts'
import { address, formatBytes, formatCount, formatTime, textTable } from '../format.ts'
import { isProof, proofDetails } from '../proof-details.ts'
import { proofSecurity, securityDetails, securityLines } from '../security.ts'

export const inspect: Command = {
  name: 'inspect',
  summary: 'show what a program or a proof consists of, or what a proof would cost',
  positionals: '(PROGRAM | PROOF)',
  arity: [1, 1],
  options: [
    { name: 'cost', summary: 'execute the program and count rows and cells of each table' },
    { name: 'security', summary: 'every term of the proven security of a proof, with formula and source' },
    PUBLIC,
    PRIVATE,
    MAX_CYCLES,
    PROFILE,
    SHAPE,
  ],
  details: VALUES_HELP,
  examples: [
    'limpid inspect program.elf',
    'limpid inspect --cost program.elf --public text:42',
    'limpid inspect --security program.proof',
  ],
  async run(args) {
    const path = args.positionals[0]!
    const bytes = await readBytes(path, 'the file')
    if (isProof(bytes)) {
      if (args.has('cost')) throw new UsageError(`--cost takes a program, but ${path} is a proof`)
      if (args.has('security')) await inspectSecurity(bytes, args)
      else await inspectProof(bytes, args)
      return EXIT.ok
    }
    if (args.has('security'))
      throw new UsageError(`--security takes a proof, and ${path} is none: a report is about a shape`)
    const program = await parseProgram(path, bytes, profileOf(args))
    if (args.has('cost')) await inspectCost(program, args)
    else await inspectProgram(program, args)
    return EXIT.ok
  },
}

async function inspectProgram({ id, key, compiled }: Program, args: Arguments): Promise<void> {
  const { executable, plan } = compiled
  const counts = new Map<string, number>()
  for (const cls of plan.cls) {
    const name = families[cls]?.name ?? 'traps'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const instructions = [...counts].sort((a, b) => b[1] - a[1])
  if (args.has('json')) {
    await printJson({
      programId: id,
      profile: key.parameters.name,
      entry: executable.entry,
      segments: executable.regions,
      instructions: Object.fromEntries(instructions),
      logHeights: key.logHeights,
      bridges: key.bridges.length,
    })
    return
  }
  await printLine(`program id   ${id} (profile ${key.parameters.name})`)
  await printLine(
    `entry        ${address(executable.entry)} ${executable.symbolAt(executable.entry) ?? ''}`.trimEnd(),
  )
  for (const { start, end, readable, writable, executable: code } of executable.regions) {
    const rights = `${readable ? 'r' : '-'}${writable ? 'w' : '-'}${code ? 'x' : '-'}`
    await printLine(
      `segment      ${address(start)} to ${address(end)} ${rights}, ${formatBytes(end - start)}`,
    )
  }
  await printLine(
    `image        ${formatCount(compiled.image.address.length)} words in ${key.bridges.length} runs`,
  )
  await printLine(`tables       program 2^${key.logHeights.program}, image 2^${key.logHeights.image} rows`)
  await printLine(`instructions ${formatCount(executable.slots.length)}\n`)
  await printLine(textTable(['family', 'instructions'], instructions))
}

async function inspectCost(program: Program, args: Arguments): Promise<void> {
  const cost = await measureCost(program, await inputsOf(args), shapeOf(args))
  if (args.has('json')) return printJson({ programId: program.id, ...cost })
  for (const line of costLines(cost)) await printLine(line)
}

function costLines(cost: Cost): string[] {
  const rows = cost.tables.map(({ name, rows, height, columns, cells }) => [
    name,
    rows,
    `2^${Math.log2(height)}`,
    columns,
    cells,
    (cells / cost.cycles).toFixed(2),
  ])
  const { obstacle } = cost
  return [
    textTable(['table', 'rows', 'height', 'columns', 'cells', 'per cycle'], rows),
    '',
    `${formatCount(cost.cycles)} cycles, exit code ${cost.exitCode}`,
    `${formatCount(cost.cells)} committed cells, ${cost.cellsPerCycle.toFixed(1)} per cycle (${cost.usedCellsPerCycle.toFixed(1)} without padding)`,
    `about ${formatBytes(cost.memoryBytes)} of memory and ${formatTime(cost.milliseconds)} on one thread to prove`,
    ...(obstacle === undefined ? [] : [`there is no proof of this run: ${obstacle.message}`]),
  ]
}

async function inspectSecurity(bytes: Uint8Array, args: Arguments): Promise<void> {
  const { id, shape } = proofDetails(bytes)
  const security = proofSecurity(bytes)
  const profile = shape.parameters.name
  if (args.has('json')) return printJson({ programId: id, profile, security })
  await printLine(`profile ${profile}, tallest table 2^${shape.logHeight}; the proof is not verified here\n`)
  for (const line of securityDetails(security)) await printLine(line)
}

async function inspectProof(bytes: Uint8Array, args: Arguments): Promise<void> {
  const { id, shape, parts } = proofDetails(bytes)
  const security = proofSecurity(bytes)
  const tables = shape.classes
    .flatMap((own) => own.tables)
    .map(({ number, table, logHeight }) => ({ name: tableLabel(number, table), logHeight }))
  if (args.has('json')) {
    return printJson({
      programId: id,
      profile: shape.parameters.name,
      bytes: bytes.length,
      tables,
      parts,
      security,
    })
  }
  await printLine(
    `proof of ${formatBytes(bytes.length)}, profile ${shape.parameters.name}; not verified here`,
  )
  await printLine(`program id ${id}\n`)
  await printLine(
    textTable(
      ['table', 'rows'],
      tables.map(({ name, logHeight }) => [name, `2^${logHeight}`]),
    ),
  )
  const sizes = Object.entries(parts).sort((a, b) => b[1] - a[1])
  await printLine(`\n${textTable(['part', 'bytes'], sizes)}\n`)
  for (const line of securityLines(security)) await printLine(line)
}
