// Measures one workload in a process of its own, so that its peak memory is its own: reads { id, profile, threads, warmUps, runs } as
// its argument and sends the row to the parent.
import { proofDetails } from '../../dist/cli/proof-details.js'
import { createProver, MemoryLimitError, Program, profiles, TooLargeError } from '../../dist/index.js'
import { securityReport } from '../../dist/stark/security.js'
import { verify } from '../../dist/verify.js'
import { WORKLOADS } from './workloads.mjs'

const { id, profile, threads, warmUps, runs } = JSON.parse(process.argv[2])
const { target, input, form, elf, inputs, output } = WORKLOADS.find((workload) => workload.id === id)

const program = await Program.fromElf(elf(), { profile: profiles.find(({ name }) => name === profile) })
const prover = await createProver({ threads: threads ?? 'auto' })
const same = (a, b) => Buffer.compare(a, b) === 0
const round = (value, digits = 1) => Number(value.toFixed(digits))

function check(result) {
  if (result.exitCode !== 0) throw new Error(`${id} ends with exit code ${result.exitCode}`)
  if (!same(result.output, output))
    throw new Error(
      `${id} gives ${Buffer.from(result.output).toString('hex')}, not ${Buffer.from(output).toString('hex')}`,
    )
}

/** A proof, its time and that of its verification, which has to accept it, and to refuse it for another output. */
async function proveOnce() {
  const start = performance.now()
  const result = await prover.prove(program, inputs)
  const proveMs = performance.now() - start
  check(result)
  const publicInput = inputs.publicInput ?? new Uint8Array()
  const claim = { programId: program.id, publicInput, output: result.output, exitCode: result.exitCode }
  const verifyStart = performance.now()
  const verdict = verify(claim, result.proof)
  const verifyMs = performance.now() - verifyStart
  if (!verdict.ok) throw new Error(`${id}: the proof is refused: ${verdict.error.message}`)
  const other = { ...claim, output: output.map((byte, k) => (k === 0 ? byte ^ 1 : byte)) }
  if (verify(other, result.proof).ok) throw new Error(`${id}: the proof is accepted for another output`)
  return { proveMs, verifyMs, proof: result.proof, stats: result.stats }
}

async function measure() {
  const samples = []
  for (let run = 0; run < warmUps + runs; run++) samples.push(await proveOnce())
  const warm = samples.slice(warmUps)
  const median = (of) => warm.map(of).sort((a, b) => a - b)[(runs - 1) >> 1]
  const [{ proof, stats }] = warm
  return {
    proveMs: round(median(({ proveMs }) => proveMs)),
    verifyMs: round(median(({ verifyMs }) => verifyMs)),
    firstMs: round(samples[0].proveMs),
    proofBytes: proof.length,
    cells: stats.cells,
    residentMB: round((process.resourceUsage().maxRSS * 1024) / 1e6),
    engineMB: round(Math.max(...samples.map((sample) => sample.stats.peakBytes)) / 1e6),
    provenBits: round(securityReport(proofDetails(proof).shape).bits),
  }
}

/** What there is instead of figures if the execution does not fit one proof. */
async function measureOrRefuse() {
  try {
    return await measure()
  } catch (error) {
    if (!(error instanceof TooLargeError || error instanceof MemoryLimitError)) throw error
    return { error: { name: error.name, code: error.code, message: error.message } }
  }
}

const run = await prover.run(program, inputs)
check(run)
const row = { id, target, input, form, threads: prover.capabilities.threads, profile, cycles: run.cycles }
process.send({ ...row, warmUps, runs, ...(await measureOrRefuse()) })
await prover.dispose()
