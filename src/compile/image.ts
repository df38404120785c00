/** The initial content of memory: linear memory, constants and words of the runtime. */
import {
  CONSTANTS_START,
  FIRST_SLOT,
  MARGIN,
  MAX_PAGES,
  MEMORY_LIMIT,
  MEMORY_SIZE,
  RUNTIME_END,
  RUNTIME_START,
} from './abi.ts'
import type { ElfSegment } from './elf.ts'
import { CompileError } from './errors.ts'
import type { Linkage } from './linkage.ts'
import { type Module, PAGE, typeKey } from './wasm/module.ts'

/** Pieces of linear memory closer than this are one segment. */
const GAP = 4096
const MAX_SEGMENTS = 200

/** Segments of data; `codeAddress` gives the code that calls of a type find for a function, or for none. */
export function buildImage(
  module: Module,
  linkage: Linkage,
  codeAddress: (functionIndex: number | undefined, type: number) => number,
): ElfSegment[] {
  const pieces = linearMemory(module)
  const constants = constantSegment(module, linkage, codeAddress)
  const runtime: ElfSegment = {
    address: RUNTIME_START,
    content: runtimeWords(module, linkage),
    size: RUNTIME_END - RUNTIME_START,
    writable: true,
    executable: false,
  }
  return [...pieces, ...(constants.content.length > 0 ? [constants] : []), runtime]
}

function linearMemory(module: Module): ElfSegment[] {
  const size = (module.memory?.minimum ?? 0) * PAGE
  const most =
    Math.min(module.memory?.maximum ?? MAX_PAGES, module.memory === undefined ? 0 : MAX_PAGES) * PAGE
  const active = module.data.filter(({ offset }) => offset !== undefined)
  for (const { offset, content } of active) {
    if (offset! + content.length > size) {
      throw new CompileError('WASM_INVALID', `the data at ${offset} is outside of memory`)
    }
  }
  const filled = active.filter(({ content }) => content.length > 0)
  const byAddress = [...filled].sort((a, b) => a.offset! - b.offset!)
  let groups: { readonly start: number; end: number }[] = []
  for (let gap = GAP; ; gap *= 4) {
    groups = []
    for (const { offset, content } of byAddress) {
      const [start, end] = [offset! & ~3, (offset! + content.length + 3) & ~3]
      const last = groups[groups.length - 1]
      if (last !== undefined && start <= last.end + gap) last.end = Math.max(last.end, end)
      else groups.push({ start, end })
    }
    if (groups.length <= MAX_SEGMENTS) break
  }
  // All of linear memory is there for other loaders, which give memory to segments alone.
  if (most > 0 && (groups[0]?.start ?? most) >= GAP) groups.unshift({ start: 0, end: 0 })
  const segments = groups.map(({ start, end }, k) => ({
    address: start,
    content: new Uint8Array(end - start),
    size: (groups[k + 1]?.start ?? most) - start,
    writable: true,
    executable: false,
  }))
  // In the order of the module: later data covers earlier.
  for (const { offset, content } of filled) {
    const at = groups.findIndex(({ start, end }) => offset! >= start && offset! < end)
    segments[at].content.set(content, offset! - segments[at].address)
  }
  return segments
}

function constantSegment(
  module: Module,
  linkage: Linkage,
  codeAddress: (functionIndex: number | undefined, type: number) => number,
): ElfSegment {
  const content = new Uint8Array(linkage.constantsEnd - CONSTANTS_START)
  const view = new DataView(content.buffer)
  const put = (address: number, value: number) => view.setUint32(address - CONSTANTS_START, value, true)
  const { tableSize, tableAddresses } = linkage
  for (const [number, key] of linkage.typeKeys.entries()) {
    /** Code that a call of this type finds for a function. */
    const code = (index: number | undefined) => {
      const fits = index !== undefined && typeKey(module.functions[index].type) === key
      return codeAddress(fits ? index : undefined, number)
    }
    for (let i = 0; i < tableSize; i++) put(tableAddresses[number] + 4 * i, code(undefined))
    for (const [segment, { offset, functions }] of module.elements.entries()) {
      const place = linkage.elementPlaces(segment).addresses[number]
      for (const [i, index] of functions.entries()) {
        put(place + 4 * i, code(index))
        if (offset === undefined) continue
        if (offset + functions.length > tableSize) {
          throw new CompileError('WASM_INVALID', `the elements at ${offset} are outside of the table`)
        }
        put(tableAddresses[number] + 4 * (offset + i), code(index))
      }
    }
  }
  for (const [i, { offset, content: bytes }] of module.data.entries()) {
    if (offset === undefined) content.set(bytes, linkage.dataPlace(i).address - CONSTANTS_START)
  }
  return {
    address: CONSTANTS_START,
    content,
    size: content.length,
    writable: linkage.tablesChange,
    executable: false,
  }
}

function runtimeWords(module: Module, linkage: Linkage): Uint8Array {
  const content = new Uint8Array(FIRST_SLOT - RUNTIME_START + 4 * linkage.runtimeWords)
  const view = new DataView(content.buffer)
  const put = (address: number, value: number) => view.setUint32(address - RUNTIME_START, value, true)
  const bytes = (module.memory?.minimum ?? 0) * PAGE
  put(MEMORY_SIZE, bytes)
  put(MEMORY_LIMIT, Math.max(0, bytes - MARGIN))
  for (const [i, { type, mutable, value }] of module.globals.entries()) {
    if (!mutable || value === undefined) continue
    put(linkage.globalSlot(i), Number(BigInt.asUintN(32, value)))
    if (type === 'i64') put(linkage.globalSlot(i) + 4, Number(BigInt.asUintN(32, value >> 32n)))
  }
  for (const [i, { offset, content: data }] of module.data.entries()) {
    if (offset === undefined) put(linkage.dataPlace(i).sizeSlot, data.length)
  }
  for (const [i, { offset, functions, declarative }] of module.elements.entries()) {
    if (offset === undefined && !declarative) put(linkage.elementPlaces(i).sizeSlot, functions.length)
  }
  return content
}
