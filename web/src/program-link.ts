/** Links to a program in TypeScript. They hold the source and where it started from, compressed; nothing else fits. */
import { fromBase64, fromText, toBase64, toText } from './bytes.ts'

/** Longer sources are taken from no link: a short one could unpack to more memory than there is. */
const MOST_BYTES = 1 << 20

export interface LinkedProgram {
  /** Slug of the starting point: it chooses the input fields and the name of the file. */
  readonly start: string
  /** Undefined if the starting point is unchanged. */
  readonly source?: string
}

/** The fragment, which no browser sends to a server. */
export async function fragmentOf({ start, source }: LinkedProgram): Promise<string> {
  const parts = new URLSearchParams({ start })
  if (source !== undefined) parts.set('code', toUrlSafe(await deflate(fromText(source))))
  return `#${parts}`
}

/** The program in a fragment; undefined if there is none, or one that is damaged or too large. */
export async function programOf(fragment: string): Promise<LinkedProgram | undefined> {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''))
  const start = parts.get('start')
  const code = parts.get('code')
  if (start === null) return undefined
  if (code === null) return { start }
  const packed = fromBase64(code.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = packed === undefined ? undefined : await inflate(packed)
  const source = bytes === undefined ? undefined : toText(bytes)
  return source === undefined ? undefined : { start, source }
}

const toUrlSafe = (bytes: Uint8Array) =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const streamOf = (bytes: Uint8Array) => new Blob([bytes.slice()]).stream()

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = streamOf(bytes).pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  try {
    const reader = streamOf(bytes).pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length
      if (length > MOST_BYTES) {
        await reader.cancel()
        return undefined
      }
      pieces.push(next.value)
    }
  } catch {
    return undefined
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer())
}
