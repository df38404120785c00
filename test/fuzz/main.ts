/** The campaign as a program, started by scripts/fuzz.mjs, which see. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Report, runCampaign, type WeightedTarget } from './campaign.ts'
import { allReasons, matcher } from './reasons.ts'
import { makeSamples, type Sample } from './samples.ts'
import { machineTarget, nameOfProgram } from './targets.ts'
import { campaignTargets } from './targets-of-campaign.ts'

const MEBIBYTE = 2 ** 20
/** What no verification may exceed; milliseconds of processor time. */
const LIMITS = { milliseconds: 1000, bytes: 512 * MEBIBYTE }

const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    folder: { type: 'string' },
    samples: { type: 'boolean', default: false },
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    file: { type: 'string' },
    public: { type: 'string' },
    output: { type: 'string' },
    'exit-code': { type: 'string', default: '0' },
  },
})
const root = values.root!
const folder = values.folder!
const PROFILES = ['standard', 'compact'] as const
const samplePath = (name: string) => join(folder, `${name}.json`)

if (values.samples) await writeSamples()
else await run()

/** Proofs are made by another process than the campaign, whose memory is measured. */
async function writeSamples(): Promise<void> {
  const elf = new Uint8Array(readFileSync(join(root, 'examples/min-max/min-max.elf')))
  for (const [name, { file, claim, relatives }] of await makeSamples(elf)) {
    const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const own = { ...claim, publicInput: encode(claim.publicInput), output: encode(claim.output) }
    const sample = { file: encode(file), claim: own, relatives: relatives.map(encode) }
    writeFileSync(samplePath(name), JSON.stringify(sample))
  }
}

function readSample(name: string): Sample {
  const decode = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
  const { file, claim, relatives } = JSON.parse(readFileSync(samplePath(name), 'utf8')) as {
    file: string
    claim: { programId: string; publicInput: string; output: string; exitCode: number }
    relatives: string[]
  }
  return {
    file: decode(file),
    claim: { ...claim, publicInput: decode(claim.publicInput), output: decode(claim.output) },
    relatives: relatives.map(decode),
  }
}

/** The proof that --file names, with the claim of the other options. */
function givenTarget(path: string): WeightedTarget {
  const read = (own: string | undefined) =>
    own === undefined ? new Uint8Array() : new Uint8Array(readFileSync(own))
  const file = read(path)
  const claim = {
    programId: nameOfProgram(file),
    publicInput: read(values.public),
    output: read(values.output),
    exitCode: Number(values['exit-code']),
  }
  return { target: machineTarget(path, { file, claim, relatives: [file] }), weight: 1 }
}

async function run(): Promise<void> {
  const targets =
    values.file === undefined
      ? await campaignTargets(new Map(PROFILES.map((name) => [name, readSample(name)])))
      : [givenTarget(values.file)]
  const reasons = allReasons(root)
  const seed = Number(values.seed)
  const first = values.only === undefined ? 0 : Number(values.only)
  const runs = values.only === undefined ? Number(values.runs) : 1
  const onProgress = (done: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${runs}`)
  }
  const report = runCampaign(targets, matcher(reasons), { runs, seed, first, onProgress })
  print(
    report,
    targets,
    reasons.map(({ name }) => name),
    seed,
  )
}

function print(report: Report, targets: readonly WeightedTarget[], reasons: string[], seed: number): void {
  const { runs, seconds, failures, slowest, kinds } = report
  const peak = 1024 * process.resourceUsage().maxRSS
  const line = (...columns: readonly (string | number)[]) =>
    console.log(columns.map((column, k) => (k === 0 ? String(column).padStart(9) : column)).join('  '))
  console.log('refusals by reason')
  for (const [reason, count] of [...report.reasons].sort((a, b) => b[1] - a[1])) line(count, reason)
  for (const reason of reasons.filter((own) => !report.reasons.has(own))) line(0, reason)
  console.log('\nmutants by kind, and the codes of their refusals')
  for (const [kind, codes] of [...kinds].sort()) {
    const total = [...codes.values()].reduce((sum, count) => sum + count, 0)
    line(total, kind.padEnd(20), [...codes].map(([code, count]) => `${code} ${count}`).join(', '))
  }
  console.log(
    `\nproofs      ${targets.map(({ target }) => `${target.name} (${target.bytes.length} bytes)`).join(', ')}`,
  )
  console.log(
    `mutants     ${runs} of seed ${seed} in ${seconds.toFixed(0)} s, ${(runs / seconds).toFixed(0)} per second`,
  )
  console.log(`slowest     ${slowest.milliseconds.toFixed(0)} ms: mutant ${slowest.index}, ${slowest.kind}`)
  console.log(`peak memory ${(peak / MEBIBYTE).toFixed(0)} MiB of the process`)
  for (const { index, target, kind, mode, thrown, bytes } of failures) {
    const path = join(folder, `mutant-${seed}-${index}.bin`)
    writeFileSync(path, bytes)
    console.log(
      `\n${thrown === undefined ? 'ACCEPTED' : 'THROWN'}: mutant ${index} of ${target}: ${kind}, ${mode}; ${path}`,
    )
    console.log(`npm run test:fuzz -- --seed ${seed} --only ${index}`)
    if (thrown !== undefined) console.log(thrown)
  }
  const slow = slowest.milliseconds > LIMITS.milliseconds
  const large = peak > LIMITS.bytes
  if (slow) console.log(`\nTOO SLOW: more than ${LIMITS.milliseconds} ms`)
  if (large) console.log(`\nTOO LARGE: more than ${LIMITS.bytes / MEBIBYTE} MiB`)
  if (failures.length > 0 || slow || large) process.exitCode = 1
  else console.log('none accepted, none threw, none too slow or too large')
}
