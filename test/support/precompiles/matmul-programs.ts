/** Programs that multiply matrices, and what they ought to give. */
import { ARGUMENTS, NUMBER } from '../../../src/machine/precompiles/matmul/layout.ts'
import type { Arguments } from '../../../src/machine/precompiles/matmul/product.ts'
import { encode, loadConstant, systemCall } from '../../vm/support/assembler.ts'
import { DATA } from '../../vm/support/elf.ts'
import { BASE, base, call, type Line, type Listing, li, listing } from '../listings.ts'
import { random } from '../random.ts'

/** a0 = DATA + pointer; the call. */
const product = (pointer: number, name: string): Line[] => [
  encode('addi', { rd: 10, rs1: BASE, imm: pointer }),
  ...loadConstant(17, NUMBER),
  [name, encode('ecall')],
]

/** Calls with arguments at these places of DATA; then `length` bytes of DATA as output, and a0 of the last call as exit code. */
export function products(pointers: readonly number[], data: Uint8Array, length: number): Listing {
  return listing(
    [
      base,
      ...pointers.flatMap((pointer, k) => product(pointer, `call ${k}`)),
      encode('addi', { rd: 9, rs1: 10 }),
      ...call(64, 1, 0, length),
      encode('addi', { rd: 10, rs1: 9 }),
      li(17, 93),
      ['exit', encode('ecall')],
      li(10, 2),
      ...systemCall(93),
    ],
    data,
  )
}

/** Words of memory. */
export class Data {
  readonly bytes: Uint8Array
  readonly view: DataView

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Puts arguments at a place; their pointers are places too. */
  place(at: number, own: Arguments): void {
    ARGUMENTS.forEach((name, k) => {
      this.view.setUint32(4 * (at / 4 + k), own[name] + (k < 3 ? DATA : 0), true)
    })
  }

  /** Random bytes, many of them extreme. */
  randomize(from: number, to: number, seed: number): void {
    const next = random(seed)
    for (let k = from; k < to; k++)
      this.bytes[k] = next(4) === 0 ? [0x80, 0x7f, 0xff, 1][next(4)]! : next(256)
  }

  /** What a call with arguments at a place does, with numbers as large as they get. */
  multiply(at: number): void {
    const [c, a, b, rows, columns, length, accumulate] = ARGUMENTS.map((_, k) =>
      this.view.getUint32(at + 4 * k, true),
    ) as [number, number, number, number, number, number, number]
    const before = new DataView(this.bytes.slice().buffer)
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const place = c - DATA + 4 * (i * columns + j)
        let sum = accumulate === 1 ? BigInt(before.getUint32(place, true)) : 0n
        for (let k = 0; k < length; k++)
          sum += BigInt(before.getInt8(a - DATA + i * length + k) * before.getInt8(b - DATA + j * length + k))
        this.view.setUint32(place, Number(BigInt.asUintN(32, sum)), true)
      }
    }
  }
}

/** Sizes of one product with its arguments first, and then c, a and b. */
export interface Sizes {
  readonly rows: number
  readonly columns: number
  readonly length: number
  readonly accumulate?: boolean
}

const A_START = 32

/** A program with one product, whose output is c. */
export function oneProduct({ rows, columns, length, accumulate = false }: Sizes, seed = 1) {
  const c = A_START
  const a = c + 4 * rows * columns
  const b = a + rows * length
  const data = new Data(b + columns * length)
  data.randomize(c, data.bytes.length, seed)
  data.place(0, { c, a, b, rows, columns, length, accumulate: accumulate ? 1 : 0 })
  const program = products([0], data.bytes.slice(), a)
  data.multiply(0)
  return { program, output: data.bytes.subarray(0, a) }
}
