// Compares one thread and several on the same proof, in turns: node bench/threads.mjs [--threads 2] [--cycles 18] [--runs 14]
// [--program fibonacci]. Shows the least time of each phase; build first.
import { parseArgs } from 'node:util'
import { Program, phases } from '../dist/index.js'
import { createProverOn } from '../dist/sdk/prover.js'
import { verify } from '../dist/verify.js'
import { createPool } from '../dist/workers/pool.js'
import { inputFor, PROGRAMS } from './programs.mjs'

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    cycles: { type: 'string', default: '18' },
    runs: { type: 'string', default: '14' },
    program: { type: 'string', default: 'fibonacci' },
  },
})
const input = await inputFor(values.program, Number(values.cycles))
const program = await Program.fromElf(PROGRAMS[values.program].elf())
const pools = await Promise.all([1, Number(values.threads)].map((threads) => createPool({ threads })))
const provers = pools.map(createProverOn)
const least = pools.map(() => new Map())
let cycles = 0
for (let run = 0; run < Number(values.runs); run++) {
  for (const [k, prover] of provers.entries()) {
    const { proof, output, exitCode, stats } = await prover.prove(program, input)
    const publicInput = input.publicInput ?? new Uint8Array()
    const verdict = verify({ programId: program.id, publicInput, output, exitCode }, proof)
    if (!verdict.ok) throw new Error(`the proof is refused: ${verdict.error.message}`)
    cycles = stats.cycles
    for (const [phase, time] of [...Object.entries(stats.phases), ['all', stats.milliseconds]])
      least[k].set(phase, Math.min(least[k].get(phase) ?? Number.POSITIVE_INFINITY, time))
  }
}
console.log(`${values.program}, ${cycles.toLocaleString('en-US')} cycles, least of ${values.runs} proofs\n`)
console.log(`| phase | 1 thread | ${pools[1].threads} threads | speedup |\n|---|---|---|---|`)
for (const phase of [...phases, 'all']) {
  const [one, many] = least.map((times) => times.get(phase))
  console.log(`| ${phase} | ${one.toFixed(0)} ms | ${many.toFixed(0)} ms | ${(one / many).toFixed(2)} |`)
}
await Promise.all(pools.map((pool) => pool.dispose()))
