/** An auction with sealed bids. The page plays the bidders. */

import elf from '../../../examples/sealed-bid/sealed-bid.elf?url'
import source from '../../../examples/sealed-bid/sealed-bid.ts?raw'
import { concat, u32 } from '../bytes.ts'
import { type Example, FieldError, textOf } from './example.ts'
import { hash } from './merkle.ts'

const MOST_BIDS = 32
const LARGEST = 2 ** 32 - 1

const saltOf = (bidder: number) => hash('demo salt', u32(bidder))

function bidsOf(text: string): number[] {
  const bids = text.split(/[^\d]+/).flatMap((digits) => (digits === '' ? [] : [Number(digits)]))
  if (bids.length === 0) throw new FieldError('bids', 'Give at least one bid.')
  if (bids.length > MOST_BIDS) throw new FieldError('bids', `Give at most ${MOST_BIDS} bids.`)
  if (bids.some((bid) => bid > LARGEST)) throw new FieldError('bids', 'A bid has to be below 2³².')
  return bids
}

export const sealedBid: Example = {
  slug: 'sealed-bid',
  name: 'Sealed bids',
  claim: 'Prove who wins an auction and what they pay, without showing any other bid.',
  sourceName: 'sealed-bid.ts',
  source,
  elf,
  fields: [
    {
      name: 'bids',
      label: 'Bids, in the order of the bidders',
      visibility: 'private',
      kind: 'text',
      value: '120, 95, 140, 110',
      hint: 'The commitments to them are public. For the demonstration, the page makes up the salts.',
    },
  ],
  encode(values) {
    const openings = bidsOf(textOf(values, 'bids')).map((bid, bidder) => concat(u32(bid), saltOf(bidder)))
    return {
      publicInput: concat(...openings.map((opening) => hash('', opening))),
      privateInput: concat(...openings),
    }
  },
  explain(output, exitCode, publicInput) {
    if (exitCode !== 0 || output.length !== 8) return 'A bid does not fit its commitment.'
    const view = new DataView(output.buffer, output.byteOffset)
    const [winner, price] = [view.getUint32(0, true), view.getUint32(4, true)]
    const bids = publicInput.length / 32
    return `Of ${bids} sealed bids, number ${winner + 1} is the highest. It pays the second highest: ${price.toLocaleString('en-US')}.`
  },
}
