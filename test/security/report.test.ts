import { describe, expect, test } from 'vitest'
import { hub } from '../../src/air/blinding.ts'
import { defineBus } from '../../src/air/bus.ts'
import { defineTable } from '../../src/air/table.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import { compact, type Parameters, profiles, standard } from '../../src/stark/parameters.ts'
import { checkMultiplicities, LIMITS } from '../../src/stark/security/limits.ts'
import {
  minimumSecurity,
  type SecurityReport,
  securityAtHeight,
  securityReport,
} from '../../src/stark/security.ts'
import { createShape, ShapeError } from '../../src/stark/shape.ts'

const BUS = defineBus(20, 'example', ['x'])
const { table: example } = defineTable('example', (t) => {
  const x = t.column('x')
  t.assertBoolean('x is boolean', x)
  for (let k = 0; k < 5; k++) t.send(BUS, [x], x)
})
const exampleShape = (parameters: Parameters, logHeight: number) =>
  createShape({ tables: [example, hub], required: [] }, parameters, [logHeight, 12])

const term = ({ terms }: SecurityReport, name: string) => terms.find((t) => t.name === name)!

/** log2 of the order of E, with 15 digits. */
const LOG_Q = 123.954738749797

describe('the profiles', () => {
  test.each(profiles)('$name has 100 proven bits in all shapes', (parameters) => {
    expect(minimumSecurity(parameters)).toBeGreaterThanOrEqual(100)
  })

  const cases = profiles.flatMap((parameters) =>
    [16, 17, 18, 19, 20, 21, 22]
      .filter((logHeight) => logHeight <= parameters.maxLogHeight)
      .map((logHeight) => ({ name: parameters.name, logHeight, parameters })),
  )
  test.each(cases)('$name has 100 proven bits at height 2^$logHeight', ({ parameters, logHeight }) => {
    const report = securityAtHeight(parameters, logHeight)
    expect(report.bits).toBeGreaterThanOrEqual(100)
    for (const { bits, work } of report.terms) expect(bits + work).toBeGreaterThanOrEqual(report.bits)
  })

  test.each(profiles)('$name makes no more queries than it needs', (parameters) => {
    expect(minimumSecurity({ ...parameters, queries: parameters.queries - 1 })).toBeLessThan(100)
  })

  test.each(profiles)('$name asks for at most 20 bits of work at a time', ({ pow }) => {
    expect(Math.max(...Object.values(pow))).toBeLessThanOrEqual(20)
  })

  test.each(profiles)(
    '$name has 100 bits even if every pair of candidates is counted at zeta',
    (parameters) => {
      const lists = (height: number) => {
        const report = securityAtHeight(parameters, height)
        const { bits, work } = term(report, 'deep')
        const logList = LOG_Q - Math.log2(LIMITS.fractions * 10) - term(report, 'lookup').bits
        return bits - logList + work
      }
      expect(lists(parameters.maxLogHeight)).toBeGreaterThanOrEqual(100)
    },
  )

  test.each(profiles)('$name is large enough for the machine', (parameters) => {
    const shapeOf = (span: number) => {
      const heights = standardMachine.tables.map((_, number) => parameters.minLogHeight + (number % span))
      return createShape(standardMachine, parameters, heights)
    }
    // Nothing absent, and as many classes as there can be.
    const { minLogHeight, maxLogHeight } = parameters
    const widest = shapeOf(maxLogHeight - minLogHeight + 1)
    expect(widest.constraints).toBeLessThanOrEqual(LIMITS.constraints)
    expect(widest.openings.length).toBeLessThanOrEqual(LIMITS.openings)
    // Millions of rows.
    const tall = shapeOf(8)
    expect(checkMultiplicities(tall, new Map())).toBeUndefined()
    expect(securityReport(tall).bits).toBeGreaterThanOrEqual(100)
  })
})

describe('the report', () => {
  test('in unique decoding', () => {
    const report = securityReport(exampleShape(standard, 20))
    expect(report.regime).toEqual({ name: 'unique decoding' })
    // Five fractions in the table, one in the hub, one in each of two classes.
    const fractions = 2 ** 20 * 6 + 2 ** 12 * 2
    expect(term(report, 'lookup').bits).toBeCloseTo(LOG_Q - Math.log2(fractions * 10), 9)
    // One constraint and two groups, one and one, and two for each class.
    expect(term(report, 'constraints').bits).toBeCloseTo(LOG_Q - Math.log2(9 - 1), 9)
    const dimension = 17 * 2 ** 16
    expect(term(report, 'deep').bits).toBeCloseTo(LOG_Q - Math.log2(5 * dimension + 4), 9)
    // 6 + 8 main, 3 + 4 aux, two next rows, three chunks, and R.
    expect(term(report, 'batch').bits).toBeCloseTo(LOG_Q - Math.log2(5 * 2 ** 22), 9)
    expect(term(report, 'fold 1').bits).toBeCloseTo(LOG_Q - Math.log2(7 * 2 ** 19), 9)
    expect(term(report, 'fold 5').bits).toBeCloseTo(LOG_Q - Math.log2(7 * 2 ** 7), 9)
    expect(term(report, 'queries').bits).toBeCloseTo(-122 * Math.log2((1 + 17 / 64) / 2), 9)
    expect(report.terms.map(({ name }) => name)).toEqual([
      'lookup',
      'constraints',
      'deep',
      'batch',
      'fold 1',
      'fold 2',
      'fold 3',
      'fold 4',
      'fold 5',
      'queries',
    ])
  })

  test("in Johnson's regime", () => {
    const report = securityReport(exampleShape(compact, 20))
    const rate = 17 / 256
    const list = Math.log2(4.5 / Math.sqrt(rate))
    const fractions = 2 ** 20 * 6 + 2 ** 12 * 2
    expect(report.regime).toEqual({ name: 'johnson', m: 4 })
    expect(term(report, 'lookup').bits).toBeCloseTo(LOG_Q - Math.log2(fractions * 10) - list, 9)
    expect(term(report, 'constraints').bits).toBeCloseTo(LOG_Q - 3 - list, 9)
    expect(term(report, 'deep').bits).toBeCloseTo(LOG_Q - Math.log2(5 * 17 * 2 ** 16 + 4) - list, 9)
    // The leading term of the theorem: 2/3 * 4.5^5 / rho^1.5 exceptional challenges per point.
    const perPoint = Math.log2(((2 / 3) * 4.5 ** 5) / rate ** 1.5)
    expect(term(report, 'batch').bits).toBeCloseTo(LOG_Q - Math.log2(5) - 24 - perPoint, 3)
    expect(term(report, 'fold 1').bits).toBeCloseTo(LOG_Q - Math.log2(7) - 21 - perPoint, 3)
    expect(term(report, 'queries').bits).toBeCloseTo(-49 * Math.log2(Math.sqrt(rate) * 1.25), 9)
  })

  test('is the least of its terms, work included', () => {
    for (const parameters of profiles) {
      const report = securityReport(exampleShape(parameters, 18))
      expect(report.bits).toBe(Math.min(...report.terms.map(({ bits, work }) => bits + work)))
      const works = Object.fromEntries(report.terms.map(({ name, work }) => [name.replace(/ \d+/, ''), work]))
      const { lookup, deep, batch, fold, query } = parameters.pow
      expect(works).toEqual({ lookup, constraints: 0, deep, batch, fold, queries: query })
    }
  })

  test('counts public tuples', () => {
    const shape = exampleShape(standard, 16)
    const bits = (publicTuples: number) => term(securityReport(shape, { publicTuples }), 'lookup').bits
    expect(bits(0)).toBe(term(securityReport(shape), 'lookup').bits)
    expect(bits(2 ** 20)).toBeLessThan(bits(0))
  })

  test('can be made for another regime', () => {
    const report = securityReport(exampleShape(compact, 20), { regime: { name: 'unique decoding' } })
    expect(report.regime.name).toBe('unique decoding')
    expect(report.bits).toBeLessThan(100)
    expect(term(report, 'batch').bits).toBeGreaterThan(
      term(securityReport(exampleShape(compact, 20)), 'batch').bits,
    )
  })

  test('has no folds where there is nothing to fold', () => {
    const small: Parameters = { ...standard, logFinal: 12 }
    const report = securityReport(exampleShape(small, 12))
    expect(report.terms.filter(({ name }) => name.startsWith('fold'))).toEqual([])
  })

  test('is no better than at the limits', () => {
    for (const parameters of profiles) {
      for (let logHeight = parameters.minLogHeight; logHeight <= parameters.maxLogHeight; logHeight++) {
        const limit = securityAtHeight(parameters, logHeight)
        const own = securityReport(exampleShape(parameters, logHeight))
        for (const [k, { bits }] of own.terms.entries())
          expect(bits).toBeGreaterThanOrEqual(limit.terms[k].bits)
      }
    }
  })
})

describe('parameters without a proof', () => {
  test('are not given bits', () => {
    const shape = exampleShape(standard, 16)
    expect(() => securityReport(shape, { regime: { name: 'johnson', m: 2 } })).toThrow(RangeError)
    expect(() => minimumSecurity({ ...standard, logBlowup: 0 })).toThrow(RangeError)
  })

  test('that hide too little have no shape', () => {
    expect(() => minimumSecurity({ ...standard, queries: standard.mask - 3 })).toThrow(ShapeError)
  })

  test('that are weak are told so', () => {
    expect(minimumSecurity({ ...standard, queries: 1 })).toBeLessThan(21)
    for (const site of ['lookup', 'deep', 'batch', 'query'] as const) {
      expect(minimumSecurity({ ...standard, pow: { ...standard.pow, [site]: 0 } })).toBeLessThan(100)
    }
    for (const site of ['lookup', 'deep', 'batch', 'fold', 'query'] as const) {
      expect(minimumSecurity({ ...compact, pow: { ...compact.pow, [site]: 0 } })).toBeLessThan(100)
    }
  })
})

describe('a report can be checked by hand', () => {
  test.each(profiles)('$name: terms follow from the quantities by their formulas', (parameters) => {
    const { quantities, terms } = securityReport(exampleShape(parameters, 18))
    const value = (symbol: string) => quantities.find((own) => own.symbol === symbol)!.value
    const [L, T, W, C, B, K, e] = ['L', 'T', 'W', 'C', 'B', 'K', 'e(K, n)'].map(value)
    const errors: Record<string, number> = {
      'L T (W + 2) / q': L * T * (W + 2),
      'L (C - 1) / q': L * (C - 1),
      'L (4 (K + 1) + K) / (q - p)': L * (4 * (K + 1) + K),
      'ceil(log2(B + 1)) e(K, n) / q': Math.ceil(Math.log2(B + 1)) * e,
    }
    for (const [formula, exceptional] of Object.entries(errors)) {
      const bits = terms.find((own) => own.formula === formula)!.bits
      expect(bits).toBeCloseTo(value('log2 q') - Math.log2(exceptional), 9)
    }
    expect(terms.find(({ formula }) => formula === '(1 - delta)^s')!.bits).toBeCloseTo(
      -value('s') * Math.log2(value('1 - delta')),
      9,
    )
    expect(value('log2 q')).toBeCloseTo(LOG_Q, 9)
    expect(value('n')).toBe(2 ** (18 + parameters.logBlowup))
    expect(value('a')).toBe(8)
  })

  test.each(profiles)('$name: every term has a source, and no more than its regime needs', (parameters) => {
    const { regime, terms } = securityReport(exampleShape(parameters, 18))
    for (const { source } of terms) expect(source).toMatch(/soundness\.md [35]/)
    const johnson = terms.some(({ source }) => source.includes('2025/2055'))
    expect(johnson).toBe(regime.name === 'johnson')
  })
})
