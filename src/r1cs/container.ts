/**
 * The container of .r1cs, .wtns and .zkey files: `magic[4] | version u32 | sections u32 | { type u32, size u64, body }*`,
 * little endian. Sections come in any order; unknown ones are skipped.
 */
import { LimpidError } from '../util/errors.ts'

/** Bytes that are read when they are needed. */
export interface Source {
  readonly size: number
  read(offset: number, length: number): Promise<Uint8Array>
}

/** What a file may be given as. */
export type FileLike = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | Source

/**
 * A file is not what it should be: code `FILE_FORMAT`, or `FILE_FIELD` if it is made for another curve.
 *
 * @example
 * try {
 *   await readR1cs(new Uint8Array(10))
 * } catch (error) {
 *   console.log(error instanceof FormatError && error.code) // FILE_FORMAT
 * }
 */
export class FormatError extends LimpidError {
  constructor(message: string, code: 'FILE_FORMAT' | 'FILE_FIELD' = 'FILE_FORMAT') {
    super(code, message)
    this.name = 'FormatError'
  }
}

/** A file of another curve. */
export const wrongField = (what: string): FormatError =>
  new FormatError(`${what} is not over the scalar field of BN254`, 'FILE_FIELD')

/**
 * A source of any file. A stream becomes a blob, because its sections may come in any order and a browser can keep blobs
 * out of memory.
 */
export async function toSource(file: FileLike): Promise<Source> {
  if (file instanceof Uint8Array) return fromBytes(file)
  if (file instanceof ArrayBuffer) return fromBytes(new Uint8Array(file))
  if (file instanceof Blob) return fromBlob(file)
  if (file instanceof ReadableStream) return fromBlob(await new Response(file as BodyInit).blob())
  return file
}

const fromBlob = (blob: Blob): Source => ({
  size: blob.size,
  read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
})

const fromBytes = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
})

export interface Section {
  readonly offset: number
  readonly size: number
}

/** A file whose table of sections has been read. */
export class Container {
  readonly #source: Source
  readonly #sections: ReadonlyMap<number, Section>
  readonly #magic: string

  private constructor(source: Source, magic: string, sections: ReadonlyMap<number, Section>) {
    this.#source = source
    this.#magic = magic
    this.#sections = sections
  }

  /** Reads the table. Throws `FormatError` for a wrong magic or version, a truncated file or a section given twice. */
  static async open(file: FileLike, magic: string, versions: readonly number[]): Promise<Container> {
    const source = await toSource(file)
    const head = await source.read(0, Math.min(12, source.size))
    if (head.length < 12 || String.fromCharCode(...head.subarray(0, 4)) !== magic) {
      throw new FormatError(`not a .${magic.trim()} file: its first bytes are not "${magic}"`)
    }
    const view = viewOf(head)
    const version = view.getUint32(4, true)
    if (!versions.includes(version)) throw new FormatError(`.${magic.trim()} version ${version} is not known`)
    const count = view.getUint32(8, true)
    const sections = new Map<number, Section>()
    let at = 12
    for (let i = 0; i < count; i++) {
      if (at + 12 > source.size)
        throw new FormatError(`the .${magic.trim()} file is truncated: ${i} of ${count} sections found`)
      const header = viewOf(await source.read(at, 12))
      const type = header.getUint32(0, true)
      const size = header.getUint32(4, true) + header.getUint32(8, true) * 2 ** 32
      const offset = at + 12
      if (offset + size > source.size)
        throw new FormatError(`the .${magic.trim()} file is truncated in section ${type}`)
      if (sections.has(type)) throw new FormatError(`the .${magic.trim()} file has section ${type} twice`)
      sections.set(type, { offset, size })
      at = offset + size
    }
    return new Container(source, magic, sections)
  }

  has(type: number): boolean {
    return this.#sections.has(type)
  }

  section(type: number): Section {
    const section = this.#sections.get(type)
    if (section === undefined) throw new FormatError(`the .${this.#magic.trim()} file has no section ${type}`)
    return section
  }

  /** Bytes of a section, all of it or a part. */
  async read(type: number, from = 0, length = this.section(type).size - from): Promise<Uint8Array> {
    const section = this.section(type)
    if (from < 0 || length < 0 || from + length > section.size) {
      throw new FormatError(`section ${type} of the .${this.#magic.trim()} file is too short`)
    }
    const bytes = await this.#source.read(section.offset + from, length)
    if (bytes.length !== length)
      throw new FormatError(`section ${type} of the .${this.#magic.trim()} file is truncated`)
    return bytes
  }
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Writes a container with the given sections in order. */
export function writeContainer(
  magic: string,
  version: number,
  sections: readonly { type: number; body: readonly Uint8Array[] }[],
): Uint8Array<ArrayBuffer> {
  const sizes = sections.map(({ body }) => body.reduce((sum, part) => sum + part.length, 0))
  const bytes = new Uint8Array(12 + sizes.reduce((sum, size) => sum + 12 + size, 0))
  const view = viewOf(bytes)
  for (let i = 0; i < 4; i++) bytes[i] = magic.charCodeAt(i)
  view.setUint32(4, version, true)
  view.setUint32(8, sections.length, true)
  let at = 12
  for (const [i, { type, body }] of sections.entries()) {
    view.setUint32(at, type, true)
    view.setUint32(at + 4, sizes[i]! >>> 0, true)
    view.setUint32(at + 8, Math.floor(sizes[i]! / 2 ** 32), true)
    at += 12
    for (const part of body) {
      bytes.set(part, at)
      at += part.length
    }
  }
  return bytes
}
