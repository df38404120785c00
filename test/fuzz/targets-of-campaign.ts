/** The valid proofs that campaigns start from: small ones of a toy system, and one for each profile. */
import { tinyParameters } from '../support/stark/parameters.ts'
import type { WeightedTarget } from './campaign.ts'
import type { Sample } from './samples.ts'
import { machineTarget, toyTarget } from './targets.ts'

/** Nine mutants of ten are of the toy system, whose proofs have little work, few queries and all checks. */
export async function campaignTargets(samples: ReadonlyMap<string, Sample>): Promise<WeightedTarget[]> {
  const binary = await toyTarget('toy, binary folding', {})
  const octal = await toyTarget('toy, octal folding', {
    parameters: tinyParameters({ logArity: 3, logFinal: 2, queries: 4 }),
    heights: { work: 5, spare: 6, range: 6, hub: 7 },
  })
  return [
    { target: binary, weight: 9 },
    { target: octal, weight: 9 },
    ...[...samples].map(([name, sample]) => ({ target: machineTarget(name, sample), weight: 1 })),
  ]
}
