/** Hashers that watch, or decide, what a transcript draws. */
import { DIGEST_LENGTH, type Digest, type Hasher, type Item } from '../../../src/hash/hasher.ts'

/**
 * What a challenge becomes: its elements or indices; undefined leaves it as it is. `occurrence` counts equal
 * labels.
 */
export type Script = (label: string, occurrence: number) => readonly number[] | undefined

/** The hasher, with challenges by their labels. */
export function scripted(hasher: Hasher, script: Script): Hasher {
  const occurrences = new Map<string, number>()
  let label = ''
  const next = () => {
    const occurrence = occurrences.get(label) ?? 0
    occurrences.set(label, occurrence + 1)
    return script(label, occurrence)?.slice()
  }
  return {
    ...hasher,
    absorb(state, own, item) {
      label = own
      return hasher.absorb(state, own, item)
    },
    drawElements: (state, count) => next() ?? hasher.drawElements(state, count),
    drawIndices: (state, count, logSize) => next() ?? hasher.drawIndices(state, count, logSize),
  }
}

/** Commits to nothing and takes no time: for the algebra of proofs under scripted challenges. */
export function hashless(): Hasher {
  const zero: Digest = new Uint8Array(DIGEST_LENGTH)
  const unscripted = () => {
    throw new TypeError('a challenge is missing in the script')
  }
  return {
    name: 'none',
    hashRow: () => zero,
    hashNode: () => zero,
    absorb: () => zero,
    drawElements: unscripted,
    drawIndices: unscripted,
    checkNonce: () => true,
  }
}

export type Event =
  | { readonly kind: 'absorb'; readonly label: string; readonly item: Item }
  | { readonly kind: 'draw'; readonly label: string; readonly values: readonly number[] }

/**
 * The hasher, and a log of what went through its transcript. The last message before a draw is the draw's
 * own.
 */
export function recording(hasher: Hasher): { hasher: Hasher; events: Event[] } {
  const events: Event[] = []
  const draw = (values: number[]) => {
    events.push({ kind: 'draw', label: events[events.length - 1].label, values })
    return values
  }
  return {
    events,
    hasher: {
      ...hasher,
      absorb(state, label, item) {
        events.push({ kind: 'absorb', label, item: structuredClone(item) })
        return hasher.absorb(state, label, item)
      },
      drawElements: (state, count) => draw(hasher.drawElements(state, count)),
      drawIndices: (state, count, logSize) => draw(hasher.drawIndices(state, count, logSize)),
    },
  }
}
