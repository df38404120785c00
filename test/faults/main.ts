/** `npm run test:faults -- --runs N --seed S`: a campaign of faults, with a table of what refused them. */
import { parseArgs } from 'node:util'
import { TraceProver } from '../support/traces.ts'
import { describeCampaign, runCampaign } from './campaign.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    'prove-every': { type: 'string', default: '1000' },
  },
})
const [runs, seed, first, proveEvery] = [values.runs, values.seed, values.first, values['prove-every']].map(
  (text) => {
    if (!/^\d+$/.test(text)) throw new RangeError(`${text} is not a number`)
    return Number(text)
  },
)

const prover = await TraceProver.create()
const started = performance.now()
const result = await runCampaign(prover, {
  seed,
  runs,
  first,
  proveEvery,
  onFault(done) {
    if (done % 1000 === 0) process.stderr.write(`${done} faults\n`)
  },
})
console.log(describeCampaign(result))
console.log(`${runs} faults in ${Math.round((performance.now() - started) / 1000)} s`)
for (const { index } of result.holes) {
  console.log(`again: npm run test:faults -- --seed ${seed} --first ${index} --runs 1 --prove-every 1`)
}
process.exitCode = result.holes.length > 0 ? 1 : 0
