// Groth16 proofs by limpid and by snarkjs side by side: same key, same witness, same threads, in Node and in Chromium.
//   node bench/groth16.mjs [--sizes 12,14,16,18] [--threads 1,2] [--runs 5] [--no-browser] [--no-node]
// Keys are development keys made here; circuits are Poseidon chains of circomlib. Every pair of proofs is verified before
// any time is taken. Files stay in build/groth16-bench.
import { execFileSync, fork } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { calculateWitness, INSECURE_setup, readR1cs, readVerificationKey } from '../dist/groth16.js'
import { measureInChromium } from './groth16-browser.mjs'

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '12,14,16,18' },
    threads: { type: 'string', default: '1,2' },
    runs: { type: 'string', default: '5' },
    'no-browser': { type: 'boolean', default: false },
    'no-node': { type: 'boolean', default: false },
  },
})
const FOLDER = 'build/groth16-bench'

/** Rows of one Poseidon(2) hash, with and without the linear ones; circom removes those in small circuits only. */
const ROWS = { '--O2': 237, '--O1': 516 }

/** A chain that fills the domain of 2^log points. */
async function material(log) {
  const level = log <= 16 ? '--O2' : '--O1'
  const hashes = Math.floor((2 ** log - 4) / ROWS[level])
  const folder = `${FOLDER}/${log}`
  if (!existsSync(`${folder}/vkey.json`)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/chain.circom`, chain(hashes))
    const args = [`${folder}/chain.circom`, level, '--r1cs', '--wasm', '-l', 'node_modules', '-o', folder]
    execFileSync(process.execPath, ['node_modules/circom2/cli.js', ...args], { stdio: 'pipe' })
    const system = await readR1cs(read(`${folder}/chain.r1cs`))
    const zkey = await INSECURE_setup(system)
    writeFileSync(`${folder}/insecure.zkey`, zkey)
    writeFileSync(
      `${folder}/witness.wtns`,
      await calculateWitness(read(`${folder}/chain_js/chain.wasm`), { seed: 5 }),
    )
    writeFileSync(`${folder}/constraints`, String(system.constraints.length))
    writeFileSync(`${folder}/vkey.json`, JSON.stringify(await readVerificationKey(zkey)))
  }
  return { log, folder, constraints: Number(readFileSync(`${folder}/constraints`, 'utf8')) }
}

const read = (path) => new Uint8Array(readFileSync(path))

const chain = (hashes) => `pragma circom 2.1.6;
include "circomlib/circuits/poseidon.circom";
template Chain(n) {
  signal input seed;
  signal output out;
  signal s[n + 1];
  component h[n];
  s[0] <== seed;
  for (var i = 0; i < n; i++) {
    h[i] = Poseidon(2);
    h[i].inputs[0] <== s[i];
    h[i].inputs[1] <== i;
    s[i + 1] <== h[i].out;
  }
  out <== s[n];
}
component main = Chain(${hashes});
`

/** Both provers in one child process, so that each run starts fresh and its peak memory is its own. */
function measureInNode(job) {
  return new Promise((resolve, reject) => {
    const child = fork('bench/groth16-child.mjs', { serialization: 'advanced' })
    child.on('message', (message) => {
      resolve(message)
      child.kill()
    })
    child.on('exit', (code) => code && reject(new Error(`the benchmark ended with code ${code}`)))
    child.send(job)
  })
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1]
const numbers = (text) => text.split(',').map(Number)
const rows = []

async function report(where, item, threads, measure) {
  const job = { folder: item.folder, threads, runs: Number(options.runs) }
  const limpid = await measure({ ...job, prover: 'limpid' })
  const snarkjs = await measure({ ...job, prover: 'snarkjs' })
  const [ours, theirs] = [median(limpid.times), median(snarkjs.times)]
  // processor time is steadier than wall time when the machine is busy
  const cpuRatio = limpid.cpu && Number((median(snarkjs.cpu) / median(limpid.cpu)).toFixed(2))
  const row = {
    where,
    log: item.log,
    constraints: item.constraints,
    threads,
    variant: limpid.variant,
    limpid: Math.round(ours),
    snarkjs: Math.round(theirs),
    ratio: Number((theirs / ours).toFixed(2)),
    cpuRatio,
    limpidMiB: limpid.memory,
    snarkjsMiB: snarkjs.memory,
  }
  rows.push(row)
  const size = `2^${row.log} (${row.constraints} constraints), ${threads} thread${threads > 1 ? 's' : ''}`
  const memory = (mib) => (mib === undefined ? '' : `, ${mib} MiB`)
  console.log(
    `${where.padEnd(9)} ${size}: limpid ${row.limpid} ms (${row.variant}${memory(row.limpidMiB)}), ` +
      `snarkjs ${row.snarkjs} ms${memory(row.snarkjsMiB)}, ratio ${row.ratio}${cpuRatio ? `, of processor time ${cpuRatio}` : ''}`,
  )
}

console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, median of ${options.runs}`)
for (const log of numbers(options.sizes)) {
  const item = await material(log)
  for (const threads of numbers(options.threads)) {
    if (!options['no-node']) await report('Node', item, threads, measureInNode)
    if (!options['no-browser']) await report('Chromium', item, threads, measureInChromium)
  }
}
mkdirSync('bench/results', { recursive: true })
writeFileSync('bench/results/groth16.json', `${JSON.stringify(rows, null, 1)}\n`)
