/** The verifier's side of the buses: what a claim about a program means as public tuples. */

import { P } from '../field/koalabear.ts'
import type { PublicTuple } from '../stark/logup.ts'
import { FD, FIRST_CLOCK } from '../vm/abi.ts'
import { EXIT, MEMORY, ORDER, PUBLIC_IN, PUBLIC_OUT, STATE } from './buses.ts'
import { type Bridge, chainBridges } from './compile.ts'
import { cellAddress, ORDER_END, ORDER_START } from './layout.ts'

/** z = f(x, y) with an exit code: everything a proof says, but the program. */
export interface Statement {
  readonly publicInput: Uint8Array
  readonly output: Uint8Array
  readonly exitCode: number
}

const limbs = (value: number): [number, number] => [value % 65536, Math.floor(value / 65536)]

/** The tuples that the verifier sends (1) and receives (-1). */
export function publicTuples(
  entry: number,
  bridges: readonly Bridge[],
  { publicInput, output, exitCode }: Statement,
): PublicTuple[] {
  const tuples: PublicTuple[] = []
  const send = (bus: PublicTuple['bus'], ...tuple: number[]) => tuples.push({ bus, tuple, multiplicity: 1 })
  const receive = (bus: PublicTuple['bus'], ...tuple: number[]) =>
    tuples.push({ bus, tuple, multiplicity: -1 })
  send(STATE, entry, FIRST_CLOCK)
  receive(EXIT, ...limbs(exitCode), ...limbs(output.length))
  send(MEMORY, cellAddress(FD.publicInput), 0, ...limbs(publicInput.length))
  send(MEMORY, cellAddress(FD.publicOutput), 0, 0, 0)
  send(ORDER, ORDER_START + P)
  for (const { first, last } of chainBridges(bridges)) {
    // The chain arrives before the image's words, so that no row of the boundary table can be one of them.
    receive(ORDER, first === 0 ? ORDER_START + P : first - 1)
    send(ORDER, last)
  }
  receive(ORDER, ORDER_END)
  for (const [index, byte] of publicInput.entries()) send(PUBLIC_IN, publicInput.length - index, byte)
  for (const [index, byte] of output.entries()) receive(PUBLIC_OUT, index, byte)
  return tuples
}
