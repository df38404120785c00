/** A precompile from outside: everything that a user of the package has, and nothing else. */
import { readFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { createProver, Program, type ProofResult } from 'limpid'
import { compileTypeScript } from 'limpid/compile'
import { checkRun, createMachine, standardMachine, verify } from 'limpid/machine'
import { verify as verifyStandard } from 'limpid/verify'
import { beforeAll, describe, expect, test } from 'vitest'
import { bitReverse, reverseBits } from '../../examples/own-precompile/bit-reverse.ts'

const SOURCE = readFileSync(new URL('../../examples/own-precompile/program.ts', import.meta.url), 'utf8')
const WORDS = [1, 0x12345678, 0xfffffffe, 0, 0x80000001]
const privateInput = new Uint8Array(new Uint32Array(WORDS).buffer)
const expected = new Uint8Array(new Uint32Array(WORDS.map(reverseBits)).buffer)
const publicInput = new Uint8Array()

const machine = createMachine([...standardMachine.precompiles, bitReverse])
let elf: Uint8Array
let program: Program
beforeAll(async () => {
  elf = (await compileTypeScript(asc, 'program.ts', (path) => (path === 'program.ts' ? SOURCE : null))).elf
  program = await Program.fromElf(elf, { machine })
})

describe('a proof with it', () => {
  let result: ProofResult
  beforeAll(async () => {
    await using prover = await createProver({ threads: 1 })
    result = await prover.prove(program, { privateInput })
  })

  test('has the output that the calls make', () => {
    expect(result.output).toEqual(expected)
    expect(result.exitCode).toBe(0)
  })

  test('convinces verifiers with that machine and no others', () => {
    const { output, proof } = result
    const claim = { programId: program.id, publicInput, output, exitCode: 0 }
    expect(verify(claim, proof, machine)).toMatchObject({ ok: true })
    const wrongMachine = { ok: false, error: { code: 'WRONG_PROGRAM' } }
    expect(verify(claim, proof)).toMatchObject(wrongMachine)
    expect(verifyStandard(claim, proof)).toMatchObject(wrongMachine)
    expect(verify(claim, proof, createMachine([bitReverse]))).toMatchObject(wrongMachine)
    const other = output.map((byte, k) => (k === 3 ? byte ^ 1 : byte))
    expect(verify({ ...claim, output: other }, proof, machine)).toMatchObject({ ok: false })
  })
})

describe('a program that calls it', () => {
  test('has another id on every machine', async () => {
    const machines = [machine, standardMachine, createMachine([]), createMachine([bitReverse])]
    const ids = await Promise.all(
      machines.map(async (own) => (await Program.fromElf(elf, { machine: own })).id),
    )
    expect(new Set(ids).size).toBe(machines.length)
    expect((await Program.fromElf(elf)).id).toBe(ids[1])
  })

  test('traps on a machine without it', async () => {
    await using prover = await createProver({ threads: 1 })
    const standard = await Program.fromElf(elf)
    await expect(prover.prove(standard, { privateInput })).rejects.toMatchObject({ code: 'UNKNOWN_CALL' })
  })

  test('is proved in a shape of the menu too', async () => {
    await using prover = await createProver({ threads: 1 })
    const { output, proof } = await prover.prove(program, { privateInput, shape: 'tiny' })
    const claim = { programId: program.id, publicInput, output, exitCode: 0 }
    expect(verify(claim, proof, machine)).toMatchObject({ ok: true })
  })
})

describe('its table', () => {
  const name = bitReverse.tables[0]!.table.name
  const { main } = bitReverse.tables[0]!.table

  test('passes the check of its rows', async () => {
    expect(await checkRun(program, { privateInput })).toEqual({ violations: [], unbalanced: [] })
  })

  const columns = main.filter(
    (column) => !column.startsWith('bit ') || ['bit 0', 'bit 17', 'bit 31'].includes(column),
  )
  test.each(columns)('has no cell that may be another: %s', async (column) => {
    const findings = await checkRun(program, {
      privateInput,
      edit(traces) {
        const { main: values } = traces.find(({ table }) => table.name === name)!
        const cells = values[main.indexOf(column)] as Uint32Array
        cells[1] = cells[1] === 0 ? 1 : cells[1]! - 1
      },
    })
    expect(findings.violations.length + findings.unbalanced.length).toBeGreaterThan(0)
  })
})

describe('a machine', () => {
  const own = (change: object) => () => createMachine([bitReverse, { ...bitReverse, ...change }])

  test('has no two precompiles that look the same', () => {
    expect(own({})).toThrow('call 8192 is taken')
    expect(own({ number: 0x2001 })).toThrow('there are two tables bit reverse')
    expect(own({ number: 0xfff, tables: [] })).toThrow('call numbers are')
  })
})
