/**
 * Ch(x, y, z) = (x and y) or (not x and z) and Maj(x, y, z) = (x and y) + (x + y and z), where + is xor. In the first two
 * rounds of a row words that it has as bytes are looked up: x and y is half of x + y less their xor, as integers.
 */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { P } from '../../../field/koalabear.ts'
import type { Word } from '../../access.ts'
import { XOR } from '../../buses.ts'
import type { Row } from '../../row.ts'
import { both, choice, majority, sums } from './bits.ts'
import { bytesOf, type StateWords } from './words.ts'

const HALF = (P + 1) / 2

/** A word that a row computes from those of the last three rounds. */
export interface Mixture {
  readonly word: Word
  /** x is the newest. */
  fill(row: Row, x: number, y: number, z: number): void
}

/** Ch of the words before round `r`. */
export function choiceBefore(t: TableBuilder, e: StateWords, r: number, real: Expression): Mixture {
  if (r >= 2) return { word: choice(e.bits(r - 1), e.bits(r - 2), e.bits(r - 3)), fill: () => {} }
  const x = e.bytes(r - 1)
  const xAndZ = lookUp(t, `e${r - 1} xor e${r - 3}`, x, e.bytes(r - 3), real)
  const unchosen = minus(e.word(r - 3), xAndZ.both)
  if (r === 1)
    return {
      word: plus(both(e.bits(0), e.bits(-1)), unchosen),
      fill: (row, x, _, z) => xAndZ.fill(row, x, z),
    }
  const xAndY = lookUp(t, 'e-1 xor e-2', x, e.bytes(-2), real)
  return {
    word: plus(xAndY.both, unchosen),
    fill(row, x, y, z) {
      xAndY.fill(row, x, y)
      xAndZ.fill(row, x, z)
    },
  }
}

/** Maj of the words before round `r`. */
export function majorityBefore(t: TableBuilder, a: StateWords, r: number, real: Expression): Mixture {
  if (r >= 2) return { word: majority(a.bits(r - 1), a.bits(r - 2), a.bits(r - 3)), fill: () => {} }
  if (r === 0) {
    const yAndZ = lookUp(t, 'a-2 xor a-3', a.bytes(-2), a.bytes(-3), real)
    const xAndOne = lookUp(t, 'a-1 xor a-2 xor a-3', a.bytes(-1), yAndZ.xor, real)
    return {
      word: plus(yAndZ.both, xAndOne.both),
      fill(row, x, y, z) {
        yAndZ.fill(row, y, z)
        xAndOne.fill(row, x, y ^ z)
      },
    }
  }
  const different = byteColumns(t, 'a0 xor a-1')
  for (const [k, byte] of bytesOf(sums(a.bits(0), a.bits(-1))).entries())
    t.assertZero(`a0 xor a-1 (byte ${k})`, different.bytes[k]!.minus(byte))
  const decided = lookUp(t, 'a0 xor a-1 xor a-2', different.bytes, a.bytes(-2), real)
  return {
    word: plus(both(a.bits(0), a.bits(-1)), decided.both),
    fill(row, x, y, z) {
      different.fill(row, x ^ y)
      decided.fill(row, x ^ y, z)
    },
  }
}

/** The xor of two words, and what they both have; all bytes are in range by that. */
function lookUp(
  t: TableBuilder,
  name: string,
  x: readonly Expression[],
  y: readonly Expression[],
  real: Expression,
): { readonly xor: readonly Expression[]; readonly both: Word; fill(row: Row, x: number, y: number): void } {
  const xor = byteColumns(t, name)
  for (const [k, byte] of xor.bytes.entries()) t.send(XOR, [x[k]!, y[k]!, byte], real)
  const common = xor.bytes.map((byte, k) => x[k]!.plus(y[k]!).minus(byte).times(HALF))
  return {
    xor: xor.bytes,
    both: { lo: common[0]!.plus(common[1]!.times(256)), hi: common[2]!.plus(common[3]!.times(256)) },
    fill: (row, x, y) => xor.fill(row, x ^ y),
  }
}

function byteColumns(t: TableBuilder, name: string) {
  const bytes = [0, 1, 2, 3].map((k) => t.column(`${name}.${k}`))
  return {
    bytes,
    fill(row: Row, value: number) {
      for (const [k, byte] of bytes.entries()) row.set(byte, (value >>> (8 * k)) & 0xff)
    },
  }
}

const plus = (x: Word, y: Word): Word => ({ lo: x.lo.plus(y.lo), hi: x.hi.plus(y.hi) })
const minus = (x: Word, y: Word): Word => ({ lo: x.lo.minus(y.lo), hi: x.hi.minus(y.hi) })
