import { readFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AssemblyScript, compileTypeScript } from '../../../src/compile.ts'
import { P } from '../../../src/field/koalabear.ts'
import { compile } from '../../../src/machine/compile.ts'
import { standardMachine } from '../../../src/machine/machine.ts'
import { poseidon2Of } from '../../../src/machine/precompiles/poseidon2/permutation.ts'
import { poseidon2 } from '../../../src/machine/precompiles/poseidon2/poseidon2.ts'
import { NUMBER } from '../../../src/machine/precompiles/poseidon2/table.ts'
import { transfer } from '../../../src/machine/tables/transfer.ts'
import { tableSizes, tableWidth } from '../../../src/machine/trace/sizes.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'
import { base, listing } from '../../support/listings.ts'
import { executing } from '../../support/precompiles/executing.ts'
import { pointerCall, pointerCalls } from '../../support/precompiles/pointer-programs.ts'
import { random } from '../../support/rows.ts'
import { TraceProver } from '../../support/traces.ts'
import { CODE, DATA } from '../../vm/support/elf.ts'
import { runBoth, wasmEngine } from '../../vm/support/run.ts'

const GUEST = new Uint8Array(readFileSync(new URL('guests/poseidon2.elf', import.meta.url)))
const SOFTWARE = Uint8Array.of(1)

/** Cells of a permutation: a row of 179, and 4 of 84. */
const CELLS = 515

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

const next = random(17)
const elements = (count: number) => Array.from({ length: count }, () => next(P))
const bytesOf = (words: readonly number[]) => new Uint8Array(Uint32Array.from(words).buffer)
const wordsOf = (bytes: Uint8Array) => [...new Uint32Array(bytes.slice().buffer)]

/** The digest of elements, as the guests have it. */
function hash(words: readonly number[]): number[] {
  let state = new Array<number>(16).fill(0)
  for (let at = 0; at < words.length; at += 8) {
    const block = words.slice(at, at + 8)
    state = poseidon2Of([...block, ...state.slice(block.length)]).output
  }
  return state.slice(0, 8)
}

test('the permutation is the published one', () => {
  // Plonky3, koala-bear/src/poseidon2.rs, test_default_koalabear_poseidon2_width_16.
  const input = [
    894848333, 1437655012, 1200606629, 1690012884, 71131202, 1749206695, 1717947831, 120589055, 19776022,
    42382981, 1831865506, 724844064, 171220207, 1299207443, 227047920, 1783754913,
  ]
  const { output, cubes } = poseidon2Of(input)
  expect(output).toEqual([
    1934285469, 604889435, 133449501, 1026180808, 1830659359, 176667110, 1391183747, 351743874, 1238264085,
    1292768839, 2023573270, 1201586780, 1360691759, 1230682461, 748270449, 651545025,
  ])
  expect(cubes).toHaveLength(148)
})

describe('guests', () => {
  test('in C have the digests of the permutation, as software has', async () => {
    const engine = await wasmEngine()
    for (const count of [8, 16, 24]) {
      const words = elements(count)
      for (const publicInput of [new Uint8Array(), SOFTWARE]) {
        const { output } = await runBoth(engine, GUEST, { privateInput: bytesOf(words), publicInput })
        expect(wordsOf(output)).toEqual(hash(words))
      }
    }
    const words = elements(11)
    expect(wordsOf((await runBoth(engine, GUEST, { privateInput: bytesOf(words) })).output)).toEqual(
      hash(words),
    )
  })

  test('in TypeScript too', async () => {
    const source = `
      import { readPrivate, write } from 'limpid/guest'
      import { compress, hash, poseidon2 } from 'limpid/guest/zkvm/poseidon2'
      function words(bytes: Uint8Array, count: i32): StaticArray<u32> {
        const result = new StaticArray<u32>(count)
        memory.copy(changetype<usize>(result), bytes.dataStart, 4 * count)
        return result
      }
      function show(words: StaticArray<u32>): void {
        const bytes = new Uint8Array(4 * words.length)
        memory.copy(bytes.dataStart, changetype<usize>(words), bytes.length)
        write(bytes)
      }
      export function main(): i32 {
        const x = readPrivate()
        const state = words(x, 16)
        poseidon2(state)
        show(state)
        show(hash(words(x, 19)))
        show(compress(words(x, 8), words(x.subarray(32), 8)))
        return 0
      }`
    const { elf } = await compileTypeScript(asc as unknown as AssemblyScript, 'program.ts', (path) =>
      path === 'program.ts' ? source : null,
    )
    const words = elements(19)
    const { output } = await runBoth(await wasmEngine(), elf, { privateInput: bytesOf(words) })
    const permuted = poseidon2Of(words.slice(0, 16)).output
    expect(wordsOf(output)).toEqual([...permuted, ...hash(words), ...permuted.slice(0, 8)])
  })

  test('prove a digest', async () => {
    const words = elements(40)
    const { faults, statement, refusal, execution } = await prover.attempt(GUEST, {
      privateInput: bytesOf(words),
    })
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(wordsOf(statement.output)).toEqual(hash(words))
    expect(execution.calls.filter(({ calls }) => calls > 0)).toEqual([
      { calls: 5, words: 5 * (8 + 4 * 16), rows: [5, 20] },
    ])
    expect(refusal).toBeUndefined()
  })

  /** Cells per block of 8 elements, in rows that hold something, but for the moves of its bytes. */
  const perBlock = (publicInput = new Uint8Array()): number => {
    const compiled = compile(loadElf(GUEST))
    const cells = (blocks: number): number => {
      const inputs = { privateInput: bytesOf(new Array(8 * blocks).fill(1)), publicInput }
      const { counts } = tableSizes(compiled, interpret(compiled.executable, compiled.plan, inputs), 12)
      return counts.reduce((sum, rows, number) => sum + rows * tableWidth(standardMachine.tables[number]), 0)
    }
    return (cells(10) - cells(5)) / 5 - 32 * tableWidth(transfer)
  }

  test('pay a small part of what software costs', () => {
    const rows = [1, 4]
    const cells = poseidon2.tables.reduce((sum, { table }, k) => sum + rows[k]! * tableWidth(table), 0)
    expect(cells).toBe(CELLS)
    expect(perBlock(SOFTWARE) / CELLS).toBeGreaterThan(1000)
    expect(perBlock(SOFTWARE) / perBlock()).toBeGreaterThan(100)
  })
})

describe('calls', () => {
  test('on states that overlap do what the executor says', async () => {
    const words = elements(24)
    const program = pointerCalls(NUMBER, [0, 4, 32, 0, 0], bytesOf(words), 96)
    for (const place of [0, 1, 8, 0, 0])
      words.splice(place, 16, ...poseidon2Of(words.slice(place, place + 16)).output)
    await runBoth(await wasmEngine(), program.elf, {}, (executable) => compile(executable).plan)
    const { faults, refusal, statement } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(wordsOf(statement.output)).toEqual(words)
    expect(refusal).toBeUndefined()
  })

  test('reach up to the end of memory', async () => {
    const { faults, refusal } = await prover.attempt(listing(pointerCall(NUMBER, 2 ** 30 - 64)).elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
  })

  test.each([
    ['MISALIGNED_ACCESS', DATA + 1],
    ['OUT_OF_RANGE', 2 ** 30],
    ['OUT_OF_RANGE', 2 ** 30 - 60],
    ['NOT_WRITABLE', CODE],
  ])('trap: %s at %i', async (code, pointer) => {
    const program = listing([base, ...pointerCall(NUMBER, pointer)], new Uint8Array(64))
    await expect(runBoth(await wasmEngine(), program.elf, {})).rejects.toMatchObject({
      code,
      pc: program.pc('call'),
    })
  })

  test.each([P, P + 1, 2 ** 31, 2 ** 32 - 1])('trap on %i, which is no element', async (word) => {
    for (const place of [0, 7, 15]) {
      const words = elements(16)
      words[place] = word
      const program = listing([base, ...pointerCall(NUMBER, DATA)], bytesOf(words))
      await expect(runBoth(await wasmEngine(), program.elf, {})).rejects.toMatchObject({
        code: 'INVALID_CALL',
        pc: program.pc('call'),
      })
    }
  })
})

describe('cheaters', () => {
  const program = pointerCalls(NUMBER, [0, 0], bytesOf(elements(16)), 64)

  test.each([
    ['poseidon2', 1, { 'cube 77': (cube: number) => cube + 1 }],
    ['poseidon2', 1, { x3: (x: number) => x + 1 }],
    ['poseidon2', 1, { clk: (clk: number) => clk - 8 }],
    ['poseidon2 words', 5, { 'w0.new': (x: number) => x ^ 1, 'w0.new.lo': (lo: number) => lo ^ 1 }],
    ['poseidon2 words', 5, { row: 2 }],
    ['poseidon2 words', 2, { pointer: (pointer: number) => pointer + 4 }],
    ['poseidon2 words', 6, { real: 0 }],
  ] as const)('are refused: %s row %i %o', async (table, row, edits) => {
    const { faults, refusal } = await prover.attempt(
      program.elf,
      {},
      { traces: (traces) => traces.table(table).edit(row, edits) },
    )
    expect([...faults.violated, ...faults.unbalanced]).not.toEqual([])
    expect(refusal).toBeDefined()
  })

  test('cannot prove words that are no elements', async () => {
    // An executor that takes them for what they are modulo p.
    const lenient = {
      ...poseidon2,
      run(memory: Parameters<typeof poseidon2.run>[0], pointers: readonly number[]) {
        const words = Array.from({ length: 16 }, (_, k) => memory.peek(pointers[0]! + 4 * k) % P)
        for (const [k, word] of poseidon2Of(words).output.entries())
          memory.write(pointers[0]! + 4 * k, 0, word)
        return { steps: 1, rows: [1, 4] }
      },
    }
    const words = elements(16)
    words[5] = P + 3
    const { elf } = pointerCalls(NUMBER, [0], bytesOf(words), 64)
    const { faults, refusal } = await prover.attempt(
      elf,
      {},
      {
        executor: executing(lenient),
      },
    )
    expect([...faults.violated, ...faults.unbalanced]).not.toEqual([])
    expect(refusal).toBeDefined()
  })
})
