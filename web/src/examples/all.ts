/** The programs to choose from, in the order of the page. */
import { ageCheck } from './age-check.ts'
import { allowlist } from './allowlist.ts'
import { credential } from './credential.ts'
import type { Example } from './example.ts'
import { fibonacci } from './fibonacci.ts'
import { lottery } from './lottery.ts'
import { minMax } from './min-max.ts'
import { own } from './own.ts'
import { privateInference } from './private-inference.ts'
import { sealedBid } from './sealed-bid.ts'
import { sha256 } from './sha256.ts'

export const examples: readonly Example[] = [
  minMax,
  sha256,
  privateInference,
  allowlist,
  ageCheck,
  credential,
  sealedBid,
  lottery,
  fibonacci,
  own,
]
