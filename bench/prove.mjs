// Measures whole proofs: npm run bench [-- --json] [--sizes 16,18,20] [--programs fibonacci,sha256] [--profile standard] [--runs 3] [--threads 1,2]
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { profiles } from '../dist/index.js'
import { PROGRAMS } from './programs.mjs'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '16,18,20' },
    programs: { type: 'string', default: Object.keys(PROGRAMS).join(',') },
    profile: { type: 'string', default: 'standard' },
    runs: { type: 'string' },
    threads: { type: 'string', default: '1' },
  },
})

function fail(message) {
  process.stderr.write(`bench: ${message}\n`)
  process.exit(2)
}

const sizes = values.sizes.split(',').map(Number)
const names = values.programs.split(',')
const threadCounts = values.threads.split(',').map(Number)
const runs = values.runs === undefined ? undefined : Number(values.runs)
if (sizes.some((size) => !Number.isInteger(size) || size < 10 || size > 24))
  fail('--sizes takes whole numbers from 10 to 24')
for (const name of names)
  if (!(name in PROGRAMS)) fail(`there is no program ${name}: use ${Object.keys(PROGRAMS).join(' or ')}`)
if (!profiles.some(({ name }) => name === values.profile)) fail(`there is no profile ${values.profile}`)
if (threadCounts.some((count) => !Number.isInteger(count) || count < 1 || count > 256))
  fail('--threads takes whole numbers from 1 to 256')
if (runs !== undefined && !(Number.isInteger(runs) && runs >= 1))
  fail('--runs takes a whole number from 1 on')

/** Proofs after the first one, which is not counted: the kernels are compiled anew while it is made. */
const runsFor = (logCycles) => runs ?? (logCycles < 20 ? 5 : 1)

function measure(task) {
  return new Promise((resolve, reject) => {
    let result
    const script = fileURLToPath(new URL('measure.mjs', import.meta.url))
    const child = fork(script, [JSON.stringify(task)], { execArgv: ['--max-old-space-size=2048'] })
    child.on('message', (message) => {
      result = message
    })
    child.on('close', (code) =>
      result === undefined
        ? reject(new Error(`${task.name} at 2^${task.logCycles} ended with ${code}`))
        : resolve(result),
    )
  })
}

const COLUMNS = [
  ['program', ({ name }) => name],
  ['threads', ({ threads }) => String(threads)],
  ['cycles', ({ cycles }) => cycles.toLocaleString('en-US')],
  ['first s', ({ firstMs }) => (firstMs / 1000).toFixed(2)],
  ['prove s', ({ proveMs }) => (proveMs / 1000).toFixed(2)],
  ['kHz', ({ kHz }) => kHz.toFixed(1)],
  ['x floor', ({ proveMs, floorMs }) => (proveMs / floorMs).toFixed(2)],
  ['cells/cycle', ({ cellsPerCycle }) => cellsPerCycle.toFixed(1)],
  ['proof kB', ({ proofBytes }) => (proofBytes / 1000).toFixed(0)],
  ['verify ms', ({ verifyMs }) => verifyMs.toFixed(0)],
  ['peak MB', ({ peakMB }) => peakMB.toFixed(0)],
  ['bits', ({ provenBits }) => provenBits.toFixed(1)],
  [
    'phases (ms)',
    ({ phases }) =>
      Object.entries(phases)
        .map(([phase, time]) => `${phase} ${time.toFixed(0)}`)
        .join(', '),
  ],
]

const widths = COLUMNS.map(([title]) => Math.max(title.length, 10))
const printRow = (cells) =>
  console.log(cells.map((cell, k) => (k === cells.length - 1 ? cell : cell.padStart(widths[k]))).join(' '))

const results = []
if (!values.json) {
  console.log(`profile ${values.profile}, ${process.arch}, Node ${process.version}`)
  printRow(COLUMNS.map(([title]) => title))
}
for (const name of names) {
  for (const logCycles of sizes) {
    for (const threads of threadCounts) {
      const task = { name, logCycles, profile: values.profile, runs: runsFor(logCycles), threads }
      const result = await measure(task)
      results.push(result)
      if (!values.json) printRow(COLUMNS.map(([, cell]) => cell(result)))
    }
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2))
