// Instructions executed by translated programs, against the same algorithm in C compiled by clang -O2 for RV32IM:
// C through WebAssembly, and AssemblyScript, both with trusted alignment; last, AssemblyScript with every access checked.
// Usage: npm run bench:compile. Needs clang, lld and wasm-ld.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { compileTypeScript, compileWasm } from '../dist/compile.js'
import { createProver, Program } from '../dist/index.js'
import { compile } from '../scripts/build-guests.mjs'

const folder = fileURLToPath(new URL('../guest/bench/', import.meta.url))
const LIMIT = 1.5

function bytes(count, seed) {
  let state = seed
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

const document = JSON.stringify(
  Array.from({ length: 80 }, (_, i) => ({
    id: i,
    name: `entry "${i}"`,
    tags: ['a\\b', i * 7919],
    nested: { deep: [i] },
  })),
)

const inputs = {
  fibonacci: new Uint8Array(Uint32Array.of(20000).buffer),
  sha256: bytes(64 * 64, 1),
  quicksort: bytes(4 * 2000, 2),
  matmul: bytes(2 * 24 * 24, 3),
  json: new TextEncoder().encode(document),
}

const temporary = mkdtempSync(join(tmpdir(), 'limpid-compile-'))
const prover = await createProver({ threads: 1 })

async function cycles(elf, privateInput) {
  const { output, exitCode, cycles } = await prover.run(await Program.fromElf(elf), { privateInput })
  return { result: `${exitCode} ${Buffer.from(output).toString('hex')}`, cycles }
}

function clang(name, target) {
  const out = join(temporary, `${name}.${target}`)
  if (target === 'elf') compile(join(folder, `${name}.c`), out)
  else {
    const flags = [
      '--target=wasm32',
      '-O2',
      '-std=c11',
      '-ffreestanding',
      '-nostdlib',
      '-mbulk-memory',
      '-msign-ext',
    ]
    execFileSync('clang', [
      ...flags,
      '-Wl,--no-entry',
      '-Wl,-z,stack-size=8192',
      join(folder, `${name}.c`),
      '-o',
      out,
    ])
  }
  return new Uint8Array(readFileSync(out))
}

const titles = ['clang -O2', 'C, WebAssembly', 'ratio', 'TypeScript', 'ratio', 'checked', 'ratio']
const widths = [11, 16, 7, 12, 7, 10, 7]
const row = (name, values) =>
  console.log(name.padEnd(12) + values.map((value, i) => String(value).padStart(widths[i])).join(''))

let missed = 0
row('instructions', titles)
try {
  for (const [name, input] of Object.entries(inputs)) {
    const native = await cycles(clang(name, 'elf'), input)
    const text = readFileSync(join(folder, `${name}.ts`), 'utf8')
    const source = (path) => (path === `${name}.ts` ? text : null)
    const typed = async (alignment) => (await compileTypeScript(asc, `${name}.ts`, source, { alignment })).elf
    const others = [
      await cycles(compileWasm(clang(name, 'wasm'), { alignment: 'trusted' }).elf, input),
      await cycles(await typed('trusted'), input),
      await cycles(await typed('checked'), input),
    ]
    for (const { result } of others) {
      if (result !== native.result)
        throw new Error(`${name} gives ${result.slice(0, 80)}, not ${native.result}`)
    }
    const ratios = others.map((other) => other.cycles / native.cycles)
    if (ratios[0] > LIMIT || ratios[1] > LIMIT) missed++
    row(name, [native.cycles, ...others.flatMap(({ cycles }, i) => [cycles, ratios[i].toFixed(2)])])
  }
} finally {
  await prover[Symbol.asyncDispose]?.()
  rmSync(temporary, { recursive: true })
}
console.log(
  missed === 0 ? `all within ${LIMIT} times with trusted alignment` : `${missed} beyond ${LIMIT} times`,
)
process.exitCode = missed === 0 ? 0 : 1
