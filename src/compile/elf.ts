/** Writes executables: the opposite of `vm/elf.ts`. */

export interface ElfSegment {
  readonly address: number
  readonly content: Uint8Array
  /** In bytes; what the content does not cover is zero. */
  readonly size: number
  readonly writable: boolean
  readonly executable: boolean
}

export interface FunctionSymbol {
  readonly name: string
  readonly address: number
  readonly size: number
}

const [HEADER, PROGRAM_HEADER, SECTION_HEADER, SYMBOL] = [52, 32, 40, 16]
const [SHT_SYMTAB, SHT_STRTAB] = [2, 3]

/**
 * Linux maps pages of a file to pages of memory: the place of a segment in the file is its address modulo a page. No two
 * segments share a page of the file, so that there are zeros before and behind them in memory too.
 */
const PAGE = 4096

const aligned = (value: number) => (value + 3) & ~3

/** An ELF32 executable for RISC-V with a symbol table. The same input gives the same bytes. */
export function writeElf(
  entry: number,
  segments: readonly ElfSegment[],
  symbols: readonly FunctionSymbol[],
): Uint8Array {
  const names = nameTable(symbols.map(({ name }) => name))
  let end = HEADER + PROGRAM_HEADER * segments.length
  const contentAt = segments.map(({ address, content }) => {
    if (content.length === 0) return address % PAGE
    const at = Math.ceil(end / PAGE) * PAGE + (address % PAGE)
    end = aligned(at + content.length)
    return at
  })
  const symbolsAt = end
  const namesAt = symbolsAt + SYMBOL * (symbols.length + 1)
  const sectionsAt = aligned(namesAt + names.bytes.length)
  const bytes = new Uint8Array(sectionsAt + 3 * SECTION_HEADER)
  const view = new DataView(bytes.buffer)
  const words = (at: number, values: readonly number[]) => {
    for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true)
  }
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1])
  view.setUint16(16, 2, true)
  view.setUint16(18, 243, true)
  words(20, [1, entry, HEADER, sectionsAt, 0])
  for (const [i, value] of [HEADER, PROGRAM_HEADER, segments.length, SECTION_HEADER, 3, 0].entries()) {
    view.setUint16(40 + 2 * i, value, true)
  }
  for (const [i, { address, content, size, writable, executable }] of segments.entries()) {
    const flags = 4 | (writable ? 2 : 0) | (executable ? 1 : 0)
    words(HEADER + PROGRAM_HEADER * i, [
      ...[1, contentAt[i], address, address, content.length, size],
      ...[flags, PAGE],
    ])
    bytes.set(content, contentAt[i])
  }
  for (const [i, { address, size }] of symbols.entries()) {
    const at = symbolsAt + SYMBOL * (i + 1)
    words(at, [names.offsets[i], address, size])
    bytes[at + 12] = 2
    view.setUint16(at + 14, 0xfff1, true)
  }
  bytes.set(names.bytes, namesAt)
  const symbolBytes = SYMBOL * (symbols.length + 1)
  words(sectionsAt + SECTION_HEADER, [0, SHT_SYMTAB, 0, 0, symbolsAt, symbolBytes, 2, 1, 4, SYMBOL])
  words(sectionsAt + 2 * SECTION_HEADER, [0, SHT_STRTAB, 0, 0, namesAt, names.bytes.length, 0, 0, 1, 0])
  return bytes
}

function nameTable(names: readonly string[]): { readonly bytes: Uint8Array; readonly offsets: number[] } {
  const encoded = names.map((name) => new TextEncoder().encode(name.replaceAll('\0', '?')))
  const bytes = new Uint8Array(encoded.reduce((sum, name) => sum + name.length + 1, 1))
  let at = 1
  const offsets = encoded.map((name) => {
    const offset = at
    bytes.set(name, at)
    at += name.length + 1
    return offset
  })
  return { bytes, offsets }
}
