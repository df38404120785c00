/** Lies about matrix products: one for every message that lies about steps do not try. */
import { ARGUMENTS, TICK } from '../../../src/machine/precompiles/matmul/layout.ts'
import { matmul } from '../../../src/machine/precompiles/matmul/matmul.ts'
import type { Arguments } from '../../../src/machine/precompiles/matmul/product.ts'
import type { Accelerator, CallMemory } from '../../../src/vm/accelerator.ts'
import { DATA } from '../../vm/support/elf.ts'
import type { EditableTraces } from '../editable-traces.ts'
import { type Falsehood, falsehood } from '../falsehood.ts'
import { type ExecutionLie, liar } from '../liar.ts'
import { Data, products } from './matmul-programs.ts'
import { executing } from './sha256.ts'

const RANGE = [0, 1, 2, 3]
/** What sums change by is a multiple of it, so that carries stay whole. */
const UNIT = 2 ** 16
const C = 64
/** Bytes between the arguments of the call and others. */
const OTHERS = 32

/** A call and arguments of another one beside it; words of c are multiples of 2^16. Output is all up to `end`. */
function program(sizes: Pick<Arguments, 'rows' | 'columns' | 'length' | 'accumulate'>, isWhole: boolean) {
  const { rows, columns, length, accumulate } = sizes
  const a = C + 4 * rows * columns
  const b = a + rows * length
  const data = new Data(b + columns * length)
  data.randomize(C, data.bytes.length, 4)
  for (let at = C; at < a; at += 4) data.view.setUint32(at, (at + 1) * UNIT, true)
  data.place(0, { c: C, a, b, ...sizes })
  data.place(OTHERS, { c: C, a, b, ...sizes, accumulate: 1 - accumulate })
  const { elf } = products([0], data.bytes, isWhole ? data.bytes.length : a)
  return {
    elf,
    a: DATA + a,
    byte: (matrix: 'a' | 'b', k: number) => data.view.getInt8((matrix === 'a' ? a : b) + k),
  }
}

/** Two blocks, one below the other. */
const blocks = program({ rows: 8, columns: 4, length: 16, accumulate: 0 }, false)
/** Four words, to which is added. */
const row = program({ rows: 1, columns: 4, length: 16, accumulate: 1 }, true)

/** Matrix products on another memory, or of other arguments. */
const running = (change: (memory: CallMemory) => CallMemory, offset = 0) =>
  executing({
    ...matmul,
    run: (memory, [pointer]) => matmul.run(change(memory), [pointer + offset]),
  } as Accelerator)

/** What the call leaves in word (i, j) of two blocks is `more(i, j)` larger. */
const leavingMore = (more: (i: number, j: number) => number) =>
  running((memory) => ({
    ...memory,
    write(address, tick, value) {
      const k = (address - DATA - C) / 4
      return memory.write(address, tick, value + more(Math.floor(k / 4), k % 4))
    },
  }))

const add = (value: number) => (before: number) => before + value

/** Word (i, j) of the first block: the sum before, the one after, that of the block, and that which is written. */
const STAGES: readonly ((traces: EditableTraces, i: number, j: number, more: number) => void)[] = [
  (traces, i, j, more) => traces.table('matmul blocks').edit(0, { [`before[${i}][${j}]`]: add(more) }),
  (traces, i, j, more) => traces.table('matmul blocks').edit(0, { [`after[${i}][${j}]`]: add(more) }),
  (traces, i, j, more) => traces.table('matmul output').edit(0, { [`sum ${i} ${j}`]: add(more) }),
  (traces, i, j, more) => traces.table('matmul words').edit(i, { [`sum ${j}`]: add(more) }),
]

/** Sums of a row grow before the products are added, between blocks and output, and on the way to memory. */
function* otherSums(): Generator<Falsehood> {
  for (const first of [0, 2, 3]) {
    for (const i of RANGE) {
      yield falsehood(
        `matmul: more in row ${i} from stage ${first} on`,
        blocks.elf,
        {},
        {
          executor: leavingMore((y, x) => (y === i && x === 0 ? UNIT : 0)),
          traces(traces) {
            for (const stage of STAGES.slice(first)) stage(traces, i, 0, UNIT)
          },
        },
      )
    }
  }
}

/** A byte of the first block is 2^16 more. */
function* otherBytes(): Generator<Falsehood> {
  for (const matrix of ['a', 'b'] as const) {
    for (const own of RANGE) {
      for (const k of [0, 6, 12]) {
        const more = (i: number, j: number): number => {
          if (i >= 4 || (matrix === 'a' ? i : j) !== own) return 0
          return UNIT * (matrix === 'a' ? blocks.byte('b', 16 * j + k) : blocks.byte('a', 16 * i + k))
        }
        yield falsehood(
          `matmul: byte ${k} of row ${own} of ${matrix}`,
          blocks.elf,
          {},
          {
            executor: leavingMore(more),
            traces(traces) {
              traces.table('matmul blocks').edit(0, { [`${matrix}[${own}][${k}]`]: add(UNIT) })
              for (const stage of STAGES.slice(1))
                for (const i of RANGE) for (const j of RANGE) stage(traces, i, j, more(i, j))
            },
          },
        )
      }
    }
  }
}

/** From a block on, a is 32 bytes further on, or words are added to. */
function* otherBlocks(): Generator<Falsehood> {
  for (const first of [0, 1]) {
    const start = blocks.a + 64 * first
    const shifted = running((memory) => ({
      ...memory,
      read: (address, tick) =>
        memory.read(tick === TICK.a && address >= start ? address + 32 : address, tick),
    }))
    yield falsehood(
      `matmul: another a from block ${first} on`,
      blocks.elf,
      {},
      {
        executor: shifted,
        traces(traces) {
          for (let k = first; k < 2; k++) {
            traces.table('matmul output').edit(k, { a: add(32), 'next a': add(32) })
            traces.table('matmul blocks').edit(k, { a: add(32) })
          }
        },
      },
    )
    const adding = running((memory) => ({
      ...memory,
      write(address, tick, value) {
        const isAdded = address >= DATA + C + 64 * first
        return memory.write(address, tick, value + (isAdded ? memory.peek(address) : 0))
      },
    }))
    yield falsehood(
      `matmul: added from block ${first} on`,
      blocks.elf,
      {},
      {
        executor: adding,
        traces(traces) {
          const words = traces.table('matmul words')
          for (let k = first; k < 2; k++) traces.table('matmul output').edit(k, { accumulate: 1 })
          for (let k = 4 * first; k < 8; k++) {
            const added = RANGE.map((j) => [`added ${j}.hi`, words.get(k, `old ${j}.hi`)] as const)
            words.edit(k, { accumulate: 1, ...Object.fromEntries(added) })
          }
        },
      },
    )
  }
}

/** Words of memory that are not what the call finds, or that it does not leave. */
function* otherWords(): Generator<Falsehood> {
  const firstOfC = ARGUMENTS.length + 4 + 16
  const lies: ExecutionLie[] = [
    { kind: 'call finds', at: ARGUMENTS.indexOf('accumulate'), value: 1 },
    ...RANGE.map((k) => ({ kind: 'call leaves', at: ARGUMENTS.length + k, value: 64 }) as const),
    ...RANGE.map((k) => ({ kind: 'call leaves', at: firstOfC + k, value: 64 }) as const),
  ]
  for (const lie of lies)
    yield falsehood(`matmul: ${lie.kind} another word ${lie.at}`, row.elf, {}, { executor: liar(lie) })
  for (const j of RANGE) {
    const other = (limb: number) => limb ^ 64
    yield falsehood(
      `matmul: adds to another word ${j}`,
      row.elf,
      {},
      {
        executor: running((memory) => ({
          ...memory,
          peek: (address) => memory.peek(address) ^ (address === DATA + C + 4 * j ? 64 * UNIT : 0),
        })),
        traces: (traces) =>
          traces.table('matmul words').edit(0, { [`old ${j}.hi`]: other, [`added ${j}.hi`]: other }),
      },
    )
  }
}

export function* matmulFalsehoods(): Generator<Falsehood> {
  yield* otherSums()
  yield* otherBytes()
  yield* otherBlocks()
  yield* otherWords()
  yield falsehood(
    'matmul: other arguments',
    row.elf,
    {},
    {
      executor: running((memory) => memory, OTHERS),
      traces: (traces) => traces.table('matmul').edit(0, { arguments: add(OTHERS) }),
    },
  )
}
