import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../../src/machine/compile.ts'
import { standardMachine } from '../../../src/machine/machine.ts'
import { modmul } from '../../../src/machine/precompiles/modmul/modmul.ts'
import { NUMBER } from '../../../src/machine/precompiles/modmul/operation.ts'
import { modmulTable } from '../../../src/machine/precompiles/modmul/table.ts'
import { precompiles } from '../../../src/machine/precompiles.ts'
import { tableSizes, tableWidth } from '../../../src/machine/trace/sizes.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'
import { base, type Line, listing } from '../../support/listings.ts'
import { calculations, dataOf, numbersOf, type Places } from '../../support/precompiles/modmul-programs.ts'
import { CALLS, K1, MAX } from '../../support/precompiles/modmul-rows.ts'
import { TraceProver } from '../../support/traces.ts'
import { encode, loadConstant, systemCall } from '../../vm/support/assembler.ts'
import { bytesOf, CODE, DATA, R, W, writeElf, X } from '../../vm/support/elf.ts'
import { runBoth, wasmEngine } from '../../vm/support/run.ts'

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

const APART: Places = { result: 0, a: 32, b: 64, modulus: 96 }

const modulo = (x: bigint, m: bigint): bigint => ((x % m) + m) % m

describe('modular arithmetic', () => {
  test.each(CALLS)('operation $operation modulo $modulus', async (call) => {
    const { operation, a, b, replaced, modulus } = call
    const data = dataOf(replaced, a, b, modulus, operation)
    const { output, exitCode } = await runBoth(await wasmEngine(), calculations([APART], data).elf, {})
    const [result] = numbersOf(output)
    const added = (operation & 1) === 1 ? replaced : 0n
    expect(exitCode).toBe(0)
    expect(result < modulus).toBe(true)
    if ((operation & 2) === 0) expect(result).toBe((a * b + added) % modulus)
    else expect(modulo(result * b + added - a, modulus)).toBe(0n)
  })

  test('is proved for all operations and overlapping operands', async () => {
    const numbers = [7n, MAX - 5n, K1 - 3n, 12345n].map((x, k) => x - (MAX >> BigInt(k + 8)))
    const operations = [0, 1, 2, 3].flatMap((operation) => [K1, operation])
    const data = dataOf(...numbers.map((x) => modulo(x, K1)), ...operations)
    const at = (operation: number): number => 128 + 36 * operation
    const calls: Places[] = [
      ...[0, 1, 2, 3].map((operation) => ({ result: 0, a: 32, b: 64, modulus: at(operation) })),
      { result: 0, a: 0, b: 0, modulus: at(0) },
      { result: 0, a: 0, b: 0, modulus: at(1) },
      { result: 0, a: 0, b: 32, modulus: at(3) },
      { result: 32, a: 64, b: 32, modulus: at(2) },
      { result: 4, a: 0, b: 64, modulus: at(1) },
      { result: 64, a: 0, b: at(0), modulus: at(0) },
      { result: 68, a: 60, b: 96, modulus: at(1) },
    ]
    const program = calculations(calls, data, 128)
    const { output } = await runBoth(await wasmEngine(), program.elf, {})
    const { faults, refusal, statement, execution, tables } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
    expect(statement.output).toEqual(output)
    expect(execution.calls[precompiles.indexOf(modmul)]).toEqual({
      calls: 11,
      words: 11 * (8 + 4 * 33),
      rows: [11],
    })
    expect(tables).toContain('modmul')
  })

  /** One call with pointers in a0 to a3. */
  const callAt = (...pointers: readonly number[]): Line[] => [
    ...pointers.flatMap((pointer, k) => loadConstant(10 + k, pointer)),
    ...loadConstant(17, NUMBER),
    ['call', encode('ecall')],
    ...systemCall(93),
  ]

  test('reaches up to the end of memory', async () => {
    const end = 2 ** 30
    // The modulus ends at the end of memory and is 1, by a store; the others are zeros that touch it.
    const program = listing([
      ...loadConstant(5, end - 36),
      encode('addi', { rd: 6, imm: 1 }),
      encode('sw', { rs1: 5, rs2: 6 }),
      ...callAt(end - 68, end - 100, end - 132, end - 36),
    ])
    const { faults, refusal } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
  })

  test.each([
    ['result', 'MISALIGNED_ACCESS', [DATA + 2, DATA, DATA, DATA + 96]],
    ['a', 'MISALIGNED_ACCESS', [DATA, DATA + 1, DATA, DATA + 96]],
    ['b', 'MISALIGNED_ACCESS', [DATA, DATA, DATA + 3, DATA + 96]],
    ['modulus', 'MISALIGNED_ACCESS', [DATA, DATA, DATA, DATA + 98]],
    ['result', 'OUT_OF_RANGE', [2 ** 30, DATA, DATA, DATA + 96]],
    ['modulus', 'OUT_OF_RANGE', [DATA, DATA, DATA, 2 ** 31]],
    ['end of the result', 'OUT_OF_RANGE', [2 ** 30 - 28, DATA, DATA, DATA + 96]],
    ['end of a', 'OUT_OF_RANGE', [DATA, 2 ** 30 - 28, DATA, DATA + 96]],
    ['end of b', 'OUT_OF_RANGE', [DATA, DATA, 2 ** 30 - 4, DATA + 96]],
    ['operation', 'OUT_OF_RANGE', [DATA, DATA, DATA, 2 ** 30 - 32]],
    ['result in the program', 'NOT_WRITABLE', [CODE, DATA, DATA, DATA + 96]],
  ] as const)('traps: %s %s', async (_, code, pointers) => {
    const program = listing([base, ...callAt(...pointers)], dataOf(1n, 2n, 3n, 5n, 0))
    await expect(runBoth(await wasmEngine(), program.elf, {})).rejects.toMatchObject({
      code,
      pc: program.pc('call'),
      instruction: 'ecall',
    })
  })

  test.each([
    ['modulus 0', [1n, 2n, 3n, 0n, 0]],
    ['modulus 0 in a division', [1n, 2n, 3n, 0n, 2]],
    ['operation 4', [1n, 2n, 3n, 5n, 4]],
    ['operation 2^16', [1n, 2n, 3n, 5n, 2 ** 16]],
    ['operation 2^32 - 1', [1n, 2n, 3n, 5n, 2 ** 32 - 1]],
    ['division by 0', [0n, 2n, 0n, 5n, 2]],
    ['division of 0 by 0', [0n, 0n, 0n, 5n, 2]],
    ['division by the modulus', [0n, 2n, K1, K1, 2]],
    ['division by what is not invertible', [0n, 2n, 6n, 9n, 2]],
    ['quotient of 257 bits', [0n, MAX, 3n, 2n, 0]],
    ['quotient of 2^256', [1n, MAX, 1n, 1n, 1]],
    ['negative quotient', [0n, K1 + 5n, 1n, K1, 2]],
  ] as const)('traps: %s', async (_, values) => {
    const program = calculations([APART], dataOf(...values))
    await expect(runBoth(await wasmEngine(), program.elf, {})).rejects.toMatchObject({
      code: 'INVALID_CALL',
      pc: program.pc('call 0'),
    })
  })

  test('stops at the limit of cycles', async () => {
    const program = calculations([APART], dataOf(1n, 2n, 3n, 5n, 0))
    const engine = await wasmEngine()
    const { steps, cycles } = await runBoth(engine, program.elf, {})
    expect(steps).toBe(cycles + 1 + 32)
    for (const maxCycles of [6, 7, 8, 9, steps - 1])
      await expect(runBoth(engine, program.elf, { maxCycles })).rejects.toMatchObject({ code: 'CYCLE_LIMIT' })
    await runBoth(engine, program.elf, { maxCycles: steps })
  })

  test('changes code like stores', async () => {
    const words = [
      ...[CODE + 36, CODE, CODE, DATA].flatMap((at, k) => loadConstant(10 + k, at)),
      ...loadConstant(17, NUMBER),
      encode('ecall'),
      encode('addi'),
      ...systemCall(93),
      ...new Array<number>(40).fill(encode('addi')),
    ]
    const elf = writeElf({
      entry: CODE,
      segments: [
        { address: CODE, content: bytesOf(words), flags: R | W | X },
        { address: DATA, content: dataOf(K1, 0), flags: R | W },
      ],
    })
    await expect(runBoth(await wasmEngine(), elf)).rejects.toMatchObject({ code: 'MODIFIED_CODE' })
  })
})

describe('a product', () => {
  const guest = compile(loadElf(new Uint8Array(readFileSync(new URL('guests/modmul.elf', import.meta.url)))))
  const run = (count: number, publicInput: Uint8Array) =>
    interpret(guest.executable, guest.plan, { privateInput: Uint8Array.of(count), publicInput })

  /** Cells that a product takes, in rows that hold something: what a hundred more of them cost. */
  const perProduct = (publicInput: Uint8Array): number => {
    const cells = (count: number): number => {
      const { counts } = tableSizes(guest, run(count, publicInput), 12)
      return counts.reduce((sum, rows, number) => sum + rows * tableWidth(standardMachine.tables[number]), 0)
    }
    return (cells(120) - cells(20)) / 100
  }
  const [precompile, software] = [new Uint8Array(), Uint8Array.of(1)]

  test('is what it should be, by the precompile and in software', () => {
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
    const [x] = numbersOf(dataOf(3, 1, 4, 1, 5, 9, 2, 6))
    const [y] = numbersOf(dataOf(2, 7, 1, 8, 2, 8, 1, 8))
    const powers = (by: bigint) =>
      Array.from({ length: 9 }).reduce<bigint>((product) => (product * by) % n, x!)
    expect(numbersOf(run(9, precompile).output)).toEqual([powers(y!)])
    const [montgomery] = numbersOf(run(9, software).output)
    expect(Array.from({ length: 9 }).reduce<bigint>((product) => (product << 256n) % n, montgomery!)).toBe(
      powers(y!),
    )
  })

  test('pays a small part of what software costs', () => {
    const cells = tableWidth(modmulTable)
    expect(cells).toBe(689)
    expect(perProduct(precompile)).toBeLessThan(1000)
    expect(perProduct(software) / cells).toBeGreaterThan(75)
    expect(perProduct(software) / perProduct(precompile)).toBeGreaterThan(55)
  })
})
