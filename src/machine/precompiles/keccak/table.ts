/**
 * The table of Keccak-f: 25 layers of four rows, one for each 16 bits of the lanes. A row does chi and iota of a round and
 * theta of the next one; rho and pi are in what rows tell those of the next layer. The first layer has no chi, since its
 * state comes from memory, and the last one no theta, since its state goes there.
 *
 * The table of words (words.ts) tells each row of a call once what it is, on a bus on which nobody else sends: so there is
 * each row once, and no other one. What it hears then comes from the rows that it must come from, for nobody else sends
 * under its number.
 */
import type { Expression } from '../../../air/expression.ts'
import { defineTable } from '../../../air/table.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { chiLayer } from './chi.ts'
import { chi, LANES, LIMBS, moved, permute, ROUNDS, stateOf, type Theta, theta } from './permutation.ts'
import { rhoLayer } from './rho.ts'
import {
  KECCAK,
  LANE_GROUPS,
  LAYER,
  MESSAGE_ENTRIES,
  message,
  movedLanes,
  NEIGHBOUR,
  NEIGHBOUR_MESSAGES,
  numberAt,
  ROWS,
  rowFlags,
} from './rows.ts'
import { thetaLayer } from './theta.ts'

export const { table: keccakTable, result: fillRow } = defineTable('keccak', (t) => {
  const flags = rowFlags(t)
  const { clk, place, real, last } = flags
  const ofChi = chiLayer(t, flags)
  const ofTheta = thetaLayer(t, flags, ofChi.after)
  const ofRho = rhoLayer(t, flags, ofTheta.after)

  // Carries are bits, here and where they are told. So all are told in one number, and above them the bit that is the
  // upper part of lane 1: what is received of it is an integer, since its rotated limb is one and its lower part.
  const together = (parts: readonly Expression[], bits: readonly Expression[]) => [
    bits.reduce((sum, bit, x) => sum.plus(bit.times(2 ** x)), parts[0]!.times(2 ** bits.length)),
    ...parts.slice(1),
  ]
  const told = together(ofRho.upper, ofTheta.carries)
  const heard = together(ofRho.received, ofTheta.carried)
  for (let k = 0; k < NEIGHBOUR_MESSAGES; k++) {
    const part = [MESSAGE_ENTRIES * k, MESSAGE_ENTRIES * (k + 1)] as const
    const number = (limbs: number) => numberAt(NEIGHBOUR + k, place, 0, limbs)
    t.send(KECCAK, message(clk, number(1), told.slice(...part)), flags.theta)
    t.receive(KECCAK, message(clk, number(0), heard.slice(...part)), flags.theta)
  }
  for (const [lane, limb] of ofRho.rotated.entries()) {
    const result = ofChi.after[moved(lane)]!.limb
    t.assertZero(`last layer is stored (${lane})`, last.times(limb.minus(result)))
  }
  for (const [g, group] of LANE_GROUPS.entries()) {
    const [here, there] = [numberAt(LAYER + g, place), numberAt(LAYER + g, place, 1, group.limbs)]
    const sent = group.lanes.map((lane) => ofRho.rotated[lane]!)
    t.send(KECCAK, message(clk, there, sent), real)
    t.receive(
      KECCAK,
      message(
        clk,
        here,
        movedLanes(group).map((lane) => ofChi.before[lane]!.limb),
      ),
      real,
    )
  }

  return (row: Row, callClk: number, n: number, { before, after, sums }: Layer) => {
    const b = n % LIMBS
    flags.fill(row, callClk, n)
    ofChi.fill(row, n, before, after)
    if (n < LIMBS * ROUNDS) {
      ofTheta.fill(row, b, after, sums)
      ofRho.fill(row, b, sums.state)
    } else
      ofRho.fillLast(
        row,
        Array.from({ length: LANES }, (_, lane) => after[LIMBS * moved(lane) + b]!),
      )
  }
})

/** What the four rows of a layer are about: the states before and after a chi, and theta of the latter. */
export interface Layer {
  readonly before: Uint16Array
  readonly after: Uint16Array
  readonly sums: Theta
}

/** The first layer, of a state from memory. */
export const firstLayer = (state: Uint16Array): Layer => ({ before: state, after: state, sums: theta(state) })

/** The layer of round number `round`, by the state before its chi. */
export function layerOf(before: Uint16Array, round: number): Layer {
  const after = chi(before, round)
  return { before, after, sums: theta(after) }
}

/** The layer after another one. */
export const nextLayer = ({ sums }: Layer, round: number): Layer => layerOf(permute(sums.state), round)

export function fillKeccak(call: CallRecord, next: () => Row): void {
  const words = Array.from({ length: (LANES * LIMBS) / 2 }, (_, k) => call.before(k))
  let layer = firstLayer(stateOf(words))
  for (let n = 0; n < ROWS; n++) {
    if (n > 0 && n % LIMBS === 0) layer = nextLayer(layer, n / LIMBS - 1)
    fillRow(next(), call.clk, n, layer)
  }
}
