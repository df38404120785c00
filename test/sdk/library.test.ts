/** The library as its users meet it: programs, reports, and what a prover does when asked at the wrong time. */
import { describe, expect, test } from 'vitest'
import { UnknownProfileError } from '../../src/sdk/errors.ts'
import { Program } from '../../src/sdk/program.ts'
import { compact, profiles, standard } from '../../src/stark/parameters.ts'
import { TrapError } from '../../src/vm/errors.ts'
import { interpret } from '../../src/vm/interpreter.ts'
import { defaultPlan } from '../../src/vm/plan.ts'
import { loadElf } from '../../src/vm/program.ts'
import { alone, elf, load, text } from './support.ts'

describe('a profile', () => {
  test('may be a copy', async () => {
    for (const profile of profiles) {
      const [own, copy] = [
        await load('min-max', { profile }),
        await load('min-max', { profile: structuredClone(profile) }),
      ]
      expect(copy.id).toBe(own.id)
      expect(copy.key.parameters).toBe(profile)
    }
  })

  test.each([
    ['fewer queries', { ...standard, queries: 1 }],
    ['another name', { ...standard, name: 'mine' }],
    ['one field more', { ...standard, more: 1 }],
    ['other work', { ...compact, pow: { ...compact.pow, query: 0 } }],
    ['nothing', null as never],
  ])('with %s is refused', async (_, profile) => {
    await expect(load('min-max', { profile })).rejects.toThrow(UnknownProfileError)
    await expect(load('min-max', { profile })).rejects.toThrow(/use standard or compact/)
  })
})

test('a program is loaded without blocking its thread', async () => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await Program.fromElf(elf('sha256'))
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(0)
})

describe('a report', () => {
  test('counts what an interpreter executes', async () => {
    const [program, input] = [await load('min-max'), { privateInput: text('3 1 4 1 5') }]
    const report = await (await alone()).report(program, input)
    const executable = loadElf(elf('min-max'))
    const plain = interpret(executable, defaultPlan(executable), input)
    expect(report).toMatchObject({ output: plain.output, exitCode: plain.exitCode, cycles: plain.cycles })
    const sum = (uses: readonly { count: number }[]) => uses.reduce((total, { count }) => total + count, 0)
    expect(sum(report.instructions)).toBe(plain.cycles)
    expect(sum(report.symbols)).toBe(plain.cycles)
    for (const uses of [report.instructions, report.symbols])
      expect(uses.map(({ count }) => count)).toEqual(uses.map(({ count }) => count).sort((a, b) => b - a))
    expect(report.symbols.map(({ name }) => name)).toContain('main')
    expect(report.symbols.every(({ name }) => !name.includes('+'))).toBe(true)
  })

  test('of a long execution has all its cycles', async () => {
    const program = await load('fibonacci')
    const report = await (await alone()).report(program, { publicInput: text('100000') })
    expect(report.cycles).toBeGreaterThan(400_000)
    expect(report.instructions.reduce((total, { count }) => total + count, 0)).toBe(report.cycles)
  })

  test('rejects with the trap of the program', async () => {
    const call = (await alone()).report(await load('fibonacci'), {
      publicInput: text('100000'),
      maxCycles: 1000,
    })
    await expect(call).rejects.toThrow(TrapError)
  })
})

describe('calls', () => {
  test('wait for each other', async () => {
    const [program, prover] = [await load('min-max'), await alone()]
    const results = await Promise.all(
      ['1 2', '3 4', '5 6'].map((list) => prover.prove(program, { privateInput: text(list) })),
    )
    expect(results.map(({ output }) => new TextDecoder().decode(output))).toEqual(['[1,2]', '[3,4]', '[5,6]'])
    for (const { output, exitCode, proof } of results) {
      const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
      expect(await prover.verify(claim, proof)).toMatchObject({ ok: true })
      expect(await prover.verify({ ...claim, exitCode: 1 }, proof)).toMatchObject({ ok: false })
    }
  })

  test('with a signal that was aborted before do nothing', async () => {
    const [program, prover] = [await load('min-max'), await alone()]
    const signal = AbortSignal.abort('no')
    for (const name of ['run', 'report', 'plan', 'prove'] as const)
      await expect(prover[name](program, { signal })).rejects.toBe('no')
  })
})
