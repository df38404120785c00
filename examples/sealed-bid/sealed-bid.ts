/**
 * A sealed-bid auction. Bidders publish commitments before; the auctioneer shows who won at which price, and nothing
 * about the other bids.
 *
 * Public input: for each bidder a commitment, SHA-256(bid || salt), 32 bytes.
 * Private input: for each bidder, in the same order, the bid (4 bytes, little endian) and the salt (32 bytes).
 * Output: number of the winner and price, 4 bytes each, little endian. The highest bid wins, the first of equals, and
 * pays what the second highest bid is (0 if there is none). Exit code 1 if a bid does not fit its commitment, 2 if
 * the input has the wrong length.
 */
import { readPrivate, readPublic, write } from 'limpid/guest'
import { sha256 } from 'limpid/guest/sha256'

const COMMITMENT = 32
const OPENING = 36

export function main(): i32 {
  const commitments = readPublic()
  const openings = readPrivate()
  const bidders = commitments.length / COMMITMENT
  const complete = bidders > 0 && commitments.length === bidders * COMMITMENT
  if (!complete || openings.length !== bidders * OPENING) return 2
  let winner = 0
  let highest: u32 = 0
  let price: u32 = 0
  for (let i = 0; i < bidders; i++) {
    const opening = openings.subarray(i * OPENING, (i + 1) * OPENING)
    const digest = sha256(opening)
    if (memory.compare(digest.dataStart, commitments.dataStart + i * COMMITMENT, COMMITMENT) !== 0) return 1
    const bid = load<u32>(opening.dataStart)
    if (bid > highest) {
      price = highest
      highest = bid
      winner = i
    } else if (bid > price) {
      price = bid
    }
  }
  const result = new Uint8Array(8)
  store<u32>(result.dataStart, winner)
  store<u32>(result.dataStart, price, 4)
  write(result)
  return 0
}
