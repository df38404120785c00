/**
 * ELF32 executables for RISC-V, as the System V ABI and the RISC-V psABI define them.
 *
 * Only program headers decide what is loaded. Section headers serve symbols alone, so a file without them, or
 * with damaged ones, loads the same.
 */
import { MEMORY_BYTES } from './abi.ts'
import { ElfError } from './errors.ts'

export interface Segment {
  /** First byte address, and size in bytes; what `content` does not cover is zero. */
  readonly address: number
  readonly size: number
  readonly content: Uint8Array
  readonly readable: boolean
  readonly writable: boolean
  readonly executable: boolean
}

export interface ElfSymbol {
  readonly name: string
  readonly address: number
}

export interface ElfFile {
  readonly entry: number
  /** By address; none empty, none overlapping. */
  readonly segments: readonly Segment[]
  /** By address; functions and labels. */
  readonly symbols: readonly ElfSymbol[]
}

const HEADER_BYTES = 52
const PROGRAM_HEADER_BYTES = 32
const SECTION_HEADER_BYTES = 40
const SYMBOL_BYTES = 16

/** Most segments to load: linkers make a handful, and accesses may have to look at all of them. */
const MAX_SEGMENTS = 256

/** Most bytes of content: a few bytes of headers can otherwise map one page of the file a million times. */
const MAX_CONTENT_BYTES = 1 << 26

const [ET_REL, ET_EXEC, ET_DYN] = [1, 2, 3]
const EM_RISCV = 243
const EF_RISCV_RVC = 1
const [PT_LOAD, PT_DYNAMIC, PT_INTERP] = [1, 2, 3]
const [PF_X, PF_W, PF_R] = [1, 2, 4]
const SHT_SYMTAB = 2
const [STT_NOTYPE, STT_FUNC] = [0, 2]
const MAX_NAME_BYTES = 120

/**
 * Parses and checks an executable. The segments' contents are views of `bytes`.
 *
 * @throws {ElfError} whatever is wrong with the bytes
 * @example
 * const { entry, segments } = parseElf(bytes)
 * console.log(segments.some(({ address, size }) => entry >= address && entry < address + size)) // true
 */
export function parseElf(bytes: Uint8Array): ElfFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  checkHeader(view)
  const segments = readSegments(bytes, view)
  return { entry: view.getUint32(24, true), segments, symbols: readSymbols(bytes, view) }
}

function checkHeader(view: DataView): void {
  if (view.byteLength < 4 || view.getUint32(0) !== 0x7f454c46) {
    throw new ElfError('ELF_FORMAT', 'this is no ELF file: give a statically linked RV32IM executable')
  }
  if (view.byteLength < HEADER_BYTES) throw truncated('the ELF header')
  const [elfClass, byteOrder] = [view.getUint8(4), view.getUint8(5)]
  if (elfClass !== 1) throw new ElfError('ELF_CLASS', 'the ELF file is not 32-bit: compile for riscv32')
  if (byteOrder !== 1)
    throw new ElfError('ELF_BYTE_ORDER', 'the ELF file is not little endian: compile for riscv32')
  const machine = view.getUint16(18, true)
  if (machine !== EM_RISCV) {
    throw new ElfError(
      'ELF_MACHINE',
      `the ELF file is for machine ${machine}, not for RISC-V (243): compile for riscv32`,
    )
  }
  const type = view.getUint16(16, true)
  if (type === ET_REL) throw new ElfError('ELF_TYPE', 'the ELF file is an object file: link it')
  if (type === ET_DYN) throw dynamic()
  if (type !== ET_EXEC) throw new ElfError('ELF_TYPE', `the ELF file has type ${type}, not 2 (executable)`)
  if ((view.getUint32(36, true) & EF_RISCV_RVC) !== 0) {
    throw new ElfError(
      'ELF_COMPRESSED',
      'the program uses compressed instructions: compile all of it with -march=rv32im',
    )
  }
}

function readSegments(bytes: Uint8Array, view: DataView): Segment[] {
  const [offset, entryBytes, count] = [
    view.getUint32(28, true),
    view.getUint16(42, true),
    view.getUint16(44, true),
  ]
  if (count > 0 && entryBytes !== PROGRAM_HEADER_BYTES) {
    throw new ElfError(
      'ELF_SEGMENT',
      `program headers of ${entryBytes} bytes instead of ${PROGRAM_HEADER_BYTES}`,
    )
  }
  if (offset + count * PROGRAM_HEADER_BYTES > view.byteLength) throw truncated('the program headers')
  const segments: Segment[] = []
  let content = 0
  for (let i = 0; i < count; i++) {
    const at = offset + i * PROGRAM_HEADER_BYTES
    const type = view.getUint32(at, true)
    if (type === PT_DYNAMIC || type === PT_INTERP) throw dynamic()
    const segment = type === PT_LOAD ? readSegment(bytes, view, at) : undefined
    if (segment === undefined) continue
    segments.push(segment)
    if (segments.length > MAX_SEGMENTS) {
      throw new ElfError('ELF_TOO_LARGE', `the program has more than ${MAX_SEGMENTS} segments to load`)
    }
    content += segment.content.length
    if (content > MAX_CONTENT_BYTES) {
      throw new ElfError(
        'ELF_TOO_LARGE',
        `the segments hold more than ${MAX_CONTENT_BYTES >> 20} MiB: pass data as input`,
      )
    }
  }
  segments.sort((a, b) => a.address - b.address)
  for (let i = 1; i < segments.length; i++) {
    const [before, after] = [segments[i - 1]!, segments[i]!]
    if (before.address + before.size > after.address) {
      throw new ElfError('ELF_OVERLAP', `two segments overlap at 0x${after.address.toString(16)}`)
    }
  }
  if (!segments.some((segment) => segment.executable)) {
    throw new ElfError('ELF_NO_CODE', 'no segment of the ELF file is executable')
  }
  return segments
}

function readSegment(bytes: Uint8Array, view: DataView, at: number): Segment | undefined {
  const [offset, address] = [view.getUint32(at + 4, true), view.getUint32(at + 8, true)]
  const [fileBytes, size, flags] = [16, 20, 24].map((field) => view.getUint32(at + field, true)) as [
    number,
    number,
    number,
  ]
  if (fileBytes > size)
    throw new ElfError(
      'ELF_SEGMENT',
      `the segment at 0x${address.toString(16)} is larger in the file than in memory`,
    )
  if (offset + fileBytes > bytes.length) throw truncated(`the segment at 0x${address.toString(16)}`)
  if (size === 0) return undefined
  if (address + size > MEMORY_BYTES) {
    throw new ElfError(
      'ELF_SEGMENT',
      `the segment at 0x${address.toString(16)} ends beyond the address space of 2^30 bytes: link it lower`,
    )
  }
  return {
    address,
    size,
    content: bytes.subarray(offset, offset + fileBytes),
    readable: (flags & PF_R) !== 0,
    writable: (flags & PF_W) !== 0,
    executable: (flags & PF_X) !== 0,
  }
}

/** Symbols only name places in messages: what does not parse is left out. */
function readSymbols(bytes: Uint8Array, view: DataView): ElfSymbol[] {
  const [offset, entryBytes, count] = [
    view.getUint32(32, true),
    view.getUint16(46, true),
    view.getUint16(48, true),
  ]
  if (entryBytes !== SECTION_HEADER_BYTES || offset + count * SECTION_HEADER_BYTES > view.byteLength)
    return []
  const section = (index: number) => {
    const at = offset + index * SECTION_HEADER_BYTES
    const [start, size] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true)]
    return {
      type: view.getUint32(at + 4, true),
      link: view.getUint32(at + 24, true),
      content: bytes.subarray(Math.min(start, bytes.length), Math.min(start + size, bytes.length)),
    }
  }
  const symbols: ElfSymbol[] = []
  for (let i = 0; i < count; i++) {
    const table = section(i)
    if (table.type !== SHT_SYMTAB || table.link >= count) continue
    addSymbols(symbols, table.content, section(table.link).content)
    break
  }
  return symbols.sort((a, b) => a.address - b.address)
}

function addSymbols(symbols: ElfSymbol[], table: Uint8Array, names: Uint8Array): void {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength)
  for (let at = 0; at + SYMBOL_BYTES <= table.length; at += SYMBOL_BYTES) {
    const [nameAt, address] = [view.getUint32(at, true), view.getUint32(at + 4, true)]
    const [type, sectionIndex] = [view.getUint8(at + 12) & 15, view.getUint16(at + 14, true)]
    if ((type !== STT_FUNC && type !== STT_NOTYPE) || sectionIndex === 0) continue
    const name = readName(names, nameAt)
    if (name !== '' && !name.startsWith('$') && !name.startsWith('.L')) symbols.push({ name, address })
  }
}

function readName(names: Uint8Array, start: number): string {
  let name = ''
  for (let i = start; i < names.length && names[i] !== 0 && i < start + MAX_NAME_BYTES; i++) {
    const byte = names[i]!
    name += byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?'
  }
  return name
}

const truncated = (what: string) =>
  new ElfError('ELF_TRUNCATED', `the ELF file ends within ${what}: it is incomplete`)

const dynamic = () =>
  new ElfError(
    'ELF_DYNAMIC',
    'the program is dynamically linked or position independent: link with -static -no-pie',
  )
