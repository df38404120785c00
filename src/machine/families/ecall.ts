/**
 * ecall, except exit and calls of precompiles: read, write and errors. What a call does is constrained completely: a
 * read returns exactly min(n, bytes left) and a write takes all n bytes, so that no prover can choose what the program
 * sees. Numbers of precompiles, from 2^12 on and below 2^16, are no calls here, whichever precompiles there are.
 *
 * a7 is the call, a0 the descriptor (the old value of the register that gets the result), a1 the buffer, a2 the length
 * n. `cell` is the descriptor's io cell: bytes left for reads, bytes written for writes. One relation of words without
 * overflow, x = a + d with a the result, serves both: a read has {a, x} = {n, left}, a write x = written after, d =
 * written before. If any byte moves, the rest is up to the transfer table, which passes the state on.
 *
 * Each of three constraints follows from the others; they are there because the proofs are longer than they are.
 *
 * `some` is 0 unless `moves`: else 'no bytes' makes a 0, and a transfer of a - 1 = -1 bytes to come would have no end.
 *
 * e = `unknown` + `large` is real - known - bad. Without a kind among those it is real, and if `large` is -1, real is 0
 * and nothing is said. Kinds of reads and of writes exclude each other (a7), and with any of them calls that there are
 * not have no part in `low` and `high`. If bad = 0, both are 0, so e = 0 and, as real is boolean, one kind is left. If
 * bad = 1 and one known kind is 1 too, 'descriptor' makes both 0, so e = -1 and real = 1: the row is what it is with
 * bad = e = 0. If bad = 1 and two known kinds are 1, the descriptor is 3 / 2: no limb if real = 1; and if real = 0,
 * the error number's a.hi = -2 (2^16 - 1) is out of range. If bad = 1 alone, either real = 1 and e = 0, or real = 0,
 * e = -1, and nothing is said. `unknown` itself has to be boolean: it looks a7 up.
 *
 * v = `readPrivate` is real - (the other kinds), an integer. Suppose it is negative. First, moves is 0 or 1: if a
 * is not 0, by 'no bytes'; if known = 1, since it is known - writeDebug; else a = 0 is the error number, so there
 * is no error, known = real = 0, 'descriptor' says 3 v + writePublic + 2 writeDebug = 0, and v is minus the sum
 * of the other known kinds: all are 0, and so is v. Hence v is -1 or -2, and readPublic or writePublic is 1. With
 * readPublic = 1, either known = 0 and number is not, or the descriptor is negative in a row with real = 1, or
 * real = 2. With writePublic alone, a nonzero known needs writeDebug = 1; then a7 is 64, which needs badRead = 1,
 * and real = 2.
 */
import type { Expression } from '../../air/expression.ts'
import { inv, mul, P } from '../../field/koalabear.ts'
import { EBADF, ENOSYS, FD, SYSCALL } from '../../vm/abi.ts'
import { FIRST_CALL } from '../../vm/accelerator.ts'
import {
  INVERSE_LIMB,
  memoryAccess,
  packed,
  producedWord,
  rangeBits,
  registerRead,
  registerWrite,
  type WordColumns,
  wordColumns,
} from '../access.ts'
import { PROGRAM, STATE, TRANSFER } from '../buses.ts'
import { defineFamily, limbs, OPERATION } from '../family.ts'
import { cellAddress, registerAddress, TICKS, TIME_B, TIME_C } from '../layout.ts'

const A0 = registerAddress(10)
const A1 = registerAddress(11)
const A2 = registerAddress(12)
const A7 = registerAddress(17)

/** Small numbers are below those of precompiles. */
const CALL_BITS = Math.log2(FIRST_CALL)

/** Upper limbs of addresses and byte counts are below 2^14: addresses end at 2^30. */
const ADDRESS_HIGH_BITS = 14

export const ecall = defineFamily({
  name: 'ecall',
  // The executor accesses what a call needs without being told.
  access: 0,
  operands: ({ mnemonic }) => (mnemonic === 'ecall' ? [OPERATION.ecall] : undefined),
  define(t) {
    const real = t.boolean('real')
    const pc = t.column('pc')
    const clk = t.column('clk')
    const readPublic = t.boolean('read public')
    const readPrivate = t.boolean('read private')
    const writePublic = t.boolean('write public')
    const writeDebug = t.boolean('write debug')
    const badRead = t.boolean('bad read')
    const badWrite = t.boolean('bad write')
    const unknown = t.boolean('unknown')
    const large = t.boolean('large')
    const reads = readPublic.plus(readPrivate)
    const writes = writePublic.plus(writeDebug)
    const moves = reads.plus(writePublic)
    const known = reads.plus(writes)
    const bad = badRead.plus(badWrite)
    const none = unknown.plus(large)
    t.assertZero('one kind of call', known.plus(bad).plus(none).minus(real))

    const step = { real, clk }
    const a7 = registerRead(t, step, 'a7', A7, TIME_B)
    const a1 = registerRead(t, step, 'a1', A1, TIME_C)
    const n = registerRead(t, step, 'a2', A2, TIME_C)
    // In range because it is a length, a counter or a constant.
    const a = wordColumns(t, 'a0')
    const write = registerWrite(t, step, A0, a)
    const descriptor = write.old

    const isRead = reads.plus(badRead)
    const isWrite = writes.plus(badWrite)
    t.assertZero('read is call 63', isRead.times(a7.lo.minus(SYSCALL.read)))
    t.assertZero('write is call 64', isWrite.times(a7.lo.minus(SYSCALL.write)))
    t.assertZero('calls are small numbers', isRead.plus(isWrite).times(a7.hi))
    const number = readPrivate
      .times(FD.privateInput)
      .plus(writePublic.times(FD.publicOutput))
      .plus(writeDebug.times(FD.debug))
    t.assertZero('descriptor', known.times(descriptor.lo).minus(number))
    t.assertZero('descriptors are small numbers', known.times(descriptor.hi))

    // Errors need proof that the low limb is none of the known ones, or that the high limb is not zero.
    const product = (x: Expression, p: number, q: number) => x.minus(p).times(x.minus(q))
    const noMove = t.column('not read or write')
    const noExit = t.column('not exit')
    t.assertZero('not read or write', noMove.minus(real.times(product(a7.lo, SYSCALL.read, SYSCALL.write))))
    t.assertZero('not exit', noExit.minus(real.times(product(a7.lo, SYSCALL.exit, SYSCALL.exitGroup))))
    rangeBits(t, a7.lo, CALL_BITS, unknown)
    const low = t.column('low differs')
    t.assertZero(
      'low differs',
      badRead
        .times(product(descriptor.lo, FD.publicInput, FD.privateInput))
        .plus(badWrite.times(product(descriptor.lo, FD.publicOutput, FD.debug)))
        .plus(unknown.times(noMove).times(noExit))
        .minus(low),
    )
    const high = t.column('high differs')
    t.assertZero('high differs', bad.times(descriptor.hi).plus(large.times(a7.hi)).minus(high))
    // Any number would do: the sum of multiples of both is not 0 only if one of them is not.
    const useHigh = t.column('use high')
    const inverse = t.column('inverse')
    t.assertZero(
      'errors are errors',
      low
        .plus(useHigh.times(high.minus(low)))
        .times(inverse)
        .minus(bad)
        .minus(none),
    )

    const cell = wordColumns(t, 'cell.old')
    const after = wordColumns(t, 'cell.new')
    const x = producedWord(t, 'x', moves)
    const d = producedWord(t, 'd', moves)
    const ends = t.boolean('ends')
    const access = memoryAccess(
      t,
      { real: moves, clk },
      readPrivate
        .times(FD.privateInput)
        .plus(writePublic.times(FD.publicOutput))
        .times(4)
        .plus(cellAddress(0)),
      cell,
      after,
    )
    const [badLo, badHi] = limbs(EBADF)
    const [unknownLo, unknownHi] = limbs(ENOSYS)
    const error = {
      lo: bad.times(badLo).plus(none.times(unknownLo)),
      hi: bad.times(badHi).plus(none.times(unknownHi)),
    }
    for (const limb of ['lo', 'hi'] as const) {
      const choose = (first: WordColumns, second: WordColumns) =>
        first[limb].plus(ends.times(second[limb].minus(first[limb])))
      t.assertZero(`read: a is n, or what is left (${limb})`, reads.times(a[limb].minus(choose(n, cell))))
      t.assertZero(`read: x is the other (${limb})`, reads.times(x[limb].minus(choose(cell, n))))
      t.assertZero(
        `read: left afterwards (${limb})`,
        reads.times(after[limb].minus(ends.not().times(d[limb]))),
      )
      t.assertZero(`write: takes all (${limb})`, writes.times(a[limb].minus(n[limb])))
      t.assertZero(`write: written before (${limb})`, writePublic.times(d[limb].minus(cell[limb])))
      t.assertZero(`write: written after (${limb})`, writePublic.times(x[limb].minus(after[limb])))
      t.assertZero(`error number (${limb})`, known.not().times(a[limb]).minus(error[limb].times(known.not())))
    }
    const carry = a.lo.plus(d.lo).minus(x.lo).times(INVERSE_LIMB)
    t.assertZero('x = a + d, carry', moves.times(carry).times(carry.minus(1)))
    t.assertZero('x = a + d, no overflow', moves.times(a.hi.plus(d.hi).plus(carry).minus(x.hi)))
    rangeBits(t, a.hi, ADDRESS_HIGH_BITS, moves)

    const some = t.boolean('some bytes')
    t.assertZero('only what moves bytes moves some', some.times(moves.not()))
    t.assertZero('no bytes (lo)', moves.minus(some).times(a.lo))
    t.assertZero('no bytes (hi)', moves.minus(some).times(a.hi))
    rangeBits(t, a1.hi, ADDRESS_HIGH_BITS, some)

    t.send(PROGRAM, [pc, OPERATION.ecall, 0, 0, 0, 0, 0, 0], real)
    t.receive(STATE, [pc, clk], real)
    const next = [clk.plus(TICKS), pc.plus(4)] as const
    t.send(STATE, [next[1], next[0]], real.minus(some))
    t.send(TRANSFER, [next[0], number, packed(a1), packed(a).minus(1), packed(cell), next[1]], some)

    return (row) => {
      const call = row.get('b')
      const fd = row.get('aOld')
      const length = row.get('d')
      const result = row.get('a')
      const isReadCall = call === SYSCALL.read
      const isWriteCall = call === SYSCALL.write
      const kind = isReadCall
        ? fd === FD.publicInput
          ? readPublic
          : fd === FD.privateInput
            ? readPrivate
            : badRead
        : isWriteCall
          ? fd === FD.publicOutput
            ? writePublic
            : fd === FD.debug
              ? writeDebug
              : badWrite
          : call < FIRST_CALL
            ? unknown
            : large
      row.set(real, 1)
      row.set(pc, row.operand(0))
      row.set(clk, row.get('clk'))
      row.set(kind, 1)
      a7.fill(row, call, row.get('bGap'))
      a1.fill(row, row.get('c'), row.get('cGap'))
      n.fill(row, length, row.get('dGap'))
      row.setWord(a, result)
      write.fill(row)
      const differs = (value: number, p: number, q: number) =>
        field((value & 0xffff) - p, (value & 0xffff) - q)
      const noMoveValue = differs(call, SYSCALL.read, SYSCALL.write)
      const noExitValue = differs(call, SYSCALL.exit, SYSCALL.exitGroup)
      row.set(noMove, noMoveValue)
      row.set(noExit, noExitValue)
      const isError = kind === badRead || kind === badWrite || kind === unknown || kind === large
      if (isError) {
        const others =
          kind === badRead
            ? differs(fd, FD.publicInput, FD.privateInput)
            : differs(fd, FD.publicOutput, FD.debug)
        const [lowValue, highValue] =
          kind === unknown
            ? [field(noMoveValue, noExitValue), 0]
            : kind === large
              ? [0, call >>> 16]
              : [others, fd >>> 16]
        row.set(low, lowValue)
        row.set(high, highValue)
        row.set(useHigh, lowValue === 0 ? 1 : 0)
        const shown = lowValue === 0 ? highValue : lowValue
        // 0 in a record of what is no error: the row is refused, whatever it has here.
        row.set(inverse, shown === 0 ? 0 : inv(shown))
      }
      if (kind !== readPublic && kind !== readPrivate && kind !== writePublic) return
      const before = row.get('mOld')
      row.setWord(cell, before)
      row.setWord(after, row.get('m'))
      access.fill(row)
      if (kind === writePublic) {
        row.setWord(d, before)
        row.setWord(x, row.get('m'))
      } else {
        const isEnd = before < length
        row.set(ends, isEnd ? 1 : 0)
        row.setWord(x, isEnd ? length : before)
        row.setWord(d, isEnd ? length - before : before - length)
      }
      row.set(some, result === 0 ? 0 : 1)
    }
  },
})

/** A product of two integers, |x|, |y| < p, as an element of F. */
const field = (x: number, y: number): number => mul(x < 0 ? x + P : x, y < 0 ? y + P : y)
