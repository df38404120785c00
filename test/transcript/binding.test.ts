/**
 * What the verifier draws depends on all that it was told before. For everything that is absorbed, the real
 * verifier is given something else in its place, by a prover who makes the rest fit as well as possible, so
 * that the verifier goes on; every challenge before it must stay and every later one must change.
 */

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import type { Ext } from '../../src/field/quartic.ts'
import * as E from '../../src/field/quartic.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import type { Hasher, Item } from '../../src/hash/hasher.ts'
import { createMachine, standardMachine } from '../../src/machine/machine.ts'
import { precompiles } from '../../src/machine/precompiles.ts'
import { statementBytes } from '../../src/machine/statement.ts'
import { encodeKey, programId, type VerifyingKey } from '../../src/machine/verifying-key.ts'
import { compact, type Parameters, standard } from '../../src/stark/parameters.ts'
import { PROTOCOL_VERSION, type Proof } from '../../src/stark/proof.ts'
import { Transcript } from '../../src/transcript/transcript.ts'
import { refitted } from '../fuzz/proof-mutations.ts'
import { repaired } from '../fuzz/repair.ts'
import { type Case, judgeCase } from '../fuzz/targets.ts'
import { type Event, recording } from '../support/stark/hashers.ts'
import { withItem } from '../support/stark/lists.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, toyPairs } from '../support/stark/run.ts'
import { seeded } from '../support/stark/tape.ts'
import {
  publicProducts,
  STAIRS,
  type ToyHeights,
  toyClaim,
  toyDigest,
  toyShape,
} from '../support/stark/toy.ts'

const parameters = tinyParameters({ mask: 8, nextMask: 12, logArity: 2, logFinal: 3 })
/** Takes every nonce, so that a changed one is no end. */
const lenient: Hasher = { ...blake3Hasher, checkNonce: () => true }

interface Draw {
  /** Name of the challenge and how often it was drawn before. */
  readonly name: string
  readonly values: string
}

let honest: Case
let honestDraws: Draw[]
/** Messages in order: what is absorbed, and `? name` for what is drawn. */
let schedule: string[]

beforeAll(async () => {
  const made = await proveToy(toyPairs(STAIRS, seeded(5)), { parameters })
  honest = {
    systemDigest: toyDigest,
    shape: toyShape(parameters, STAIRS),
    claim: toyClaim(blake3Hasher, parameters, STAIRS, made.z),
    tuples: publicProducts(made.z),
    proof: made.proof,
  }
  expect(judgeCase(blake3Hasher, honest)).toBeUndefined()
  const events = eventsOf(honest)
  honestDraws = drawsOf(events)
  schedule = numbered(
    events
      .filter((event) => event.kind === 'draw' || event.item.kind !== 'draw')
      .map(({ kind, label }) => (kind === 'draw' ? `? ${label}` : label)),
  )
})

function eventsOf(given: Case, hasher = lenient): readonly Event[] {
  const { hasher: watching, events } = recording(hasher)
  judgeCase(watching, given)
  return events
}

/** Equal names with the number of their occurrence. */
function numbered(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const occurrence = seen.get(name) ?? 0
    seen.set(name, occurrence + 1)
    return `${name} ${occurrence}`
  })
}

function drawsOf(events: readonly Event[]): Draw[] {
  const draws = events.flatMap((event) => (event.kind === 'draw' ? [event] : []))
  const names = numbered(draws.map(({ label }) => `? ${label}`))
  return draws.map(({ values }, k) => ({ name: names[k]!, values: values.join() }))
}

/**
 * Demands that another thing in place of message `at` changes what is drawn after it and nothing before. `own`
 * is what is drawn for the honest proof.
 */
function expectBound(at: string, changed: Case, hasher = lenient, own = honestDraws): void {
  const position = schedule.indexOf(at)
  expect(position, at).toBeGreaterThanOrEqual(0)
  const fitting = { ...changed, proof: repaired(hasher, changed) }
  const draws = drawsOf(eventsOf(fitting, hasher))
  let later = 0
  for (const { name, values } of draws) {
    const before = own.find((draw) => draw.name === name)
    if (before === undefined) continue
    if (schedule.indexOf(name) < position) expect(values, `${name}, before ${at}`).toBe(before.values)
    else {
      expect(values, `${name}, after ${at}`).not.toBe(before.values)
      later++
    }
  }
  // It went on to the end.
  expect(draws.map(({ name }) => name)).toContain('? queries 0')
  expect(later).toBeGreaterThan(0)
}

const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, k) => (k === at ? byte ^ 1 : byte))
const withProof = (change: Partial<Proof>): Case => ({ ...honest, proof: { ...honest.proof, ...change } })
/** Every coordinate of every element, one after the other. */
const coordinates = (list: readonly Ext[]) =>
  list.flatMap((value, k) =>
    value.map((c, at) => ({ k, value: withItem(value, at, F.add(c, 1)) as unknown as Ext })),
  )

describe('every later challenge depends on', () => {
  const ends = (bytes: Uint8Array) => [flipped(bytes, 0), flipped(bytes, bytes.length - 1)]

  test('the hasher', () => {
    expectBound(`limpid stark v1 0`, honest, { ...lenient, name: 'other' })
  })

  const changes: Partial<Record<keyof Parameters, Partial<Parameters>[]>> = {
    name: [{ name: 'tiny2' }, { name: '' }],
    logBlowup: [{ logBlowup: 3 }],
    queries: [{ queries: 3 }, { queries: 1 }],
    pow: (['lookup', 'deep', 'batch', 'fold', 'query'] as const).map((site) => ({
      pow: { ...parameters.pow, [site]: parameters.pow[site] + 1 },
    })),
    mask: [{ mask: 7 }],
    nextMask: [{ nextMask: 11 }],
    minLogHeight: [{ minLogHeight: 4 }],
    maxLogHeight: [{ maxLogHeight: 11 }],
    logSlack: [{ logSlack: 0 }],
    logArity: [{ logArity: 1 }, { logArity: 3 }],
    logFinal: [{ logFinal: 4 }, { logFinal: 2 }],
  }
  test.each(Object.entries(changes))('parameters: %s', (name, others) => {
    for (const other of others) {
      const shape = toyShape({ ...parameters, ...other }, STAIRS)
      const changed = { ...honest, shape, proof: refitted(honest.proof, shape) }
      expectBound(name === 'name' ? 'profile 0' : 'parameters 0', changed)
    }
  })

  test('all parameters but the regime, which is about the analysis only', () => {
    expect(Object.keys(changes).sort()).toEqual(
      Object.keys(parameters)
        .filter((name) => name !== 'regime')
        .sort(),
    )
  })

  const heights: Record<string, ToyHeights> = {
    'a taller table': { ...STAIRS, work: 6 },
    'the tallest table': { ...STAIRS, hub: 8 },
    'two tables of exchanged heights': { ...STAIRS, work: 6, range: 5 },
    'a table more': { ...STAIRS, spare: 5 },
    'a table more in a class of its own': { ...STAIRS, spare: 8 },
  }
  test.each(Object.entries(heights))('heights: %s', (_, own) => {
    const shape = toyShape(parameters, own)
    expectBound('heights 0', { ...honest, shape, proof: refitted(honest.proof, shape) })
  })

  test('the system', () => {
    for (const systemDigest of [...ends(toyDigest), toyDigest.slice(1), Uint8Array.of(...toyDigest, 0)])
      expectBound('system 0', { ...honest, systemDigest })
  })

  test('the roots of preprocessed trees', () => {
    const { claim } = honest
    const { fixed, program } = claim.roots
    for (const root of ends(fixed))
      expectBound('fixed root 0', { ...honest, claim: { ...claim, roots: { fixed: root, program } } })
    for (const root of ends(program))
      expectBound('program root 0', { ...honest, claim: { ...claim, roots: { fixed, program: root } } })
    const exchanged = { fixed: program, program: fixed }
    expectBound('fixed root 0', { ...honest, claim: { ...claim, roots: exchanged } })
  })

  test('the statement', () => {
    const { statement } = honest.claim
    const others = [
      ...Array.from(statement, (_, at) => flipped(statement, at)),
      statement.slice(1),
      statement.slice(0, -1),
      Uint8Array.of(...statement, 0),
      new Uint8Array(),
    ]
    for (const other of others)
      expectBound('statement 0', { ...honest, claim: { ...honest.claim, statement: other } })
  })

  test('the roots of main, aux and quotient', () => {
    const { roots } = honest.proof
    for (const name of ['main', 'aux', 'quotient'] as const) {
      for (const root of ends(roots[name]))
        expectBound(`${name} root 0`, withProof({ roots: { ...roots, [name]: root } }))
    }
  })

  test('every coordinate of every sum', () => {
    const { sums } = honest.proof
    for (const { k, value } of coordinates(sums)) {
      // What one sum has more, another one must have less: by the repair, the first.
      const other = k === 0 ? 1 : 0
      const less = E.sub(sums[other]!, E.sub(value, sums[k]!))
      expectBound('sums 0', withProof({ sums: withItem(withItem(sums, k, value), other, less) }))
    }
  })

  test('every coordinate of every opened value', () => {
    const { proof, shape } = honest
    const { openings, chunkLength } = shape
    const zeta = honestDraws
      .find(({ name }) => name === '? zeta 0')!
      .values.split(',')
      .map(Number)
    const shift = E.pow(zeta as unknown as Ext, chunkLength)
    const chunk = openings.findIndex(({ tree }) => tree === 'quotient')
    for (const { k, value } of coordinates(proof.values)) {
      // The repair is in the first chunk of the quotient; a change there is made good in the second one.
      const values = withItem(proof.values, k, value)
      const by = E.div(E.sub(proof.values[k]!, value), shift)
      const fitting = k === chunk ? withItem(values, chunk + 1, E.add(values[chunk + 1]!, by)) : values
      expectBound('values 0', withProof({ values: fitting }))
    }
  })

  test('every layer root', () => {
    const { layerRoots } = honest.proof
    layerRoots.forEach((own, k) => {
      for (const root of ends(own))
        expectBound(`layer root ${k}`, withProof({ layerRoots: withItem(layerRoots, k, root) }))
    })
    expect(layerRoots.length).toBeGreaterThan(1)
  })

  test('every coordinate of the last polynomial', () => {
    const { final } = honest.proof
    for (const { k, value } of coordinates(final))
      expectBound('final 0', withProof({ final: withItem(final, k, value) }))
  })

  test('every nonce', () => {
    const { nonces } = honest.proof
    for (const bit of [0n, 31n, 32n, 63n]) {
      const other = (nonce: bigint) => nonce ^ (1n << bit)
      for (const site of ['lookup', 'deep', 'batch', 'query'] as const)
        expectBound(`${site} work 0`, withProof({ nonces: { ...nonces, [site]: other(nonces[site]) } }))
      nonces.folds.forEach((own, k) => {
        const folds = withItem(nonces.folds, k, other(own))
        expectBound(`fold work ${k}`, withProof({ nonces: { ...nonces, folds } }))
      })
    }
  })

  test('all of the proof but its openings: nothing else is left', () => {
    expect(Object.keys(honest.proof).sort()).toEqual(
      ['final', 'heights', 'layerRoots', 'layers', 'nonces', 'roots', 'sums', 'trees', 'values'].sort(),
    )
  })
})

describe('this harness finds a verifier that', () => {
  /** For each message, a case with another one. */
  const others: Record<string, () => Case> = {
    heights: () => {
      const shape = toyShape(parameters, { ...STAIRS, work: 6 })
      return { ...honest, shape, proof: refitted(honest.proof, shape) }
    },
    statement: () => ({ ...honest, claim: { ...honest.claim, statement: new Uint8Array(9) } }),
    'main root': () => withProof({ roots: { ...honest.proof.roots, main: new Uint8Array(32) } }),
    sums: () => {
      const [first, second, ...rest] = honest.proof.sums
      return withProof({ sums: [E.add(first, E.ONE), E.sub(second, E.ONE), ...rest] })
    },
    values: () => withProof({ values: withItem(honest.proof.values, 0, E.ONE) }),
    'layer root': () => withProof({ layerRoots: withItem(honest.proof.layerRoots, 0, new Uint8Array(32)) }),
    final: () => withProof({ final: withItem(honest.proof.final, 0, E.ONE) }),
    'query work': () => withProof({ nonces: { ...honest.proof.nonces, query: 12345n } }),
  }
  const labels = Object.keys(others)
  const empty = (kind: Item['kind']): Item =>
    kind === 'bytes' || kind === 'digest' || kind === 'nonce'
      ? { kind, data: new Uint8Array() }
      : { kind, data: [] }

  test.each(labels)('does not absorb: %s', (label) => {
    const deaf: Hasher = {
      ...lenient,
      absorb: (state, own, item) => blake3Hasher.absorb(state, own, own === label ? empty(item.kind) : item),
    }
    const own = drawsOf(eventsOf(honest, deaf))
    expect(() => expectBound(`${label} 0`, others[label]!(), deaf, own)).toThrow(/after/)
  })

  test.each(labels)('absorbs, at the right time: %s', (label) => {
    expectBound(`${label} 0`, others[label]!())
  })
})

describe('sequences of messages', () => {
  /** A message as bytes, or as elements. */
  type Message = readonly [label: string, kind: 'bytes' | 'elements' | 'extension', data: readonly number[]]

  const stateAfter = (messages: readonly Message[]): string => {
    const transcript = new Transcript(blake3Hasher, 'test')
    for (const [label, kind, data] of messages) {
      if (kind === 'bytes') transcript.absorbBytes(label, Uint8Array.from(data))
      else if (kind === 'elements') transcript.absorbElements(label, data)
      else {
        const values: Ext[] = []
        for (let k = 0; k < data.length; k += 4) values.push(data.slice(k, k + 4) as unknown as Ext)
        transcript.absorbExt(label, values)
      }
    }
    return transcript.state.join()
  }

  /** Cuts data at increasing places. */
  const cutAt = <T>(data: readonly T[], cuts: readonly number[]): T[][] => {
    const places = [0, ...[...cuts].sort((a, b) => a - b).map((cut) => cut % (data.length + 1)), data.length]
    places.sort((a, b) => a - b)
    return places.slice(1).map((end, k) => data.slice(places[k], end))
  }

  test('that concatenate to the same bytes differ, wherever they are cut', () => {
    const cuts = fc.array(fc.nat(60), { maxLength: 5 })
    fc.assert(
      fc.property(fc.array(fc.nat(255), { maxLength: 60 }), cuts, cuts, (data, first, second) => {
        const messages = (own: readonly number[]) =>
          cutAt(data, own).map((part): Message => ['a', 'bytes', part])
        const [a, b] = [messages(first), messages(second)]
        expect(stateAfter(a) === stateAfter(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })

  test('that concatenate to the same elements differ, wherever they are cut and whatever they are called', () => {
    const cuts = fc.array(fc.nat(10), { maxLength: 3 })
    const quads = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)), { maxLength: 10 })
    const kinds = fc.constantFrom('elements' as const, 'extension' as const)
    fc.assert(
      fc.property(quads, cuts, cuts, kinds, kinds, (data, first, second, kind, other) => {
        const messages = (own: readonly number[], as: 'elements' | 'extension') =>
          cutAt(data, own).map((part): Message => ['a', as, part.flat()])
        const [a, b] = [messages(first, kind), messages(second, other)]
        expect(stateAfter(a) === stateAfter(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })

  test('that move bytes between label and data differ', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
        fc.nat(20),
        fc.nat(20),
        (text, i, j) => {
          const message = (at: number): Message => [
            text.slice(0, at),
            'bytes',
            [...new TextEncoder().encode(text.slice(at))],
          ]
          const [a, b] = [Math.min(i, text.length), Math.min(j, text.length)]
          expect(stateAfter([message(a)]) === stateAfter([message(b)])).toBe(a === b)
        },
      ),
    )
  })
})

describe('the statement of the machine', () => {
  const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const bridge = fc.record({ first: fc.nat(5), last: fc.nat(5) })
  const key: fc.Arbitrary<VerifyingKey> = fc.record({
    machine: fc.constant(standardMachine),
    parameters: fc.constant(standard),
    fixedRoot: fc.constant(new Uint8Array(32)),
    programRoot: fc.oneof(fc.constant(new Uint8Array(32)), digest),
    logHeights: fc.record({
      program: fc.integer({ min: 12, max: 13 }),
      image: fc.integer({ min: 12, max: 13 }),
    }),
    entry: fc.nat(3),
    bridges: fc.array(bridge, { maxLength: 3 }),
  })
  /** Equal for equal values, on one machine. */
  const textOf = (value: unknown) =>
    JSON.stringify(value, (name, own) =>
      name === 'machine' ? undefined : own instanceof Uint8Array ? [...own] : own,
    )
  const bytes = fc.array(fc.nat(2), { maxLength: 6 }).map((list) => Uint8Array.from(list))
  const claim = fc.record({ publicInput: bytes, output: bytes, exitCode: fc.nat(2) })

  test('has other bytes for every other key, input, output and exit code', () => {
    fc.assert(
      fc.property(key, claim, key, claim, (keyA, a, keyB, b) => {
        const same = textOf([keyA, a]) === textOf([keyB, b])
        expect(Buffer.compare(statementBytes(keyA, a), statementBytes(keyB, b)) === 0).toBe(same)
      }),
      { numRuns: 1000 },
    )
  })

  test('has other bytes when a byte moves from the input to the output', () => {
    fc.assert(
      fc.property(
        key,
        fc.array(fc.nat(255), { maxLength: 20 }),
        fc.nat(20),
        fc.nat(20),
        (own, data, i, j) => {
          const split = (at: number) =>
            statementBytes(own, {
              publicInput: Uint8Array.from(data.slice(0, at)),
              output: Uint8Array.from(data.slice(at)),
              exitCode: 0,
            })
          const [a, b] = [Math.min(i, data.length), Math.min(j, data.length)]
          expect(Buffer.compare(split(a), split(b)) === 0).toBe(a === b)
        },
      ),
    )
  })

  test('names the program by all of its key', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(programId(a) === programId(b)).toBe(textOf(a) === textOf(b))
      }),
    )
  })

  test('names the program by each part of its key alone', () => {
    const root = Uint8Array.from({ length: 32 }, (_, k) => k)
    const other = root.map((byte, k) => (k === 31 ? byte ^ 1 : byte))
    const own: VerifyingKey = {
      machine: standardMachine,
      parameters: standard,
      fixedRoot: root,
      programRoot: root,
      logHeights: { program: 12, image: 13 },
      entry: 4,
      bridges: [{ first: 1, last: 2 }],
    }
    const others: VerifyingKey[] = [
      { ...own, machine: createMachine(precompiles.slice(1)) },
      { ...own, machine: createMachine([...precompiles].reverse()) },
      { ...own, parameters: compact },
      { ...own, fixedRoot: other },
      { ...own, programRoot: other },
      { ...own, logHeights: { program: 13, image: 13 } },
      { ...own, logHeights: { program: 12, image: 12 } },
      { ...own, entry: 8 },
      { ...own, bridges: [] },
      { ...own, bridges: [{ first: 0, last: 2 }] },
      { ...own, bridges: [{ first: 1, last: 3 }] },
      { ...own, bridges: [...own.bridges, { first: 4, last: 4 }] },
    ]
    const all = [own, ...others]
    const nothing = { publicInput: new Uint8Array(), output: new Uint8Array(), exitCode: 0 }
    expect(new Set(all.map(programId)).size).toBe(all.length)
    expect(new Set(all.map((each) => textOf(statementBytes(each, nothing)))).size).toBe(all.length)
    // Constants of a version, which no key varies.
    expect([...encodeKey(own).slice(0, 66)]).toEqual([
      PROTOCOL_VERSION,
      0,
      ...standardMachine.digest,
      ...root,
    ])
  })
})
