// Circuits, keys and witnesses of the Groth16 benchmark, kept in build/groth16-bench from one run to the next.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { calculateWitness, INSECURE_setup, readR1cs, readVerificationKey } from '../dist/groth16.js'

const FOLDER = 'build/groth16-bench'

/** Rows of one Poseidon(2) hash, with and without the linear ones; circom removes those in small circuits only. */
const ROWS = { '--O2': 237, '--O1': 517 }

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

const read = (path) => new Uint8Array(readFileSync(path))

/** A Poseidon chain that fills the domain of 2^log points, with a development key: { log, folder, constraints }. */
export async function material(log) {
  const level = log <= 16 ? '--O2' : '--O1'
  const hashes = Math.floor((2 ** log - 4) / ROWS[level])
  const folder = `${FOLDER}/${log}`
  if (!existsSync(`${folder}/vkey.json`)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/chain.circom`, chain(hashes))
    const args = [`${folder}/chain.circom`, level, '--r1cs', '--wasm', '-l', 'node_modules', '-o', folder]
    execFileSync(process.execPath, ['node_modules/circom2/cli.js', ...args], { stdio: 'pipe' })
    const system = await readR1cs(read(`${folder}/chain.r1cs`))
    const rows = system.constraints.length + system.outputs + system.publicInputs + 1
    if (Math.ceil(Math.log2(rows)) !== log)
      throw new Error(`the circuit has ${rows} rows, not about 2^${log}`)
    const zkey = await INSECURE_setup(system)
    writeFileSync(`${folder}/insecure.zkey`, zkey)
    const witness = await calculateWitness(read(`${folder}/chain_js/chain.wasm`), { seed: 5 })
    writeFileSync(`${folder}/witness.wtns`, witness)
    writeFileSync(`${folder}/constraints`, String(system.constraints.length))
    // last: its presence says that the folder is complete
    writeFileSync(`${folder}/vkey.json`, JSON.stringify(await readVerificationKey(zkey)))
  }
  return { log, folder, constraints: Number(readFileSync(`${folder}/constraints`, 'utf8')) }
}
