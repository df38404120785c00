// The client-side-proving benchmark: npm run bench:csp [-- --only sha256,ecdsa-secp256k1] [--threads 2] [--profile standard] [--quick] [--json] [--fresh]
// Measures the workloads of csp/workloads.mjs, or those that `--only` names by the beginning of their ids, with all cores; merges them
// with earlier ones of this machine in bench/results/csp.json (--fresh forgets those), and writes docs/benchmarks/csp.md. With
// --quick each is proved once, and no file is written. --json prints the measured rows as an array, and nothing else.
import { fork } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { profiles } from '../dist/index.js'
import { COLUMNS, cellsOf, page } from './csp/page.mjs'
import { select, WORKLOADS } from './csp/workloads.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    threads: { type: 'string' },
    profile: { type: 'string', default: 'standard' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
})

function fail(message) {
  process.stderr.write(`bench:csp: ${message}\n`)
  process.exit(2)
}

const { quick, json, fresh, profile } = values
const workloads = values.only === undefined ? WORKLOADS : select(values.only.split(','))
const threads = values.threads === undefined ? undefined : Number(values.threads)
if (workloads === undefined) fail(`--only takes beginnings of: ${WORKLOADS.map(({ id }) => id).join(', ')}`)
if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 256))
  fail('--threads takes a whole number from 1 to 256')
if (!profiles.some(({ name }) => name === profile)) fail(`there is no profile ${profile}`)

const RUNS = quick ? { warmUps: 0, runs: 1 } : { warmUps: 1, runs: 3 }
const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const [RESULTS, PAGE] = [path('bench/results/csp.json'), path('docs/benchmarks/csp.md')]

function measure(id) {
  return new Promise((resolve, reject) => {
    let row
    const task = JSON.stringify({ id, profile, threads, ...RUNS })
    const child = fork(path('bench/csp/measure.mjs'), [task], { execArgv: ['--max-old-space-size=2048'] })
    child.on('message', (message) => {
      row = message
    })
    child.on('close', (code) =>
      row !== undefined && code === 0 ? resolve(row) : reject(new Error(`${id} ended with ${code}`)),
    )
  })
}

/** What all rows of a page have in common. */
const identityOf = (row) => ({
  machine: cpus()[0].model,
  cores: availableParallelism(),
  memoryGB: Math.round(totalmem() / 1e9),
  node: process.version,
  threads: row.threads,
  profile,
})

/** Adds a row to the results and writes the page, so that what is done survives when the rest is interrupted. */
function keep(row, isFirst) {
  const identity = identityOf(row)
  const earlier = existsSync(RESULTS) && !(fresh && isFirst) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {}
  const isSame = JSON.stringify(earlier.identity) === JSON.stringify(identity)
  const rows = new Map((isSame ? earlier.rows : []).map((other) => [other.id, other]))
  rows.set(row.id, row)
  const sorted = WORKLOADS.flatMap(({ id }) => rows.get(id) ?? [])
  for (const file of [RESULTS, PAGE]) mkdirSync(dirname(file), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify({ identity, rows: sorted }, null, 1)}\n`)
  writeFileSync(PAGE, page(identity, sorted))
}

const widths = COLUMNS.map(([title], k) => Math.max(title.length, k === 0 ? 15 : 11))
const print = (cells) => console.log(cells.map((cell, k) => cell.padStart(widths[k])).join(' '))

if (!json) {
  console.log(
    `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}, profile ${profile}`,
  )
  print(COLUMNS.map(([title]) => title))
}
const rows = []
for (const { id } of workloads) {
  const row = { ...(await measure(id)), date: new Date().toISOString().slice(0, 10) }
  if (!quick) keep(row, rows.length === 0)
  rows.push(row)
  if (!json) print(cellsOf(row))
}
if (json) console.log(JSON.stringify(rows, null, 2))
