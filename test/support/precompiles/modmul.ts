/** Runs of modular arithmetic, and lies about them. */
import { modmul } from '../../../src/machine/precompiles/modmul/modmul.ts'
import { modmulTable } from '../../../src/machine/precompiles/modmul/table.ts'
import type { Accelerator, CallMemory } from '../../../src/vm/accelerator.ts'
import { type Falsehood, falsehood } from '../falsehood.ts'
import { liar } from '../liar.ts'
import type { PrecompileTests } from '../precompile-tests.ts'
import { calculations, dataOf, type Places } from './modmul-programs.ts'
import { K1, modmulRowTest, sampleOf } from './modmul-rows.ts'
import { executing } from './sha256.ts'

const [REPLACED, A, B] = [0x1234_5678_9abcn << 190n, (1n << 250n) + 77n, (1n << 255n) - 12345n]
const APART: Places = { result: 0, a: 32, b: 64, modulus: 96 }

/**
 * One call whose operands and result are all in the output. Lies are told about every step, and about as many accesses,
 * of which there are 33.
 */
const once = (operation: number) => calculations([APART], dataOf(REPLACED, A, B, K1, operation), 132, 16)
const sum = once(1)
const quotient = once(3)

/** The call finds another word k where its result will be, and everything follows from that. */
function* replacedByOthers(): Generator<Falsehood> {
  for (let k = 0; k < 8; k++) {
    const bit = 1n << BigInt(32 * k + 6)
    const own: Accelerator = {
      ...modmul,
      run(memory, pointers) {
        const lying: CallMemory = {
          ...memory,
          peek: (address) => memory.peek(address) ^ (address === pointers[0] + 4 * k ? 64 : 0),
        }
        return modmul.run(lying, pointers)
      },
    }
    const { row } = sampleOf({ operation: 1, a: A, b: B, replaced: REPLACED ^ bit, modulus: K1 })
    const edits = modmulTable.main.flatMap((name, column) =>
      /gap|^at |^clk/.test(name) ? [] : [[name, row[column]] as const],
    )
    yield falsehood(
      `modmul: word ${k} replaces another one`,
      sum.elf,
      {},
      {
        executor: executing(own),
        traces: (traces) => traces.table('modmul').edit(0, Object.fromEntries(edits)),
      },
    )
  }
}

/** The call finds another operation, and leaves it there. */
function* otherOperation(): Generator<Falsehood> {
  const lie = { kind: 'call finds', at: 24, value: 1 } as const
  yield falsehood('modmul: another operation', sum.elf, {}, { executor: liar(lie, () => {}) })
}

/** The call is of pointers 4 bytes further on. */
function* misplaced(): Generator<Falsehood> {
  for (const [k, column] of ['at result', 'at a', 'at b'].entries()) {
    const own: Accelerator = {
      ...modmul,
      run: (memory, pointers) =>
        modmul.run(
          memory,
          pointers.map((pointer, j) => (j === k ? pointer + 4 : pointer)),
        ),
    }
    yield falsehood(
      `modmul: ${column}, but further on`,
      sum.elf,
      {},
      {
        executor: executing(own),
        traces: (traces) => traces.table('modmul').edit(0, { [column]: (pointer) => pointer + 4 }),
      },
    )
  }
}

export const modmulTests: PrecompileTests = {
  precompile: modmul,
  rowTests: [modmulRowTest],
  honest: [
    { name: 'modmul: sum', program: sum, exitCode: 0 },
    { name: 'modmul: quotient', program: quotient, exitCode: 0 },
  ],
  *falsehoods() {
    yield* replacedByOthers()
    yield* otherOperation()
    yield* misplaced()
  },
  implied: {},
  unbound: {},
  free: { modmul: modmulRowTest.free },
}
