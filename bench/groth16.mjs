// Groth16 proofs by limpid and by snarkjs side by side: same key, same witness, same threads, in Node and in Chromium.
//   npm run bench:groth16 -- [--sizes 12,14,16,18] [--threads 1,2] [--runs 5] [--no-browser] [--no-node] [--prepare]
//     [--fresh] [--json]
// Keys are development keys made here; circuits are Poseidon chains of circomlib. Before any time is taken each prover has
// made one proof and each has accepted the proof of the other. Then they take turns. Files stay in build/groth16-bench.
// It can be done in pieces: --prepare makes the circuits, keys and witnesses of the sizes and no proof; rows replace the
// same rows of earlier runs in bench/results/groth16.json (--fresh forgets those), and the table printed at the end, ready
// for docs/groth16.md, has them all.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { openInChromium } from './groth16-browser.mjs'
import { material } from './groth16-material.mjs'
import { openInNode } from './groth16-node.mjs'

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '12,14,16,18' },
    threads: { type: 'string', default: '1,2' },
    runs: { type: 'string', default: '5' },
    'no-browser': { type: 'boolean', default: false },
    'no-node': { type: 'boolean', default: false },
    prepare: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

function fail(message) {
  process.stderr.write(`bench: ${message}\n`)
  process.exit(2)
}

function numbers(name, least, most) {
  const values = options[name].split(',').map(Number)
  if (values.every((value) => Number.isInteger(value) && value >= least && value <= most)) return values
  return fail(`--${name} takes whole numbers from ${least} to ${most}`)
}

const cores = cpus().length
const sizes = numbers('sizes', 9, 20)
const threadCounts = numbers('threads', 1, cores)
const [runs] = numbers('runs', 1, 1000)
if (threadCounts.some((threads) => threads > 1 && threads !== cores))
  fail(`snarkjs takes one thread or one for each core, here ${cores}`)

const median = (values) => values.toSorted((a, b) => a - b)[(values.length - 1) >> 1]

/** Proofs by both in turns. */
async function compare(where, open, { log, folder, constraints }, threads) {
  const [limpid, snarkjs] = [
    await open({ name: 'limpid', folder, threads }),
    await open({ name: 'snarkjs', folder, threads }),
  ]
  const [ours, theirs] = [await limpid.prove(), await snarkjs.prove()]
  for (const [verifier, { publicSignals, proof }, what] of [
    [snarkjs, ours, 'snarkjs refuses the proof of limpid'],
    [limpid, theirs, 'limpid refuses the proof of snarkjs'],
  ])
    if ((await verifier.verify(publicSignals, proof)) !== true) throw new Error(`2^${log}: ${what}`)
  const times = { limpid: [], snarkjs: [] }
  for (let run = 0; run < runs; run++) {
    times.limpid.push(await limpid.prove())
    times.snarkjs.push(await snarkjs.prove())
  }
  const [ourPeak, theirPeak] = [await limpid.close(), await snarkjs.close()]
  const typical = (name, unit) => median(times[name].map((proof) => proof[unit]))
  const ratio = (unit) => Number((typical('snarkjs', unit) / typical('limpid', unit)).toFixed(2))
  return {
    where,
    log,
    constraints,
    threads,
    kernels: limpid.variant,
    limpidMs: Math.round(typical('limpid', 'ms')),
    snarkjsMs: Math.round(typical('snarkjs', 'ms')),
    ratio: ratio('ms'),
    // processor time is steadier than wall time when the machine is busy
    cpuRatio: times.limpid[0].cpuMs === undefined ? undefined : ratio('cpuMs'),
    limpidMiB: ourPeak.peakMiB,
    snarkjsMiB: theirPeak.peakMiB,
    version: limpid.version,
  }
}

const COLUMNS = [
  ['where', 9, ({ where }) => where],
  ['size', 5, ({ log }) => `2^${log}`],
  ['constraints', 11, ({ constraints }) => constraints.toLocaleString('en-US')],
  ['threads', 7, ({ threads }) => threads],
  ['kernels', 8, ({ kernels }) => kernels],
  ['limpid ms', 9, ({ limpidMs }) => limpidMs],
  ['snarkjs ms', 10, ({ snarkjsMs }) => snarkjsMs],
  ['ratio', 6, ({ ratio }) => ratio.toFixed(2)],
  ['cpu ratio', 9, ({ cpuRatio }) => cpuRatio?.toFixed(2) ?? '-'],
  ['limpid MiB', 10, ({ limpidMiB }) => limpidMiB ?? '-'],
  ['snarkjs MiB', 11, ({ snarkjsMiB }) => snarkjsMiB ?? '-'],
]
const print = (cell) =>
  console.log(COLUMNS.map((column) => String(cell(column)).padStart(column[1])).join(' '))

const RESULTS = 'bench/results/groth16.json'
const identity = { machine: cpus()[0].model, cores, node: process.version, snarkjs: '0.7.6', runs }

/** Rows of earlier runs on this machine with the same number of runs. */
function earlierRows() {
  if (options.fresh || !existsSync(RESULTS)) return []
  const { rows, ...other } = JSON.parse(readFileSync(RESULTS, 'utf8'))
  return JSON.stringify(other) === JSON.stringify(identity) ? rows : []
}

const keyOf = ({ where, log, threads }) => `${where} ${String(log).padStart(2, '0')} ${threads}`
const rows = new Map(earlierRows().map((row) => [keyOf(row), row]))

const sortedRows = () => [...rows.keys()].toSorted().map((key) => rows.get(key))

/** Adds a row and writes the file, so that what is done survives when the rest is interrupted. */
function keep(row) {
  rows.set(keyOf(row), row)
  mkdirSync('bench/results', { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify({ ...identity, rows: sortedRows() }, null, 1)}\n`)
}

/** The table as Markdown. */
function markdown() {
  const number = (value) => (value === undefined ? '' : value.toLocaleString('en-US'))
  const lines = sortedRows().map(
    (row) =>
      `| ${row.where} | 2^${row.log} | ${number(row.constraints)} | ${row.threads} | ${row.kernels} | ${number(row.limpidMs)} | ` +
      `${number(row.snarkjsMs)} | ${row.ratio.toFixed(2)} | ${number(row.limpidMiB)} | ${number(row.snarkjsMiB)} |`,
  )
  return [
    '| where | domain | constraints | threads | kernels | limpid ms | snarkjs ms | ratio | limpid MiB | snarkjs MiB |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

if (!options.json && !options.prepare) {
  console.log(`${cpus()[0].model}, ${cores} cores, Node ${process.version}, median of ${runs}, snarkjs 0.7.6`)
  print(([title]) => title)
}
for (const log of sizes) {
  const item = await material(log)
  if (options.prepare) console.log(`${item.folder}: ${item.constraints} constraints`)
  for (const threads of options.prepare ? [] : threadCounts) {
    for (const [where, open, skipped] of [
      ['Node', openInNode, options['no-node']],
      ['Chromium', openInChromium, options['no-browser']],
    ]) {
      if (skipped) continue
      const { version, ...row } = await compare(where, open, item, threads)
      keep(version === undefined ? row : { ...row, browser: version })
      if (!options.json) print(([, , cell]) => cell(row))
    }
  }
}
if (options.json) console.log(JSON.stringify({ ...identity, rows: sortedRows() }, null, 1))
else if (!options.prepare) console.log(`\n${markdown()}`)
