/** Witness files: version 2, section 1 = { n8 u32, prime, count u32 }, section 2 = `count` canonical numbers of n8 bytes. */
import { R, readLittleEndian, writeLittleEndian } from '../curve/bn254.ts'
import { Container, type FileLike, FormatError, viewOf, writeContainer, wrongField } from './container.ts'

/**
 * The values of a witness file over the scalar field of BN254: 32 little-endian bytes each, wire by wire.
 *
 * @example
 * console.log((await readWitness(wtns)).length) // 128
 */
export async function readWitness(file: FileLike): Promise<Uint8Array> {
  const container = await Container.open(file, 'wtns', [1, 2])
  const header = await container.read(1)
  if (header.length !== 40 || viewOf(header).getUint32(0, true) !== 32 || readLittleEndian(header, 4) !== R) {
    throw wrongField('the witness')
  }
  const count = viewOf(header).getUint32(36, true)
  const { size } = container.section(2)
  if (size !== 32 * count) throw new FormatError(`the witness says ${count} values but has ${size} bytes`)
  return container.read(2)
}

/**
 * A witness file of the given values.
 *
 * @example
 * const wtns = writeWitness([1n, 10n, 3n, 9n])
 * console.log(new TextDecoder().decode(wtns.subarray(0, 4))) // wtns
 */
export function writeWitness(values: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(40)
  viewOf(header).setUint32(0, 32, true)
  writeLittleEndian(header, 4, R)
  viewOf(header).setUint32(36, values.length, true)
  const body = new Uint8Array(32 * values.length)
  for (const [i, value] of values.entries()) writeLittleEndian(body, 32 * i, value)
  return writeContainer('wtns', 2, [
    { type: 1, body: [header] },
    { type: 2, body: [body] },
  ])
}
