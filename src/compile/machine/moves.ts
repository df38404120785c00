/** Parallel moves as a sequence. */
import type { Location } from './allocate.ts'

/** A word of the frame that belongs to no value: an argument of a call, or an incoming one. */
export type Place = Location | { readonly kind: 'argument'; readonly offset: number }

export interface Move {
  readonly to: Place
  readonly from: Place
}

export interface MoveEmitter {
  copy(to: Place, from: Place): void
}

const key = (place: Place) =>
  place.kind === 'register'
    ? `r${place.number}`
    : place.kind === 'slot'
      ? `s${place.index}`
      : place.kind === 'argument'
        ? `a${place.offset}`
        : 'constant'

/** Emits moves so that every destination gets what its source held before. `spare` breaks cycles. */
export function sequence(moves: readonly Move[], spare: number, emitter: MoveEmitter): void {
  const pending = moves
    .map(({ to, from }) => ({ to, from, toKey: key(to), fromKey: key(from) }))
    .filter(({ toKey, fromKey }) => toKey !== fromKey && toKey !== 'r0')
  const readers = new Map<string, number>()
  for (const { fromKey } of pending) readers.set(fromKey, (readers.get(fromKey) ?? 0) + 1)
  while (pending.length > 0) {
    const at = pending.findIndex(({ toKey }) => (readers.get(toKey) ?? 0) === 0)
    if (at >= 0) {
      const [{ to, from, fromKey }] = pending.splice(at, 1)
      emitter.copy(to, from)
      readers.set(fromKey, readers.get(fromKey)! - 1)
      continue
    }
    // Only cycles are left. The value that the first would destroy waits in the spare register.
    const { to, toKey } = pending[0]
    const held: Place = { kind: 'register', number: spare }
    emitter.copy(held, to)
    for (const move of pending) {
      if (move.fromKey !== toKey) continue
      move.from = held
      move.fromKey = key(held)
    }
    readers.set(key(held), readers.get(toKey)!)
    readers.set(toKey, 0)
  }
}
