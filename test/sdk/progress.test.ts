/** Progress: counters that are real, and end where they said they would. */
import { describe, expect, test } from 'vitest'
import { createProverOn } from '../../src/sdk/local-prover.ts'
import { type Progress, phases } from '../../src/sdk/progress.ts'
import { compact } from '../../src/stark/parameters.ts'
import { pool, withPool } from '../workers/support.ts'
import { alone, load, text } from './support.ts'

describe('progress', () => {
  test.each([
    ['min-max', { privateInput: text('3 1 4 1 5') }, {}],
    ['fibonacci', { publicInput: text('9000') }, {}],
    ['min-max', { privateInput: text('3 1 4 1 5') }, { profile: compact }],
    ['min-max', { privateInput: text('3 1 4 1 5'), shape: 'tiny' as const }, {}],
  ])('of a proof of %s counts every phase to its end', async (name, options, profile) => {
    const events: Progress[] = []
    const onProgress = (event: Progress) => events.push(event)
    await (await alone()).prove(await load(name, profile), { ...options, onProgress })
    expect(phases.filter((phase) => events.some((event) => event.phase === phase))).toEqual(phases)
    for (const phase of phases) {
      const own = events.filter((event) => event.phase === phase)
      const last = own[own.length - 1]
      expect([phase, last.done]).toEqual([phase, last.total])
      expect(last.total).toBeGreaterThan(0)
      expect(own.map(({ done }) => done)).toEqual(own.map(({ done }) => done).sort((a, b) => a - b))
      for (const event of own) {
        expect(event.unit).toBe(phase === 'execute' ? 'steps' : 'elements')
        if (event.total !== undefined) expect(event.done).toBeLessThanOrEqual(event.total)
      }
    }
    for (const [k, event] of events.entries()) {
      if (k > 0) {
        expect(event.fraction).toBeGreaterThanOrEqual(events[k - 1].fraction)
        expect(event.elapsed).toBeGreaterThanOrEqual(events[k - 1].elapsed)
      }
      expect(event.remaining ?? 0).toBeGreaterThanOrEqual(0)
    }
    expect(events[0]).toMatchObject({ phase: 'execute', done: 0, total: undefined, fraction: 0 })
    expect(events[events.length - 1]).toMatchObject({ phase: 'open', fraction: 1, remaining: 0 })
  })

  test('is the same work on several threads', async () => {
    const [program, input] = [await load('min-max'), { privateInput: text('3 1 4') }]
    const totals = async (events: Progress[]) =>
      phases.map((phase) => events.filter((event) => event.phase === phase).pop()!.done)
    const one: Progress[] = []
    await (await alone()).prove(program, { ...input, onProgress: (event) => one.push(event) })
    const three: Progress[] = []
    await withPool(pool(3), (own) =>
      createProverOn(own).prove(program, { ...input, onProgress: (event) => three.push(event) }),
    )
    expect(await totals(three)).toEqual(await totals(one))
  })
})
