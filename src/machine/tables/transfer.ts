/**
 * One row per byte that a read or write moves. The call starts the chain with the number of bytes still to come after
 * the first; the last row, with none to come, hands the state to the next instruction. A chain that counts past zero
 * would need p rows, so it cannot end.
 */
import { defineTable } from '../../air/table.ts'
import { FD } from '../../vm/abi.ts'
import { memoryAccess, rangeBits, wordColumns } from '../access.ts'
import { PUBLIC_IN, PUBLIC_OUT, STATE, TRANSFER } from '../buses.ts'
import { TICKS } from '../layout.ts'
import type { Row } from '../row.ts'

/** Word numbers of RAM have 28 bits: 15 and 13. */
const WORD_LOW_BITS = 15
const WORD_HIGH_BITS = 13

/** Record fields of a transfer that differ from an instruction's; see `vm/context.ts`. */
export const { table: transfer, result: fillTransfer } = defineTable('transfer', (t) => {
  const publicIn = t.boolean('from public input')
  const privateIn = t.boolean('from private input')
  const publicOut = t.boolean('to public output')
  const clk = t.column('clk')
  const left = t.column('left')
  const position = t.column('position')
  const pc = t.column('pc')
  const last = t.boolean('last')
  const offsets = [0, 1, 2, 3].map((k) => t.boolean(`offset ${k}`)) as [Offset, Offset, Offset, Offset]
  const wordLow = t.column('word low')
  const wordHigh = t.column('word high')
  const selected = t.column('byte before')
  const neighbour = t.column('byte beside')
  const byte = t.column('byte')
  const old = wordColumns(t, 'm.old')
  const value = wordColumns(t, 'm')

  const real = publicIn.plus(privateIn).plus(publicOut)
  t.assertBoolean('one descriptor', real)
  t.assertZero('one offset', offsets.reduce<Sum>((sum, o) => sum.plus(o), t.constant(0)).minus(real))
  t.assertZero('the last has none left', last.times(left))
  t.assertZero('last is a row', last.times(real.not()))
  rangeBits(t, wordLow, WORD_LOW_BITS, real)
  rangeBits(t, wordHigh, WORD_HIGH_BITS, real)
  const word = wordLow.plus(wordHigh.times(2 ** WORD_LOW_BITS)).times(4)
  const offset = offsets[1].plus(offsets[2].times(2)).plus(offsets[3].times(3))

  // The selected byte is the lower or upper one of the lower or upper limb.
  rangeBits(t, selected, 8, real)
  rangeBits(t, neighbour, 8, real)
  rangeBits(t, byte, 8, real)
  const isLower = offsets[0].plus(offsets[2])
  const isUpper = offsets[1].plus(offsets[3])
  const limb = isLower
    .times(selected.plus(neighbour.times(256)))
    .plus(isUpper.times(neighbour.plus(selected.times(256))))
  t.assertZero('bytes of the low limb', offsets[0].plus(offsets[1]).times(old.lo.minus(limb)))
  t.assertZero('bytes of the high limb', offsets[2].plus(offsets[3]).times(old.hi.minus(limb)))
  const change = byte.minus(selected)
  t.assertZero(
    'new low limb',
    value.lo.minus(old.lo).minus(change.times(offsets[0].plus(offsets[1].times(256)))),
  )
  t.assertZero(
    'new high limb',
    value.hi.minus(old.hi).minus(change.times(offsets[2].plus(offsets[3].times(256)))),
  )
  t.assertZero('output changes nothing', publicOut.times(change))
  const access = memoryAccess(t, { real, clk }, word, old, value)

  t.receive(PUBLIC_IN, [position, byte], publicIn)
  t.send(PUBLIC_OUT, [position, byte], publicOut)
  const descriptor = privateIn.times(FD.privateInput).plus(publicOut.times(FD.publicOutput))
  const address = word.plus(offset)
  t.receive(TRANSFER, [clk, descriptor, address, left, position, pc], real)
  const direction = publicOut.times(2).minus(1)
  const nextPosition = t.column('next position')
  t.assertZero('next position', real.times(nextPosition.minus(position).minus(direction)))
  t.send(
    TRANSFER,
    [clk.plus(TICKS), descriptor, address.plus(1), left.minus(1), nextPosition, pc],
    real.minus(last),
  )
  t.send(STATE, [pc, clk.plus(TICKS)], last)

  return (row: Row) => {
    const fd = row.get('slot')
    const byteAddress = row.get('address')
    const at = byteAddress & 3
    const wordNumber = byteAddress >>> 2
    const before = row.get('mOld')
    row.set(fd === FD.publicInput ? publicIn : fd === FD.privateInput ? privateIn : publicOut, 1)
    row.set(clk, row.get('clk'))
    row.set(left, row.get('c'))
    row.set(position, row.get('aOld'))
    row.set(nextPosition, row.get('aOld') + (fd === FD.publicOutput ? 1 : -1))
    row.set(pc, row.get('nextPc'))
    row.set(last, row.get('c') === 0 ? 1 : 0)
    row.set(offsets[at as 0 | 1 | 2 | 3], 1)
    row.set(wordLow, wordNumber & (2 ** WORD_LOW_BITS - 1))
    row.set(wordHigh, wordNumber >>> WORD_LOW_BITS)
    row.set(selected, (before >>> (8 * at)) & 255)
    row.set(neighbour, (before >>> (8 * (at ^ 1))) & 255)
    row.set(byte, row.get('b'))
    row.setWord(old, before)
    row.setWord(value, row.get('m'))
    access.fill(row)
  }
})

type Offset = import('../../air/expression.ts').Column
type Sum = import('../../air/expression.ts').Expression
