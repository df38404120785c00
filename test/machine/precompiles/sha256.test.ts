import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sha256 } from '@noble/hashes/sha2.js'
import asc from 'assemblyscript/asc'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AssemblyScript, compileTypeScript } from '../../../src/compile.ts'
import { compile } from '../../../src/machine/compile.ts'
import { standardMachine } from '../../../src/machine/machine.ts'
import { NUMBER, ROWS } from '../../../src/machine/precompiles/sha256/rows.ts'
import { sha256Table } from '../../../src/machine/precompiles/sha256/table.ts'
import { transfer } from '../../../src/machine/tables/transfer.ts'
import { tableSizes, tableWidth } from '../../../src/machine/trace/sizes.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'
import { base, type Line, listing } from '../../support/listings.ts'
import { compressions, dataOf, sumAfterCalls } from '../../support/precompiles/sha256-programs.ts'
import { TraceProver } from '../../support/traces.ts'
import { encode, loadConstant, systemCall } from '../../vm/support/assembler.ts'
import { bytesOf, CODE, DATA, R, W, writeElf, X } from '../../vm/support/elf.ts'
import { runBoth, wasmEngine } from '../../vm/support/run.ts'

const GUEST = new Uint8Array(readFileSync(new URL('guests/sha256.elf', import.meta.url)))

/** Cells of a compression; see docs/precompiles.md. */
const CELLS = 8_728

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

const text = (message: string) => new TextEncoder().encode(message)

/** FIPS 180-4 examples, and lengths around those at which padding takes another block. */
const MESSAGES = [
  text(''),
  text('abc'),
  text('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'),
  text(
    'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
  ),
  ...[1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 200].map((length) =>
    Uint8Array.from({ length }, (_, k) => 31 * k + length),
  ),
]

/** A program that hashes all of its private input, and then less of it. */
async function hashing(library: string, from = 0, to = from): Promise<Uint8Array> {
  const source = `
    import { readPrivate, write } from 'limpid/guest'
    import { sha256 } from 'limpid/guest/${library}'
    export function main(): i32 {
      const x = readPrivate()
      for (let i = ${from}; i <= ${to}; i++) write(sha256(x.subarray(i)))
      return 0
    }`
  const compiler = asc as unknown as AssemblyScript
  const { elf } = await compileTypeScript(compiler, 'program.ts', (path) =>
    path === 'program.ts' ? source : null,
  )
  return elf
}

describe('guests', () => {
  test('in C have the digests of FIPS 180-4', async () => {
    const engine = await wasmEngine()
    for (const message of MESSAGES) {
      const { output } = await runBoth(engine, GUEST, { privateInput: message })
      expect(output).toEqual(sha256(message))
    }
    expect(Buffer.from(sha256(text('abc'))).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  test('in TypeScript too, aligned or not', async () => {
    const elf = await hashing('zkvm/sha256', 0, 3)
    const engine = await wasmEngine()
    for (const message of MESSAGES.filter(({ length }) => length > 3)) {
      const { output } = await runBoth(engine, elf, { privateInput: message })
      expect([...output]).toEqual([0, 1, 2, 3].flatMap((k) => [...sha256(message.subarray(k))]))
    }
  })

  test('prove a digest of several blocks', async () => {
    const message = MESSAGES[MESSAGES.length - 1]!
    const { faults, statement, refusal, execution } = await prover.attempt(GUEST, { privateInput: message })
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(Buffer.from(statement.output)).toEqual(createHash('sha256').update(message).digest())
    expect(execution.calls[0]).toEqual({ calls: 4, words: 4 * (8 + 4 * 24), rows: [4 * ROWS] })
    expect(refusal).toBeUndefined()
  })

  /** Cells per block, in rows that hold something, but for the moves of its bytes. */
  const perBlock = (elf: Uint8Array, publicInput = new Uint8Array()): number => {
    const compiled = compile(loadElf(elf))
    const cells = (size: number): number => {
      const inputs = { privateInput: new Uint8Array(size), publicInput }
      const { counts } = tableSizes(compiled, interpret(compiled.executable, compiled.plan, inputs), 12)
      return counts.reduce((sum, rows, number) => sum + rows * tableWidth(standardMachine.tables[number]), 0)
    }
    // What ten blocks cost more than five.
    return (cells(640) - cells(320)) / 5 - 64 * tableWidth(transfer)
  }

  test('pay a small part of what software costs', async () => {
    expect(ROWS * tableWidth(sha256Table)).toBe(CELLS)
    expect(perBlock(GUEST)).toBeLessThan(1.1 * CELLS)
    const software = { C: perBlock(GUEST, Uint8Array.of(1)), TypeScript: perBlock(await hashing('sha256')) }
    expect(software.C / CELLS).toBeGreaterThan(20)
    expect(software.TypeScript / CELLS).toBeGreaterThan(29)
  })
})

describe('calls', () => {
  const block = (seed: number) => Uint8Array.from({ length: 64 }, (_, k) => (seed * (k + 1) * 97) & 0xff)

  test('whose operands overlap do what the executor says', async () => {
    const engine = await wasmEngine()
    const calls = [
      [0, 0],
      [0, 4],
      [32, 0],
      [60, 32],
      [0, 32],
      [0, 32],
    ] as const
    const program = compressions(calls, dataOf(Uint8Array.of(...block(1), ...block(2))), 160)
    const { exitCode, calls: counted } = await runBoth(
      engine,
      program.elf,
      {},
      (executable) => compile(executable).plan,
    )
    expect([exitCode, counted[0]!.calls]).toEqual([sumAfterCalls(calls.map(([, block]) => block)), 6])
    const { faults, refusal } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
  })

  /** One call with the pointers in a0 and a1. */
  const callAt = (state: number, from: number): Line[] => [
    ...loadConstant(10, state),
    ...loadConstant(11, from),
    ...loadConstant(17, NUMBER),
    ['call', encode('ecall')],
    ...systemCall(93),
  ]

  test('reach up to the end of memory', async () => {
    const program = listing(callAt(2 ** 30 - 32, 2 ** 30 - 96))
    const { faults, refusal } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
  })

  test.each([
    ['state', 'MISALIGNED_ACCESS', DATA + 2, DATA],
    ['block', 'MISALIGNED_ACCESS', DATA, DATA + 1],
    ['state', 'OUT_OF_RANGE', 2 ** 30, DATA],
    ['block', 'OUT_OF_RANGE', DATA, 2 ** 31],
    ['end of the state', 'OUT_OF_RANGE', 2 ** 30 - 28, DATA],
    ['end of the block', 'OUT_OF_RANGE', DATA, 2 ** 30 - 60],
    ['state in the program', 'NOT_WRITABLE', CODE, DATA],
  ])('trap: %s %s', async (_, code, state, from) => {
    const program = listing([base, ...callAt(state, from)], new Uint8Array(128))
    await expect(runBoth(await wasmEngine(), program.elf, {})).rejects.toMatchObject({
      code,
      pc: program.pc('call'),
      instruction: 'ecall',
    })
  })

  test('of numbers that no machine has do nothing', async () => {
    for (const number of [0xfff, 0x10000, 0x11000]) {
      const program = listing([...loadConstant(17, number), encode('ecall'), ...systemCall(93)])
      const { execution, refusal } = await prover.attempt(program.elf)
      expect(execution.exitCode).toBe(2 ** 32 - 38)
      expect(refusal).toBeUndefined()
    }
  })

  test.each([0x1005, 0xffff])('trap: number %i, which other machines may have', async (number) => {
    const program = listing([...loadConstant(17, number), ['call', encode('ecall')], ...systemCall(93)])
    await expect(runBoth(await wasmEngine(), program.elf, {})).rejects.toMatchObject({
      code: 'UNKNOWN_CALL',
      pc: program.pc('call'),
    })
  })

  test('stop at the limit of cycles', async () => {
    const program = compressions([[0, 32]], dataOf(block(3)))
    const engine = await wasmEngine()
    const { steps, cycles } = await runBoth(engine, program.elf, {})
    expect(steps).toBe(cycles + 1 + 32)
    for (let maxCycles = 1; maxCycles < steps; maxCycles++)
      await expect(runBoth(engine, program.elf, { maxCycles })).rejects.toMatchObject({
        code: 'CYCLE_LIMIT',
      })
    await runBoth(engine, program.elf, { maxCycles: steps })
  })

  test('change code like stores', async () => {
    const code = [...loadConstant(10, CODE + 32), ...loadConstant(11, DATA), ...loadConstant(17, NUMBER)]
    const words = [
      ...code,
      encode('ecall'),
      encode('addi'),
      ...systemCall(93),
      ...new Array<number>(8).fill(encode('addi')),
    ]
    const elf = writeElf({
      entry: CODE,
      segments: [{ address: CODE, content: bytesOf(words), flags: R | W | X }],
    })
    await expect(runBoth(await wasmEngine(), elf)).rejects.toMatchObject({ code: 'MODIFIED_CODE' })
  })
})
