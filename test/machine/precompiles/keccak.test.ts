import { readFileSync } from 'node:fs'
import { keccak_256, keccakP, sha3_256 } from '@noble/hashes/sha3.js'
import asc from 'assemblyscript/asc'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AssemblyScript, compileTypeScript } from '../../../src/compile.ts'
import { compile } from '../../../src/machine/compile.ts'
import { standardMachine } from '../../../src/machine/machine.ts'
import { keccak } from '../../../src/machine/precompiles/keccak/keccak.ts'
import { keccakF, stateOf, wordsOf } from '../../../src/machine/precompiles/keccak/permutation.ts'
import { NUMBER, numberOf, placeOf, ROWS, WORDS } from '../../../src/machine/precompiles/keccak/rows.ts'
import { transfer } from '../../../src/machine/tables/transfer.ts'
import { tableSizes, tableWidth } from '../../../src/machine/trace/sizes.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'
import { base, listing } from '../../support/listings.ts'
import { pointerCall, pointerCalls } from '../../support/precompiles/pointer-programs.ts'
import { random } from '../../support/rows.ts'
import { TraceProver } from '../../support/traces.ts'
import { CODE, DATA } from '../../vm/support/elf.ts'
import { runBoth, wasmEngine } from '../../vm/support/run.ts'

const GUEST = new Uint8Array(readFileSync(new URL('guests/keccak.elf', import.meta.url)))
const SOFTWARE = Uint8Array.of(1)
const SHA3 = Uint8Array.of(3)

/** Cells of a permutation: 100 rows of 632, and 10 of 104. */
const CELLS = 64_240

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const text = (message: string) => new TextEncoder().encode(message)

/** Lengths around those at which padding takes another block. */
const MESSAGES = [
  text(''),
  text('abc'),
  ...[1, 3, 4, 134, 135, 136, 137, 271, 272, 273, 500].map((length) =>
    Uint8Array.from({ length }, (_, k) => 31 * k + length),
  ),
]

/** What the permutation of @noble/hashes makes of 50 words. */
function permuted(words: readonly number[]): number[] {
  const state = Uint32Array.from(words)
  keccakP(state)
  return [...state]
}

test('the permutation is the published one', () => {
  const ofZero = wordsOf(keccakF(stateOf(new Array(50).fill(0))))
  expect(ofZero.slice(0, 4)).toEqual([0x40e1dde7, 0xf1258f79, 0x33c0478a, 0x84d5ccf9])
  expect(ofZero).toEqual(permuted(new Array(50).fill(0)))
  const next = random(3)
  for (let k = 0; k < 20; k++) {
    const words = Array.from({ length: 50 }, () => next(2 ** 32))
    expect(wordsOf(keccakF(stateOf(words)))).toEqual(permuted(words))
  }
})

/** A program in TypeScript that hashes its private input, from several places on. */
async function hashing(body: string): Promise<Uint8Array> {
  const source = `
    import { readPrivate, write } from 'limpid/guest'
    import { Keccak256, keccak256, sha3_256 } from 'limpid/guest/zkvm/keccak'
    export function main(): i32 {
      const x = readPrivate()
      ${body}
      return 0
    }`
  const { elf } = await compileTypeScript(asc as unknown as AssemblyScript, 'program.ts', (path) =>
    path === 'program.ts' ? source : null,
  )
  return elf
}

describe('guests', () => {
  test('in C have the published digests', async () => {
    const engine = await wasmEngine()
    for (const message of MESSAGES) {
      const run = async (publicInput: Uint8Array) =>
        (await runBoth(engine, GUEST, { privateInput: message, publicInput })).output
      expect(await run(new Uint8Array())).toEqual(keccak_256(message))
      expect(await run(SHA3)).toEqual(sha3_256(message))
    }
    const { output } = await runBoth(engine, GUEST, { privateInput: MESSAGES[5]!, publicInput: SOFTWARE })
    expect(output).toEqual(keccak_256(MESSAGES[5]!))
    expect(hex(keccak_256(text('')))).toBe('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
    expect(hex(keccak_256(text('abc')))).toBe(
      '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45',
    )
  })

  test('in TypeScript too, aligned or not, at once or in parts', async () => {
    const elf = await hashing(`
      for (let i = 0; i < 3; i++) write(keccak256(x.subarray(i)))
      write(sha3_256(x))
      const parts = new Keccak256()
      for (let i = 0; i < x.length; i += 57) parts.update(x.subarray(i, min(i + 57, x.length)))
      write(parts.digest())`)
    const engine = await wasmEngine()
    for (const message of MESSAGES.filter(({ length }) => length > 2)) {
      const { output } = await runBoth(engine, elf, { privateInput: message })
      expect([...output]).toEqual([
        ...[0, 1, 2].flatMap((k) => [...keccak_256(message.subarray(k))]),
        ...sha3_256(message),
        ...keccak_256(message),
      ])
    }
  })

  test('prove a digest of several blocks', async () => {
    const message = MESSAGES[MESSAGES.length - 1]!
    const { faults, statement, refusal, execution } = await prover.attempt(GUEST, { privateInput: message })
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(statement.output).toEqual(keccak_256(message))
    expect(execution.calls.filter(({ calls }) => calls > 0)).toEqual([
      { calls: 4, words: 4 * (8 + 4 * 50), rows: [40, 400] },
    ])
    expect(refusal).toBeUndefined()
  })

  /** Cells per block, in rows that hold something, but for the moves of its bytes. */
  const perBlock = (elf: Uint8Array, publicInput = new Uint8Array()): number => {
    const compiled = compile(loadElf(elf))
    const cells = (blocks: number): number => {
      const inputs = { privateInput: new Uint8Array(136 * blocks), publicInput }
      const { counts } = tableSizes(compiled, interpret(compiled.executable, compiled.plan, inputs), 12)
      return counts.reduce((sum, rows, number) => sum + rows * tableWidth(standardMachine.tables[number]), 0)
    }
    return (cells(10) - cells(5)) / 5 - 136 * tableWidth(transfer)
  }

  test('pay a small part of what software costs', () => {
    const rows = [10, 100]
    const cells = keccak.tables.reduce((sum, { table }, k) => sum + rows[k]! * tableWidth(table), 0)
    expect(cells).toBe(CELLS)
    expect(perBlock(GUEST)).toBeLessThan(1.2 * CELLS)
    expect(perBlock(GUEST, SOFTWARE) / CELLS).toBeGreaterThan(20)
  })
})

describe('calls', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, k) => (k * 73) ^ (k >>> 3))

  test('on states that overlap do what the executor says', async () => {
    const program = pointerCalls(NUMBER, [0, 4, 56, 0, 0], bytes, 256)
    const expected = new Uint32Array(bytes.slice().buffer)
    for (const place of [0, 4, 56, 0, 0]) {
      const words = permuted([...expected.subarray(place / 4, place / 4 + 50)])
      expected.set(words, place / 4)
    }
    await runBoth(await wasmEngine(), program.elf, {}, (executable) => compile(executable).plan)
    const { faults, refusal, statement } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect([...new Uint32Array(statement.output.slice().buffer)]).toEqual([...expected])
    expect(refusal).toBeUndefined()
  })

  test('reach up to the end of memory', async () => {
    const { faults, refusal, statement } = await prover.attempt(
      listing(pointerCall(NUMBER, 2 ** 30 - 200)).elf,
    )
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(statement.exitCode).toBe(0)
    expect(refusal).toBeUndefined()
  })

  test.each([
    ['MISALIGNED_ACCESS', DATA + 2],
    ['OUT_OF_RANGE', 2 ** 30],
    ['OUT_OF_RANGE', 2 ** 31 + 8],
    ['OUT_OF_RANGE', 2 ** 30 - 196],
    ['NOT_WRITABLE', CODE],
  ])('trap: %s at %i', async (code, pointer) => {
    const program = listing([base, ...pointerCall(NUMBER, pointer)], new Uint8Array(200))
    await expect(runBoth(await wasmEngine(), program.elf, {})).rejects.toMatchObject({
      code,
      pc: program.pc('call'),
      instruction: 'ecall',
    })
  })

  test('that nobody makes leave no tables', async () => {
    const { tables } = await prover.check(
      listing([base, ...pointerCall(NUMBER, DATA).slice(-2)], new Uint8Array(4)).elf,
    )
    expect(tables.filter((name) => name.startsWith('keccak'))).toEqual([])
  })
})

test('places and numbers of messages are distinct', () => {
  const rows = Array.from({ length: ROWS + 4 }, (_, n) => n)
  const numbers = Array.from({ length: WORDS + 1 }, (_, kind) => rows.map((n) => numberOf(kind, n))).flat()
  expect(new Set(numbers).size).toBe(104 * (WORDS + 1))
  expect(new Set(rows.map(placeOf)).size).toBe(104)
})

describe('cheaters', () => {
  const program = pointerCalls(
    NUMBER,
    [0, 0],
    Uint8Array.from({ length: 200 }, (_, k) => k),
    200,
  )

  test.each([
    ['keccak', 57, { 'a7.0': (byte: number) => byte ^ 1 }],
    ['keccak', 57, { place: placeOf(58) }],
    ['keccak', 157, { clk: (clk: number) => clk - 8 }],
    ['keccak', 99, { last: 0 }],
    ['keccak', 104, { first: 1 }],
    ['keccak', 57, { real: 0 }],
    ['keccak', 29, { flip: (bit: number) => 1 - bit }],
    ['keccak', 30, { constant: (byte: number) => byte ^ 1 }],
    ['keccak words', 3, { 'w0.new.lo': (limb: number) => limb ^ 1 }],
    ['keccak words', 3, { pointer: (pointer: number) => pointer + 4 }],
    ['keccak words', 13, { 'row[3]': 0, 'row[4]': 1 }],
    ['keccak words', 10, { 'row[0]': 0 }],
  ] as const)('are refused: %s row %i %o', async (table, row, edits) => {
    const { faults, refusal } = await prover.attempt(
      program.elf,
      {},
      { traces: (traces) => traces.table(table).edit(row, edits) },
    )
    expect([...faults.violated, ...faults.unbalanced]).not.toEqual([])
    expect(refusal).toBeDefined()
  })
})
