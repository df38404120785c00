/** Circuits compiled by circom, and keys made by snarkjs, kept in build/ from one run to the next. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { VerificationKey } from '../../../src/groth16/formats/json.ts'
import { insecurePtau } from './ptau.ts'
import { file, snarkjs } from './snarkjs.ts'

const ROOT = 'build/groth16-circuits'

export interface Compiled {
  readonly r1cs: Uint8Array
  readonly wasm: Uint8Array
}

/** Compiles a circuit; `options` such as `--O2`. */
export function compile(source: string, options: readonly string[] = []): Compiled {
  const id = createHash('sha256')
    .update(JSON.stringify([source, options]))
    .digest('hex')
    .slice(0, 16)
  const folder = `${ROOT}/${id}`
  if (!existsSync(`${folder}/main_js/main.wasm`)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/main.circom`, source)
    const args = [
      'node_modules/circom2/cli.js',
      `${folder}/main.circom`,
      '--r1cs',
      '--wasm',
      '-l',
      'node_modules',
      '-o',
      folder,
      ...options,
    ]
    execFileSync(process.execPath, args, { stdio: 'pipe' })
  }
  return {
    r1cs: new Uint8Array(readFileSync(`${folder}/main.r1cs`)),
    wasm: new Uint8Array(readFileSync(`${folder}/main_js/main.wasm`)),
  }
}

async function ptau(power: number): Promise<Uint8Array> {
  const path = `${ROOT}/insecure-${power}.ptau`
  if (!existsSync(path)) {
    mkdirSync(ROOT, { recursive: true })
    const bytes = await insecurePtau(power)
    writeFileSync(`${path}.${process.pid}`, bytes)
    renameSync(`${path}.${process.pid}`, path)
  }
  return new Uint8Array(readFileSync(path))
}

export interface SnarkjsKey {
  /** Without a contribution: forgeable. */
  readonly initial: Uint8Array
  readonly zkey: Uint8Array
  readonly vkey: VerificationKey
}

/** `snarkjs groth16 setup`, then one contribution. */
export async function snarkjsKey(r1cs: Uint8Array, power: number): Promise<SnarkjsKey> {
  const folder = `${ROOT}/key-${createHash('sha256').update(r1cs).digest('hex').slice(0, 16)}`
  if (!existsSync(`${folder}/vkey.json`)) {
    const [initial, final] = [file(), file()]
    await snarkjs('zKey.newZKey', file(r1cs), file(await ptau(power)), initial)
    await snarkjs('zKey.contribute', initial, final, 'test', 'some entropy')
    const vkey = await snarkjs('zKey.exportVerificationKey', final)
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/initial.zkey`, initial.data!)
    writeFileSync(`${folder}/final.zkey`, final.data!)
    writeFileSync(`${folder}/vkey.json`, JSON.stringify(vkey))
  }
  const read = (name: string) => new Uint8Array(readFileSync(`${folder}/${name}`))
  const vkey = JSON.parse(readFileSync(`${folder}/vkey.json`, 'utf8')) as VerificationKey
  return { initial: read('initial.zkey'), zkey: read('final.zkey'), vkey }
}
