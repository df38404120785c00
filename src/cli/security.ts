/** Proven security as data and as text. */
import { type SecurityReport, securityReport } from '../stark/security.ts'
import { formatCount, textTable } from './format.ts'
import { proofDetails } from './proof-details.ts'

/** The security of a proof file. `publicTuples` is what the verifier adds to the buses. */
export const proofSecurity = (proof: Uint8Array, publicTuples = 0): SecurityReport =>
  securityReport(proofDetails(proof).shape, { publicTuples })

const headline = ({ bits, regime }: SecurityReport): string => {
  const name = regime.name === 'johnson' ? `Johnson bound, m = ${regime.m}` : regime.name
  return `proven security: ${bits.toFixed(1)} bits (${name}); the least of`
}

export function securityLines(report: SecurityReport): string[] {
  const { terms } = report
  const rows = terms.map((term) => [
    `  ${term.name}`,
    term.bits.toFixed(1),
    String(term.work),
    (term.bits + term.work).toFixed(1),
    term.formula,
  ])
  return [headline(report), textTable(['  challenge', 'bits', 'work', 'sum', 'error'], rows)]
}

/** All that it takes to check the report by hand: terms with their sources, and the quantities in the formulas. */
export function securityDetails(report: SecurityReport): string[] {
  const rows = report.terms.map(({ name, formula, bits, work, source }) => [
    `  ${name}`,
    formula,
    bits.toFixed(2),
    String(work),
    (bits + work).toFixed(2),
    source,
  ])
  const quantities = report.quantities.map(({ symbol, meaning, value }) => [
    `  ${symbol}`,
    Number.isInteger(value) ? formatCount(value) : value.toPrecision(6),
    meaning,
  ])
  return [
    headline(report),
    textTable(['  challenge', 'error', 'bits', 'work', 'sum', 'source'], rows),
    '\nbits are -log2 of the error; work is what each try at the challenge costs in addition, in bits\n',
    textTable(['  symbol', 'value', 'meaning'], quantities),
    '\nK_i and n_i are K and n after fold i. Of T, the bytes of public input and output are left out: one each.',
    'soundness.md is docs/soundness.md of this project.',
  ]
}
