/** The rows of words and registers that a run touches: those of the boundary table, and of the image. */
import type { Execution, RecordedExecution } from '../../vm/execution.ts'
import { type Bridge, type CompiledProgram, chainBridges } from '../compile.ts'
import { ORDER_END, ORDER_START, REGISTER_WORD, registerAddress } from '../layout.ts'
import { boundaryColumns } from '../tables/boundary.ts'
import { imageColumns } from '../tables/image.ts'
import type { TableWriter } from './writer.ts'

/** Rows of the boundary table: word numbers in order, and where the last value is (an index), or -1 for a link. */
export interface BoundaryEntries {
  readonly word: Uint32Array
  /** Index into the touched words; register cells follow from `REGISTERS_FROM` on; LINK for links. */
  readonly source: Uint32Array
}

const LINK = 0xffffffff
const REGISTERS_FROM = 0x80000000

/** All touched words and registers that the image does not have, with links to the image's bridges and the end. */
export function boundaryEntries(
  { image: initial, bridges: ofImage }: CompiledProgram,
  { touched, registers }: Execution,
): BoundaryEntries {
  const word: number[] = []
  const source: number[] = []
  const bridges = chainBridges(ofImage)
  let bridge = 0
  let last = ORDER_START
  const push = (number: number, from: number) => {
    word.push(number)
    source.push(from)
    last = number
  }
  // A bridge starts at the word before the image's: at a touched one, or else at a link.
  const crossBridges = (limit: number) => {
    for (; bridge < bridges.length && bridges[bridge]!.first <= limit; bridge++) {
      const { first, last: end } = bridges[bridge]!
      if (last !== first - 1) push(first - 1, LINK)
      last = end
    }
  }
  let at = 0
  const inImage = (address: number) => {
    while (at < initial.address.length && initial.address[at]! < address) at++
    return initial.address[at] === address
  }
  const visit = (address: number, index: number) => {
    crossBridges(address / 4)
    if (!inImage(address)) push(address / 4, index)
  }
  for (const [k, address] of touched.address.entries()) visit(address, k)
  registers.time.forEach((time, cell) => {
    if (time !== 0) visit(registerAddress(cell), REGISTERS_FROM + cell)
  })
  crossBridges(ORDER_END)
  push(ORDER_END, LINK)
  return { word: Uint32Array.from(word), source: Uint32Array.from(source) }
}

export function fillBoundary(
  writer: TableWriter,
  entries: BoundaryEntries,
  bridges: readonly Bridge[],
  times: Uint32Array,
  execution: RecordedExecution,
): void {
  const { real, link, word, gap, time, last } = boundaryColumns
  const { touched, registers } = execution
  const bridgeEnds = new Map(chainBridges(bridges).map(({ first, last: end }) => [first - 1, end]))
  // Bridges may touch: that of an image which ends with memory leads to the guard's.
  const across = (number: number): number => {
    const end = bridgeEnds.get(number)
    return end === undefined ? number : across(end)
  }
  let previous = across(ORDER_START)
  entries.word.forEach((number, row) => {
    const source = entries.source[row]!
    writer.set(real, row, 1)
    writer.setWord(word, row, number)
    writer.setWord(gap, row, number - 1 - previous)
    previous = across(number)
    if (source === LINK) {
      writer.set(link, row, 1)
    } else if (source >= REGISTERS_FROM) {
      const cell = source - REGISTERS_FROM
      writer.set(time, row, times[cell]!)
      writer.setWord(last, row, registers.value[cell]!)
    } else {
      writer.set(time, row, touched.time[source]!)
      writer.setWord(last, row, touched.value[source]!)
    }
  })
}

export function fillImage(
  writer: TableWriter,
  { image: initial }: CompiledProgram,
  times: Uint32Array,
  { touched, registers }: RecordedExecution,
): void {
  let at = 0
  initial.address.forEach((address, row) => {
    let [time, value] = [0, initial.value[row]!]
    if (address >= 4 * REGISTER_WORD) {
      const cell = address / 4 - REGISTER_WORD
      time = times[cell]!
      value = registers.value[cell]!
    } else {
      while (at < touched.address.length && touched.address[at]! < address) at++
      if (touched.address[at] === address) {
        time = touched.time[at]!
        value = touched.value[at]!
      }
    }
    writer.set(imageColumns.time, row, time)
    writer.setWord(imageColumns.last, row, value)
  })
}
