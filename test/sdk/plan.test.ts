/** Plans: what they promise is what proofs then need. */
import { describe, expect, test } from 'vitest'
import { MemoryLimitError, UnreadInputError } from '../../src/sdk/errors.ts'
import { compact } from '../../src/stark/parameters.ts'
import { verify } from '../../src/verify.ts'
import { alone, limited, load, text } from './support.ts'

const MIB = 2 ** 20

describe('a plan', () => {
  test.each([
    ['min-max', { privateInput: text('3 1 4 1 5') }, undefined],
    ['fibonacci', { publicInput: text('9000') }, undefined],
    ['sha256', { privateInput: new Uint8Array(1000) }, undefined],
    ['min-max', { privateInput: text('3 1 4 1 5') }, compact],
  ])('of %s has the cells, the memory and the security of the proof', async (name, input, profile) => {
    const program = await load(name, profile === undefined ? {} : { profile })
    const prover = await alone()
    const plan = await prover.plan(program, input)
    expect(plan.obstacle).toBeUndefined()
    const { proof, stats, output, exitCode } = await prover.prove(program, input)
    expect(plan).toMatchObject({ cycles: stats.cycles, cells: stats.cells, output, exitCode })
    expect(plan.profile).toBe(program.key.parameters.name)
    expect(plan.memoryBytes).toBeGreaterThanOrEqual(stats.peakBytes)
    expect(plan.memoryBytes).toBeLessThan(1.1 * stats.peakBytes)
    const publicInput = 'publicInput' in input ? input.publicInput : new Uint8Array()
    const verdict = verify({ programId: program.id, publicInput, output, exitCode }, proof)
    expect(verdict).toMatchObject({ ok: true, security: plan.security })
  })

  test('has the tables with their rows, the largest first', async () => {
    const program = await load('fibonacci')
    const { tables, cells, cellsPerCycle, usedCellsPerCycle, cycles, steps } = await (await alone()).plan(
      program,
      { publicInput: text('20000') },
    )
    for (const { name, rows, height, columns, cells: own } of tables) {
      expect(rows, name).toBeLessThanOrEqual(height)
      expect(own, name).toBe(height * columns)
      expect(Math.log2(height) % 1, name).toBe(0)
    }
    expect(tables.map(({ cells: own }) => own)).toEqual(
      tables.map(({ cells: own }) => own).sort((a, b) => b - a),
    )
    expect(tables.map(({ name }) => name)).toContain('program')
    const sum = tables.reduce((total, table) => total + table.cells, 0)
    // What the tables have not is a message and a running sum for each height.
    expect(cells).toBeGreaterThan(sum)
    expect(cells).toBeLessThan(1.2 * sum)
    expect(cellsPerCycle).toBe(cells / cycles)
    expect(usedCellsPerCycle).toBeLessThan(cellsPerCycle)
    expect(steps).toBeGreaterThan(cycles)
  })

  test('in a shape of the menu has the heights of that shape', async () => {
    const [program, prover] = [await load('min-max'), await alone()]
    const heights = async (list: string) =>
      (await prover.plan(program, { privateInput: text(list), shape: 'tiny' })).tables
        .map(({ name, height }) => `${name} ${height}`)
        .sort()
    expect(await heights('1 2')).toEqual(await heights('3 1 4 1 5 9 2 6 5 3 5'))
  })

  test('says that public input is left unread', async () => {
    const [program, prover] = [await load('sha256'), await alone()]
    const input = { publicInput: text('abc') }
    const plan = await prover.plan(program, input)
    expect(plan).toMatchObject({ unreadPublicInput: 3, obstacle: { code: 'UNREAD_PUBLIC_INPUT' } })
    await expect(prover.prove(program, input)).rejects.toThrow(UnreadInputError)
  })

  test('says that an execution is too long for any memory, and then for any proof', async () => {
    const [program, prover] = [await load('sha256'), await alone()]
    const planOf = (bytes: number) => prover.plan(program, { privateInput: new Uint8Array(bytes) })
    const long = await planOf(80_000)
    expect(long.cycles).toBeGreaterThan(5e6)
    expect(long.memoryBytes).toBeGreaterThan(2 ** 32)
    expect(long).toMatchObject({ obstacle: { code: 'OUT_OF_MEMORY' }, security: undefined })
    const longer = await planOf(400_000)
    expect(longer.obstacle).toMatchObject({ code: 'TOO_LARGE' })
    expect(longer.memoryBytes).toBeGreaterThan(long.memoryBytes)
    expect(longer.milliseconds).toBeGreaterThan(long.milliseconds)
  })

  test('learns from proofs how long they take', async () => {
    const [program, prover] = [await load('min-max'), await alone()]
    const input = { privateInput: text('1 2') }
    const before = await prover.plan(program, input)
    expect(before.milliseconds).toBeGreaterThan(0)
    const { stats } = await prover.prove(program, input)
    const after = await prover.plan(program, input)
    for (const [phase, time] of Object.entries(stats.phases))
      expect(after.phases[phase as keyof typeof after.phases]).toBeCloseTo(time, 6)
    expect(Object.values(after.phases).reduce((sum, time) => sum + time, 0)).toBeCloseTo(
      after.milliseconds,
      6,
    )
  })
})

describe('a limit of memory', () => {
  test('is obeyed, with an error that says what is needed', async () => {
    const program = await load('min-max')
    const input = { privateInput: text('1 2') }
    const prover = await limited(100 * MIB)
    const plan = await prover.plan(program, input)
    expect(plan.obstacle).toMatchObject({ code: 'OUT_OF_MEMORY' })
    const error = await prover.prove(program, input).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MemoryLimitError)
    expect(error).toMatchObject({ code: 'OUT_OF_MEMORY', needs: plan.memoryBytes, limit: 100 * MIB })
    expect((error as Error).message).toMatch(/needs about \d+ MiB .* limit is 100 MiB: .*raise maxMemory/)
  })

  test('that a proof just fits is enough; one that it just does not fit fails with the same error', async () => {
    const program = await load('min-max')
    const input = { privateInput: text('1 2') }
    const { memoryBytes } = await (await alone()).plan(program, input)
    const { stats } = await (await limited(memoryBytes)).prove(program, input)
    expect(stats.peakBytes).toBeLessThanOrEqual(memoryBytes)
    const tight = await limited(stats.peakBytes - MIB)
    await expect(tight.prove(program, input)).rejects.toThrow(MemoryLimitError)
    // What failed is gone: the same prover still proves what fits.
    expect((await tight.run(program, input)).exitCode).toBe(0)
  })
})

test('the security of a plan has all terms, and at least 100 bits', async () => {
  const plan = await (await alone()).plan(await load('min-max'), { privateInput: text('1 2') })
  expect(plan.security!.bits).toBeGreaterThanOrEqual(100)
  expect(plan.security!.terms.map(({ name }) => name)).toContain('queries')
})
