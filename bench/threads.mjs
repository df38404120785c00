// Compares one thread and several on the same proof, in turns: node bench/threads.mjs [--threads 2] [--cycles 18] [--runs 14]
// [--program fibonacci] [--chromium]. Shows the least time of each phase, here or in headless Chromium; build first.
import { parseArgs } from 'node:util'
import { createProver, Program, phases } from '../dist/index.js'
import { verify } from '../dist/verify.js'
import { inputFor, PROGRAMS } from './programs.mjs'

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    cycles: { type: 'string', default: '18' },
    runs: { type: 'string', default: '14' },
    program: { type: 'string', default: 'fibonacci' },
    chromium: { type: 'boolean', default: false },
  },
})
const elf = PROGRAMS[values.program].elf()
const input = await inputFor(values.program, Number(values.cycles))
const program = await Program.fromElf(elf)
const threads = [1, Number(values.threads)]

async function openHere() {
  const provers = await Promise.all(threads.map((count) => createProver({ threads: count })))
  return {
    name: `Node ${process.versions.node}`,
    capabilities: provers.map(({ capabilities }) => capabilities),
    prove: (k) => provers[k].prove(program, input),
    close: () => Promise.all(provers.map((prover) => prover.dispose())),
  }
}

const { name, capabilities, prove, close } = values.chromium
  ? await (await import('./threads-browser.mjs')).openInChromium(elf, input, threads)
  : await openHere()
try {
  const least = threads.map(() => new Map())
  let cycles = 0
  for (let run = 0; run < Number(values.runs); run++) {
    for (const k of threads.keys()) {
      const { proof, output, exitCode, stats } = await prove(k)
      const publicInput = input.publicInput ?? new Uint8Array()
      const verdict = verify({ programId: program.id, publicInput, output, exitCode }, proof)
      if (!verdict.ok) throw new Error(`the proof is refused: ${verdict.error.message}`)
      cycles = stats.cycles
      for (const [phase, time] of [...Object.entries(stats.phases), ['all', stats.milliseconds]])
        least[k].set(phase, Math.min(least[k].get(phase) ?? Number.POSITIVE_INFINITY, time))
    }
  }
  console.log(
    `${name}, ${values.program}, ${cycles.toLocaleString('en-US')} cycles, least of ${values.runs} proofs\n`,
  )
  console.log(`| phase | 1 thread | ${capabilities[1].threads} threads | speedup |\n|---|---|---|---|`)
  for (const phase of [...phases, 'all']) {
    const [one, many] = least.map((times) => times.get(phase))
    console.log(`| ${phase} | ${one.toFixed(0)} ms | ${many.toFixed(0)} ms | ${(one / many).toFixed(2)} |`)
  }
} finally {
  await close()
}
