// One measurement in a process of its own, so that its peak memory is its own: reads { name, logCycles, profile, runs, threads } as
// its argument and sends the result to the parent.
import { proofDetails } from '../dist/cli/proof-details.js'
import { Program, profiles } from '../dist/index.js'
import { createProverOn } from '../dist/sdk/local-prover.js'
import { securityReport } from '../dist/stark/security.js'
import { verify } from '../dist/verify.js'
import { createPool } from '../dist/workers/pool.js'
import { measureFloor } from './floor.mjs'
import { inputFor, PROGRAMS } from './programs.mjs'

const { name, logCycles, profile, runs, threads } = JSON.parse(process.argv[2])
const program = await Program.fromElf(PROGRAMS[name].elf(), {
  profile: profiles.find((candidate) => candidate.name === profile),
})
const input = await inputFor(name, logCycles)
const engine = await createPool({ threads })
const prover = createProverOn(engine)

const median = (samples, of = (sample) => sample) =>
  [...samples].sort((a, b) => of(a) - of(b))[(samples.length - 1) >> 1]

const samples = []
let first
for (let run = 0; run <= runs; run++) {
  const start = performance.now()
  const result = await prover.prove(program, input)
  const proveMs = performance.now() - start
  const { output, exitCode, proof, stats } = result
  const claim = {
    programId: program.id,
    publicInput: input.publicInput ?? new Uint8Array(),
    output,
    exitCode,
  }
  const verifyStart = performance.now()
  const verdict = verify(claim, proof)
  const verifyMs = performance.now() - verifyStart
  if (!verdict.ok) throw new Error(`${name}: the proof is refused: ${verdict.error.message}`)
  if (run === 0) first = proveMs
  else samples.push({ proveMs, verifyMs, phases: stats.phases, proof, stats })
}
const peakMB = process.resourceUsage().maxRSS / 1000
const { proof, stats } = samples[0]
const { shape } = proofDetails(proof)
const floors = []
for (let run = 0; run < runs; run++) floors.push(await measureFloor(engine, shape))

const typical = median(samples, ({ proveMs }) => proveMs)
const round = (value, digits = 1) => Number(value.toFixed(digits))
process.send({
  name,
  cycles: stats.cycles,
  threads: engine.threads,
  profile,
  firstMs: round(first),
  proveMs: round(typical.proveMs),
  floorMs: round(median(floors)),
  kHz: round(stats.cycles / typical.proveMs),
  cellsPerCycle: round(stats.cells / stats.cycles, 2),
  proofBytes: proof.length,
  verifyMs: round(median(samples.map(({ verifyMs }) => verifyMs))),
  peakMB: round(peakMB),
  provenBits: round(securityReport(shape).bits),
  phases: Object.fromEntries(Object.entries(typical.phases).map(([phase, time]) => [phase, round(time)])),
})
await engine.dispose()
