/** A loaded program: its code, its initial memory, and who may touch what. */
import { decode, type Instruction } from './decode.ts'
import { type ElfFile, type ElfSymbol, parseElf, type Segment } from './elf.ts'

/**
 * Bytes [start, end) of the address space with the permissions of a segment. All other memory is readable and
 * writable.
 */
export interface Region {
  readonly start: number
  readonly end: number
  readonly readable: boolean
  readonly writable: boolean
  readonly executable: boolean
}

/** Words of memory by ascending byte address, a multiple of 4. */
export interface WordList {
  readonly address: Uint32Array
  readonly value: Uint32Array
}

export interface Executable {
  /** Address of the first instruction; it need not be one. */
  readonly entry: number
  /**
   * Ascending addresses of all aligned words of executable segments that are instructions. A *slot* is an
   * index here.
   */
  readonly slots: Uint32Array
  /** The instruction word of each slot. */
  readonly words: Uint32Array
  /** All words that the file gives content to, zero or not. */
  readonly image: WordList
  /** By address, none overlapping. */
  readonly regions: readonly Region[]
  /** The decoded instruction of a slot. */
  instruction(slot: number): Instruction
  /** The slot at an address, or -1. */
  slotAt(pc: number): number
  /** The initial word at an address that is a multiple of 4. */
  initialWord(address: number): number
  /** Nearest symbol at or below an address of a segment and the distance, `main+0x14`, or undefined. */
  symbolAt(address: number): string | undefined
}

/**
 * Loads an ELF executable.
 *
 * Data may lie in executable segments, and segments may be writable and executable at once: a word that is no
 * instruction is simply no slot.
 *
 * @throws {ElfError}
 * @example
 * const { slots, symbolAt, entry } = loadElf(bytes)
 * console.log(slots.length > 0, symbolAt(entry)) // true _start
 */
export function loadElf(bytes: Uint8Array): Executable {
  return load(parseElf(bytes))
}

function load({ entry, segments, symbols }: ElfFile): Executable {
  const image = buildImage(segments)
  const code = findCode(segments, image)
  const initialWord = (address: number) => {
    const at = find(image.address, address)
    return at < 0 ? 0 : image.value[at]!
  }
  return {
    entry,
    slots: code.address,
    words: code.value,
    image,
    regions: segments.map(({ address, size, readable, writable, executable }) => ({
      start: address,
      end: address + size,
      readable,
      writable,
      executable,
    })),
    instruction: (slot) => decode(code.value[slot]!)!,
    slotAt: (pc) => find(code.address, pc),
    initialWord,
    symbolAt: (address) => describe(symbols, segments, address),
  }
}

function buildImage(segments: readonly Segment[]): WordList {
  const list = emptyList(
    segments.reduce((sum, { address, content }) => sum + wordsOf(address, content.length), 0),
  )
  let count = 0
  for (const { address, content } of segments) {
    for (let i = 0; i < content.length; i++) {
      const byte = address + i
      const word = byte - (byte & 3)
      if (count === 0 || list.address[count - 1] !== word) list.address[count++] = word
      list.value[count - 1]! |= content[i]! << (8 * (byte & 3))
    }
  }
  return cut(list, count)
}

function findCode(segments: readonly Segment[], image: WordList): WordList {
  const executable = segments.filter((segment) => segment.executable)
  const list = emptyList(
    executable.reduce((sum, { address, content }) => sum + wordsOf(address, content.length), 0),
  )
  let count = 0
  for (const { address, size, content } of executable) {
    const end = Math.min(address + size - 3, address + content.length)
    const first = Math.ceil(address / 4) * 4
    for (let pc = first, at = lowerBound(image.address, first); pc < end; pc += 4, at++) {
      const word = image.value[at]!
      if (decode(word) === undefined) continue
      list.address[count] = pc
      list.value[count++] = word
    }
  }
  return cut(list, count)
}

/** Upper bound of the words that `length` bytes at `address` touch. */
const wordsOf = (address: number, length: number) => Math.ceil(((address & 3) + length) / 4)

const emptyList = (length: number) => ({ address: new Uint32Array(length), value: new Uint32Array(length) })

const cut = (list: WordList, count: number): WordList => ({
  address: list.address.slice(0, count),
  value: list.value.slice(0, count),
})

/** First index whose element is at least `value`. */
function lowerBound(sorted: Uint32Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

function find(sorted: Uint32Array, value: number): number {
  const at = lowerBound(sorted, value)
  return sorted[at] === value ? at : -1
}

function describe(
  symbols: readonly ElfSymbol[],
  segments: readonly Segment[],
  address: number,
): string | undefined {
  const segment = segments.find(
    (candidate) => address >= candidate.address && address < candidate.address + candidate.size,
  )
  if (segment === undefined) return undefined
  let [low, high] = [0, symbols.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (symbols[middle]!.address <= address) low = middle + 1
    else high = middle
  }
  const symbol = symbols[low - 1]
  if (symbol === undefined || symbol.address < segment.address) return undefined
  const offset = address - symbol.address
  return offset === 0 ? symbol.name : `${symbol.name}+0x${offset.toString(16)}`
}
