/** Proven security as data and as text. */
import { type SecurityReport, securityReport } from '../stark/security.ts'
import { textTable } from './format.ts'
import { proofDetails } from './proof-details.ts'

/** The security of a proof file. `publicTuples` is what the verifier adds to the buses. */
export const proofSecurity = (proof: Uint8Array, publicTuples = 0): SecurityReport =>
  securityReport(proofDetails(proof).shape, { publicTuples })

export function securityLines({ bits, regime, terms }: SecurityReport): string[] {
  const name = regime.name === 'johnson' ? `Johnson bound, m = ${regime.m}` : regime.name
  const rows = terms.map((term) => [
    `  ${term.name}`,
    term.bits.toFixed(1),
    String(term.work),
    (term.bits + term.work).toFixed(1),
    term.formula,
  ])
  return [
    `proven security: ${bits.toFixed(1)} bits (${name}); the least of`,
    textTable(['  challenge', 'bits', 'work', 'sum', 'error'], rows),
  ]
}
