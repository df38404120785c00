/** A changed proof whose prover did everything to hide the change: what can be made to fit is made to fit. */
import * as E from '../../src/field/quartic.ts'
import type { Digest, Hasher } from '../../src/hash/hasher.ts'
import { powers } from '../../src/stark/challenges.ts'
import { lookupChallenges, publicSum } from '../../src/stark/logup.ts'
import type { Proof } from '../../src/stark/proof.ts'
import { identityGap } from '../support/stark/cheats.ts'
import { recording } from '../support/stark/hashers.ts'
import { withItem } from '../support/stark/lists.ts'
import { type Case, judgeCase } from './targets.ts'

type Nonces = Proof['nonces']

/**
 * The proof with sums that balance, a first quotient chunk that satisfies the constraints at zeta, and nonces
 * with the work that the hasher asks for. The real verifier says what is missing, so that this knows of no
 * schedule but its own.
 */
export function repaired(hasher: Hasher, given: Case): Proof {
  let proof = { ...given.proof, nonces: withoutIdleWork(given) }
  // Work before lookups, zeta, the batch, every fold and the queries; the sums; the constraints.
  const repairs = 4 + proof.nonces.folds.length + 2
  for (let k = 0; k < repairs; k++) {
    const { hasher: watching, events } = recording(hasher)
    let last: { site: number; state: Digest; bits: number } | undefined
    const verdict = judgeCase(
      {
        ...watching,
        checkNonce(state, bits, nonce) {
          last = { site: (last?.site ?? -1) + 1, state: state.slice(), bits }
          return hasher.checkNonce(state, bits, nonce)
        },
      },
      { ...given, proof },
    )
    const draw = (label: string): E.Ext => {
      for (const event of events) {
        if (event.kind === 'draw' && event.label === label) return event.values as unknown as E.Ext
      }
      throw new TypeError(`${label} was not drawn`)
    }
    if (verdict === 'PROOF_OF_WORK') {
      const { site, state, bits } = last!
      proof = { ...proof, nonces: withNonce(proof.nonces, site, search(hasher, state, bits)) }
    } else if (verdict === 'BUSES') {
      const outside = publicSum(lookupChallenges(draw('alpha'), draw('beta')), given.tuples)!
      const excess = proof.sums.reduce(E.add, outside)
      proof = { ...proof, sums: withItem(proof.sums, 0, E.sub(proof.sums[0]!, excess)) }
    } else if (verdict === 'CONSTRAINTS') {
      const { shape } = given
      const gap = identityGap(shape, proof.values, draw('zeta'), {
        lookups: lookupChallenges(draw('alpha'), draw('beta')),
        lambdas: powers(draw('lambda'), shape.constraints),
        sums: proof.sums,
      })
      const chunk = shape.openings.findIndex(({ tree }) => tree === 'quotient')
      proof = { ...proof, values: withItem(proof.values, chunk, E.add(proof.values[chunk]!, gap)) }
    } else {
      return proof
    }
  }
  return proof
}

/** Sites without work have the nonce 0, which the verifier demands before it asks the hasher. */
function withoutIdleWork({ proof: { nonces }, shape }: Case): Nonces {
  const { pow } = shape.parameters
  const own = (bits: number, nonce: bigint) => (bits === 0 ? 0n : nonce)
  return {
    lookup: own(pow.lookup, nonces.lookup),
    deep: own(pow.deep, nonces.deep),
    batch: own(pow.batch, nonces.batch),
    folds: nonces.folds.map((nonce) => own(pow.fold, nonce)),
    query: own(pow.query, nonces.query),
  }
}

function withNonce(nonces: Nonces, site: number, nonce: bigint): Nonces {
  const name = (['lookup', 'deep', 'batch'] as const)[site]
  if (name !== undefined) return { ...nonces, [name]: nonce }
  const fold = site - 3
  if (fold < nonces.folds.length) return { ...nonces, folds: withItem(nonces.folds, fold, nonce) }
  return { ...nonces, query: nonce }
}

function search(hasher: Hasher, state: Digest, bits: number): bigint {
  let nonce = 0n
  while (!hasher.checkNonce(state, bits, nonce)) nonce++
  return nonce
}
