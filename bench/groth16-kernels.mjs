// Time of one modular multiplication over BN254 by each kernel: least of many short runs, so that a busy machine disturbs
// little. Relaxed SIMD needs Node 21 or later.
//   node bench/groth16-kernels.mjs [--rounds 3000] [--json]
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3000' }, json: { type: 'boolean', default: false } },
})
const FOLDER = 'build/groth16-bench'
/** Operands of a pass: they fit the first-level cache with the results. */
const COUNT = 32
const REPEATS = 4
const STRIDE = 192
const [Z, X, Y] = [8192, 8192 + COUNT * STRIDE, 8192 + 2 * COUNT * STRIDE]

/** Kernel, elements that it multiplies at once, and its operands after the result. */
const VARIANTS = {
  simd: [
    ['fqMul', 1, 2],
    ['frMul4', 4, 2],
    ['vMul', 5, 2],
    ['vSquare', 5, 1],
    ['vDot', 5, 4],
  ],
  relaxed: [
    ['wMul', 4, 2],
    ['wSquare', 4, 1],
    ['wDot', 4, 4],
  ],
}

/** A module with a loop around each kernel. */
function compile(variant, kernels) {
  mkdirSync(FOLDER, { recursive: true })
  const loop = ([name, , operands]) => `
export function loop_${name}(z: usize, x: usize, y: usize, count: u32, repeats: u32): void {
  for (let r: u32 = 0; r < repeats; r++)
    for (let at: usize = 0; at < ${STRIDE} * count; at += ${STRIDE}) ${name}(z + at, ${['x + at', 'y + at', 'x + at', 'y + at'].slice(0, operands).join(', ')})
}`
  const names = [...kernels.map(([name]) => name), 'prepareConstants'].join(', ')
  const source = `import { ${names} } from '../../assembly/generated/bn254'
export { prepareConstants }
${kernels.map(loop).join('\n')}
`
  writeFileSync(`${FOLDER}/kernels-${variant}.ts`, source)
  const output = `${FOLDER}/kernels-${variant}.wasm`
  const features = variant === 'relaxed' ? ['--enable', 'relaxed-simd'] : []
  execFileSync(
    process.execPath,
    [
      'node_modules/assemblyscript/bin/asc.js',
      `${FOLDER}/kernels-${variant}.ts`,
      '-o',
      output,
      '--config',
      'assembly/bn254/asconfig.json',
      ...features,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return readFileSync(output)
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const loops = []
for (const [variant, kernels] of Object.entries(VARIANTS)) {
  const bytes = compile(variant, kernels)
  if (!WebAssembly.validate(bytes)) continue
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } })
  instance.exports.prepareConstants()
  // small limbs are in range for every layout
  new Uint32Array(memory.buffer, 8192).forEach((_, i, words) => {
    words[i] = (i * 2654435761) >>> 12
  })
  for (const [name, lanes] of kernels) {
    loops.push({ variant, name, lanes, run: instance.exports[`loop_${name}`], ns: Number.POSITIVE_INFINITY })
  }
}
for (const { run } of loops) for (let i = 0; i < 500; i++) run(Z, X, Y, COUNT, REPEATS)
// optimised code arrives between turns
await sleep(300)
for (let round = 0; round < Number(options.rounds); round++) {
  for (const loop of loops) {
    const start = performance.now()
    loop.run(Z, X, Y, COUNT, REPEATS)
    const ns = ((performance.now() - start) * 1e6) / (COUNT * REPEATS * loop.lanes)
    loop.ns = Math.min(loop.ns, ns)
  }
  if (round % 50 === 0) await sleep(2)
}
const rows = loops.map(({ variant, name, lanes, ns }) => ({
  variant,
  name,
  lanes,
  ns: Number(ns.toFixed(1)),
}))
if (options.json) console.log(JSON.stringify(rows, null, 1))
else
  for (const { variant, name, lanes, ns } of rows)
    console.log(`${variant.padEnd(8)} ${name.padEnd(8)} ${lanes} at once: ${ns.toFixed(1)} ns each`)
