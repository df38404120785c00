/** Changes of the bytes of a proof, most of them aware of what the bytes mean. */
import { P } from '../../src/field/koalabear.ts'
import { type Section, type SectionKind, sectionEnd } from './layout.ts'
import type { Random } from './random.ts'
import type { Target } from './targets.ts'

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A random section of one of these kinds, small sections as likely as large ones. */
export function pickSection(random: Random, target: Target, ...kinds: SectionKind[]): Section | undefined {
  const own = target.sections.filter(({ kind }) => kinds.includes(kind))
  return own.length === 0 ? undefined : random.pick(own)
}

const itemOffset = (random: Random, { at, items, size }: Section): number => at + size * random.below(items)

/** Other elements of F in place of some. */
export function changeElements(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const changes = random.chance(0.7) ? 1 : random.between(2, 4)
  for (let k = 0; k < changes; k++) {
    const at = itemOffset(random, pickSection(random, target, 'element')!)
    const value = view(out).getUint32(at, true)
    const other = random.pick([
      (value + 1) % P,
      (value + P - 1) % P,
      (P - value) % P,
      value ^ 1,
      random.below(P),
      0,
      P - 1,
    ])
    view(out).setUint32(at, other, true)
  }
  return out
}

/** Numbers that are no elements: x + p for x, p itself, and larger ones. */
export function reencodeElement(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const at = itemOffset(random, pickSection(random, target, 'element')!)
  const value = view(out).getUint32(at, true)
  const other = random.pick([value + P, value + P, P, 2 ** 31, 2 ** 32 - 1, random.between(P, 2 ** 32 - 1)])
  view(out).setUint32(at, other, true)
  return out
}

/** Another digest: a bit, all bits, or one from elsewhere in the proof. */
export function changeDigest(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const at = itemOffset(random, pickSection(random, target, 'digest')!)
  const { size, ...from } = pickSection(random, target, 'digest')!
  const other = from.at + size * random.below(from.items)
  random.pick([
    () => {
      out[at + random.below(size)]! ^= 1 << random.below(8)
    },
    () => out.fill(random.pick([0, 0xff]), at, at + size),
    () => out.set(random.bytes(size), at),
    () => out.copyWithin(at, other, other + size),
    () => {
      out.copyWithin(at, other, other + size)
      out.set(target.bytes.subarray(at, at + size), other)
    },
  ])()
  return out
}

/** A neighbouring nonce, an extreme one, or that of another site. */
export function changeNonce(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const section = pickSection(random, target, 'nonce')!
  const at = itemOffset(random, section)
  const value = view(out).getBigUint64(at, true)
  const other = random.pick([
    value + 1n,
    value - 1n,
    value + (1n << 32n),
    0n,
    2n ** 64n - 1n,
    random.u64(),
    view(out).getBigUint64(itemOffset(random, section), true),
  ])
  view(out).setBigUint64(at, BigInt.asUintN(64, other), true)
  return out
}

/** Another number of tables, rows, siblings or bridges, with the same items behind it. */
export function changeCount(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const { at, size } = pickSection(random, target, 'count')!
  const [get, set, most] =
    size === 1
      ? ([view(out).getUint8(at), (value: number) => view(out).setUint8(at, value), 0xff] as const)
      : ([
          view(out).getUint16(at, true),
          (value: number) => view(out).setUint16(at, value, true),
          0xffff,
        ] as const)
  set((random.pick([get + 1, get - 1, 0, most, 2 * get, random.below(most + 1)]) + most + 1) % (most + 1))
  return out
}

/** Another height of a table or in the key, without the items that it asks for. */
export function changeHeight(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const changes = random.pick([1, 1, 2, 3])
  for (let k = 0; k < changes; k++) {
    const at = itemOffset(random, pickSection(random, target, 'height')!)
    out[at] = random.pick([
      out[at]! + 1,
      out[at]! - 1,
      0xff,
      0,
      0xfe,
      random.between(5, 22),
      random.below(256),
    ])
  }
  return out
}

/** Another byte or word of the header: magic, version, profile, verifying key. */
export function changeHeader(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const section = random.pick(target.header)
  const at = itemOffset(random, section)
  if (section.kind === 'word' && random.chance(0.5)) {
    const value = view(out).getUint32(at, true)
    const other = random.pick([
      value + 1,
      value - 1,
      value + 2 ** 30,
      value + P,
      0,
      2 ** 32 - 1,
      random.u32(),
    ])
    view(out).setUint32(at, other, true)
    return out
  }
  const byte = at + random.below(section.size)
  out[byte] = random.pick([
    out[byte]! ^ (1 << random.below(8)),
    out[byte]! + 1,
    0,
    1,
    0xff,
    random.below(256),
  ])
  return out
}

export function flipBits(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const count = random.pick([1, 1, 1, 2, 8, 64])
  for (let k = 0; k < count; k++) out[random.below(out.length)]! ^= 1 << random.below(8)
  return out
}

export function overwrite(random: Random, target: Target): Uint8Array {
  const out = target.bytes.slice()
  const from = random.below(out.length)
  const to = Math.min(out.length, from + random.pick([1, 4, 16, 32, 100, 10_000]))
  if (random.chance(0.5)) out.fill(random.pick([0, 0xff, 0x7f]), from, to)
  else out.set(random.bytes(to - from), from)
  return out
}

/** Cut off, continued, or with some bytes taken out, put in or doubled. */
export function resizeBytes(random: Random, { bytes, sections }: Target): Uint8Array {
  const boundary = () => sectionEnd(random.pick(sections))
  const place = () => (random.chance(0.5) ? boundary() : random.below(bytes.length + 1))
  const at = place()
  const count = random.pick([1, 2, 4, 8, 16, 32, random.between(1, 2000)])
  const insertion = (inserted: Uint8Array) =>
    concatenated(bytes.subarray(0, at), inserted, bytes.subarray(at))
  return random.pick([
    () => bytes.slice(0, at),
    () => bytes.slice(0, Math.max(0, bytes.length - count)),
    () => concatenated(bytes, new Uint8Array(count)),
    () => concatenated(bytes, random.bytes(count)),
    () => concatenated(bytes, bytes),
    () => concatenated(bytes.subarray(0, at), bytes.subarray(at + count)),
    () => insertion(random.bytes(count)),
    () => insertion(new Uint8Array(count)),
    () => insertion(bytes.slice(at, at + count)),
  ])()
}

/** Items taken from the end of one section and put at the start of another, or the other way round. */
export function shiftBoundary(random: Random, { bytes, sections }: Target): Uint8Array {
  const first = random.below(sections.length - 1)
  const second = random.between(first + 1, Math.min(sections.length - 1, first + 4))
  const [low, high] = [sections[first]!, sections[second]!]
  const { size, items } = random.pick([low, high])
  const count = size * random.between(1, Math.min(items, 4))
  if (random.chance(0.5)) {
    const end = sectionEnd(low)
    const from = Math.max(low.at, end - count)
    return concatenated(
      bytes.subarray(0, from),
      bytes.subarray(end, high.at),
      bytes.subarray(from, end),
      bytes.subarray(high.at),
    )
  }
  const to = Math.min(sectionEnd(high), high.at + count)
  const end = sectionEnd(low)
  return concatenated(
    bytes.subarray(0, end),
    bytes.subarray(high.at, to),
    bytes.subarray(end, high.at),
    bytes.subarray(to),
  )
}

/** The beginning of a proof, then anything. */
export function garbage(random: Random, { bytes, sections }: Target): Uint8Array {
  const kept = random.pick([0, 0, 4, 6, random.below(200), sectionEnd(random.pick(sections))])
  const rest = random.chance(0.5)
    ? random.bytes(random.between(0, 3000))
    : new Uint8Array(random.between(0, 100_000)).fill(random.pick([0, 1, 0x0c, 0x7f, 0xff]))
  return concatenated(bytes.subarray(0, kept), rest)
}

export function concatenated(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
