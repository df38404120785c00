/** Small ELF files, for tests. */
export const [R, W, X] = [4, 2, 1]

export interface TestSegment {
  readonly address: number
  readonly content: Uint8Array
  /** Bytes in memory; those of the content if left out. */
  readonly size?: number
  readonly flags: number
  readonly physicalAddress?: number
}

export interface TestElf {
  readonly entry: number
  readonly segments: readonly TestSegment[]
  readonly symbols?: readonly { readonly name: string; readonly address: number; readonly type?: number }[]
  readonly flags?: number
}

export const CODE = 0x10000
export const DATA = 0x20000

/** Little-endian bytes of words. */
export function bytesOf(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length)
  const view = new DataView(bytes.buffer)
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true)
  })
  return bytes
}

/** Header, program headers, contents, then symbols, strings and section headers. */
export function writeElf({ entry, segments, symbols, flags = 0 }: TestElf): Uint8Array {
  const contentAt: number[] = []
  let size = 52 + 32 * segments.length
  for (const { address, content } of segments) {
    size += (address - size) & 4095
    contentAt.push(size)
    size += content.length
  }
  size = Math.ceil(size / 4) * 4
  const names = ['', ...(symbols ?? []).map(({ name }) => name)].map((name) => `${name}\0`)
  const strings = new TextEncoder().encode(names.join(''))
  const symbolsAt = size
  const stringsAt = symbolsAt + 16 * names.length
  const sectionsAt = Math.ceil((stringsAt + strings.length) / 4) * 4
  const bytes = new Uint8Array(symbols === undefined ? size : sectionsAt + 3 * 40)
  const view = new DataView(bytes.buffer)
  const u32 = (at: number, ...values: number[]) => {
    for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true)
  }
  const u16 = (at: number, ...values: number[]) => {
    for (const [i, value] of values.entries()) view.setUint16(at + 2 * i, value, true)
  }
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1])
  u16(16, 2, 243)
  u32(20, 1, entry, 52, symbols === undefined ? 0 : sectionsAt, flags)
  u16(40, 52, 32, segments.length, symbols === undefined ? 0 : 40, symbols === undefined ? 0 : 3, 0)
  segments.forEach((segment, i) => {
    const { address, content } = segment
    u32(52 + 32 * i, 1, contentAt[i]!, address, segment.physicalAddress ?? address, content.length)
    u32(52 + 32 * i + 20, segment.size ?? content.length, segment.flags, 4096)
    bytes.set(content, contentAt[i])
  })
  if (symbols !== undefined) {
    let nameAt = 1
    symbols.forEach(({ name, address, type = 2 }, i) => {
      u32(symbolsAt + 16 * (i + 1), nameAt, address, 0)
      view.setUint8(symbolsAt + 16 * (i + 1) + 12, type)
      u16(symbolsAt + 16 * (i + 1) + 14, 1)
      nameAt += name.length + 1
    })
    bytes.set(strings, stringsAt)
    u32(sectionsAt + 40, 0, 2, 0, 0, symbolsAt, 16 * names.length, 2)
    u32(sectionsAt + 80, 0, 3, 0, 0, stringsAt, strings.length)
  }
  return bytes
}

/** Code at CODE, and 64 KiB of data at DATA that begin with `data`. */
export function programOf(code: readonly number[], data: Uint8Array = new Uint8Array()): Uint8Array {
  return writeElf({
    entry: CODE,
    segments: [
      { address: CODE, content: bytesOf(code), flags: R | X },
      { address: DATA, content: data, size: 65536, flags: R | W },
    ],
  })
}
