// Compares translated random modules with the host's WebAssembly engine:
//   npm run test:compile -- --runs N --seed S      the modules of seeds S to S + N - 1
//   npm run test:compile -- --runs N --pressed     with more values than registers
// Ends with 1 if one of them differs.
import { parseArgs } from 'node:util'
import { compareModules, type Tally } from './support/campaign.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    pressed: { type: 'boolean', default: false },
  },
})
const [runs, seed] = [Number(values.runs), Number(values.seed)]
if (!Number.isSafeInteger(runs) || !Number.isSafeInteger(seed) || runs < 1) {
  throw new RangeError('--runs and --seed are whole numbers, and there is at least one run')
}

const PART = 1000
const tally: Tally = { differences: [], ends: new Map() }
for (let done = 0; done < runs; done += PART) {
  const count = Math.min(PART, runs - done)
  await compareModules(seed + done, count, tally, values.pressed)
  console.log(`${done + count} modules, ${tally.differences.length} differ`)
}
for (const { seed, guest, host } of tally.differences.slice(0, 20)) {
  console.log(`seed ${seed}: exit code ${guest.exitCode}, the host says ${host.exitCode}`)
  console.log(`  output ${guest.output.slice(0, 80)}, the host says ${host.output.slice(0, 80)}`)
}
const ends = [...tally.ends].sort(([a], [b]) => a - b)
console.log(ends.map(([code, count]) => `${code === 0 ? 'no trap' : `trap ${code}`}: ${count}`).join(', '))
process.exitCode = tally.differences.length === 0 ? 0 : 1
