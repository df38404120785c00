/**
 * Buses connect tables: what is sent with total multiplicity m must be received with total multiplicity m, tuple by
 * tuple. The argument is LogUp (Haböck, ePrint 2022/1530) with one pair of challenges for all buses.
 */

export interface Bus {
  /** Distinct for every bus and part of the fingerprint, so that buses never mix. At least 1. */
  readonly id: number
  readonly name: string
  /** Names of the tuple's entries. All tuples of a bus have this length. */
  readonly entries: readonly string[]
  /** Over what a bus must balance: one proof now; a run of several later. */
  readonly scope: 'segment'
}

/** The longest tuple of any bus: beta^MAX_TUPLE carries the bus id. */
export const MAX_TUPLE = 8

/** Messages that make the sums of tables look uniform; payload is one E value. See docs/protocol.md. */
export const BLINDING_BUS_ID = 1

/**
 * A bus. Throws a RangeError if its id is reserved or its tuples are too long.
 *
 * @example
 * const RANGE = defineBus(3, 'range', ['value'])
 */
export function defineBus(id: number, name: string, entries: readonly string[]): Bus {
  if (entries.length > MAX_TUPLE) throw new RangeError(`bus ${name} has more than ${MAX_TUPLE} entries`)
  if (id <= BLINDING_BUS_ID) throw new RangeError(`bus id ${id} is reserved`)
  return { id, name, entries, scope: 'segment' }
}

/** A tuple of a bus with zeros behind what is given. Throws a RangeError if that is too much. */
export const padded = <T>(bus: Bus, given: readonly T[]): (T | number)[] => [
  ...given,
  ...new Array<number>(bus.entries.length - given.length).fill(0),
]
