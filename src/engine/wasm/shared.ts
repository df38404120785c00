/**
 * The kernels on a memory that several threads share. A module says in its import whether its memory is shared, and
 * this is all that differs: plain loads and stores work on both kinds. So there is one build, and one bit to set.
 */

/** Section 2 of a module lists its imports; an import of kind 2 is a memory, whose first byte has the flags. */
const IMPORT_SECTION = 2
const MEMORY_KIND = 2
const HAS_MAXIMUM = 1
const SHARED = 2
const HEADER_BYTES = 8

/** Largest memories to ask for, in pages: some systems refuse to reserve much address space. */
const MAXIMUM_PAGES = [65536, 32768, 16384, 8192] as const
export const PAGE_BYTES = 65536

/**
 * The same module with its imported memory declared as shared. Its first import has to be that memory.
 *
 * @throws {TypeError} if it is not, or has no maximum
 */
export function withSharedMemory(module: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = module.slice()
  let at = HEADER_BYTES
  const leb128 = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!
      value |= (byte & 0x7f) << shift
      if ((byte & 0x80) === 0) return value >>> 0
    }
  }
  while (at < bytes.length) {
    const section = bytes[at++]
    const length = leb128()
    if (section !== IMPORT_SECTION) {
      at += length
      continue
    }
    leb128()
    for (const _ of ['module', 'name']) {
      const characters = leb128()
      at += characters
    }
    if (bytes[at] !== MEMORY_KIND || bytes[at + 1] !== HAS_MAXIMUM) break
    bytes[at + 1] = HAS_MAXIMUM | SHARED
    return bytes
  }
  throw new TypeError('the first import of this module is no memory with a maximum')
}

export interface SharedMemory {
  readonly memory: WebAssembly.Memory
  /** How far it can grow, in bytes. */
  readonly limit: number
}

/**
 * A shared memory that can grow to `maxBytes`, or as far as the system lets it.
 *
 * @throws {RangeError} if no size is granted
 */
export function createSharedMemory(initialPages: number, maxBytes: number): SharedMemory {
  const wanted = Math.max(initialPages, Math.min(MAXIMUM_PAGES[0], Math.ceil(maxBytes / PAGE_BYTES)))
  const candidates = [wanted, ...MAXIMUM_PAGES.filter((pages) => pages < wanted && pages > initialPages)]
  let refusal: unknown
  for (const maximum of candidates) {
    try {
      const memory = new WebAssembly.Memory({ initial: initialPages, maximum, shared: true })
      return { memory, limit: maximum * PAGE_BYTES }
    } catch (error) {
      refusal = error
    }
  }
  throw refusal
}
