/**
 * Claims that are not what their types say, as they come out of JSON. Whoever uses an output of numbers that are no
 * bytes sees another output than the honest one; the hash of its bytes and buses modulo p do not.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { P } from '../../src/field/koalabear.ts'
import { compact, type Program, profiles, standard } from '../../src/index.ts'
import { writeProofFile } from '../../src/machine/proof-file.ts'
import { claimOf, statementBytes } from '../../src/machine/statement.ts'
import { type Claim, verifyProofFile } from '../../src/machine/verify.ts'
import { encodeKey } from '../../src/machine/verifying-key.ts'
import { profileNumber } from '../../src/stark/parameters.ts'
import type { Proof } from '../../src/stark/proof.ts'
import { streamInputs, streams } from '../support/honest.ts'
import { type Attempt, TraceProver } from '../support/traces.ts'

let prover: TraceProver
let program: Program
beforeAll(async () => {
  prover = await TraceProver.create()
  program = await prover.program(streams.elf)
})

/** What the types forbid. */
const disguised = (value: unknown) => value as Uint8Array

const disguises: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  'a list of bytes': (bytes) => [...bytes],
  'a list of p + byte': (bytes) => Array.from(bytes, (byte) => P + byte),
  'a list of byte - p': (bytes) => Array.from(bytes, (byte) => byte - P),
  'a list of texts': (bytes) => Array.from(bytes, String),
  'an object with numbers as names': (bytes) => ({ ...bytes, length: bytes.length }),
  'words of 16 bits': (bytes) => Uint16Array.from(bytes),
  'numbers of 64 bits': (bytes) => Float64Array.from(bytes, (byte) => P + byte),
  'clamped bytes': (bytes) => Uint8ClampedArray.from(bytes),
  'a buffer': (bytes) => bytes.slice().buffer,
  'a view': (bytes) => new DataView(bytes.slice().buffer),
  'an object that says it is bytes': (bytes) => ({ ...bytes, [Symbol.toStringTag]: 'Uint8Array' }),
  'words that say they are bytes': (bytes) =>
    Object.defineProperty(Uint16Array.from(bytes), Symbol.toStringTag, { value: 'Uint8Array' }),
  'a text': (bytes) => String.fromCharCode(...bytes),
  nothing: () => undefined,
  null: () => null,
}

describe('a claim of other types is refused, whatever was proved', () => {
  // The prover hashes the claim as the verifier would, and p + byte is the byte on a bus.
  const attempt = (field: 'publicInput' | 'output', disguise: (bytes: Uint8Array) => unknown) =>
    prover.attempt(streams.elf, streamInputs, {
      claims: (honest) => ({ ...honest, [field]: disguised(disguise(honest[field])) }),
    })

  test.each(['publicInput', 'output'] as const)('a list of p + byte for %s', async (field) => {
    const { refusal, faults } = await attempt(field, disguises['a list of p + byte'])
    expect(faults.violated).toEqual([])
    expect(refusal).toBe('INVALID_CLAIM')
  })

  test.each(Object.keys(disguises))('%s is no bytes', (name) => {
    const bytes = Uint8Array.of(1, 2, 3)
    const claim: Claim = { programId: program.id, publicInput: bytes, output: bytes, exitCode: 0 }
    const wrong = disguised(disguises[name](bytes))
    for (const field of ['publicInput', 'output'] as const) {
      const result = verifyProofFile({ ...claim, [field]: wrong }, new Uint8Array())
      expect(result.ok ? 'accepted' : result.error.code, field).toBe('INVALID_CLAIM')
    }
    const result = verifyProofFile(claim, wrong)
    expect(result.ok ? 'accepted' : result.error.code, 'proof').toBe('FORMAT')
  })

  test.each([undefined, null, 7, ['a'], {}])('the program id %j', (programId) => {
    const claim = { programId: programId as string, publicInput: new Uint8Array(), output: new Uint8Array() }
    const result = verifyProofFile({ ...claim, exitCode: 0 }, new Uint8Array())
    expect(result.ok ? 'accepted' : result.error.code).toBe('INVALID_CLAIM')
  })

  test.each([undefined, null, '0', [0], 0.5, -1, 2 ** 32, Number.NaN])('the exit code %j', (exitCode) => {
    const claim = { programId: program.id, publicInput: new Uint8Array(), output: new Uint8Array() }
    const result = verifyProofFile({ ...claim, exitCode: exitCode as number }, new Uint8Array())
    expect(result.ok ? 'accepted' : result.error.code).toBe('INVALID_CLAIM')
  })

  test.each([undefined, null, 7, 'claim'])('the claim %j', (claim) => {
    const result = verifyProofFile(claim as unknown as Claim, new Uint8Array())
    expect(result.ok ? 'accepted' : result.error.code).toBe('INVALID_CLAIM')
  })
})

describe('an honest claim', () => {
  let honest: Attempt
  beforeAll(async () => {
    honest = await prover.attempt(streams.elf, streamInputs)
  })

  test('is accepted as bytes', () => {
    expect(honest.refusal).toBeUndefined()
  })

  test.each([
    ['bytes of Node', (bytes: Uint8Array) => Buffer.from(bytes)],
    ['part of a longer buffer', (bytes: Uint8Array) => Uint8Array.of(9, ...bytes, 9).subarray(1, -1)],
    ['a subclass that says something else', (bytes: Uint8Array) => new Liar(bytes)],
  ])('means the same as %s', (_, convert) => {
    const { publicInput, output, exitCode } = honest.statement
    const plain = claimOf(program.key, { publicInput, output, exitCode })
    const other = { publicInput: convert(publicInput), output: convert(output), exitCode }
    expect(claimOf(program.key, other)).toEqual(plain)
    const result = verifyProofFile({ programId: program.id, ...other }, new Uint8Array())
    // It is the empty proof that is refused.
    expect(result.ok ? 'accepted' : result.error.code).toBe('FORMAT')
  })

  test('has tuples and bytes of one statement', () => {
    const { publicTuples, statement, roots } = claimOf(program.key, honest.statement)
    expect(statement).toEqual(statementBytes(program.key, honest.statement))
    expect(roots).toEqual({ fixed: program.key.fixedRoot, program: program.key.programRoot })
    const bytes = (bus: string) =>
      publicTuples.filter((own) => own.bus.name === bus).map(({ tuple }) => tuple[1])
    expect(bytes('public in')).toEqual([...honest.statement.publicInput])
    expect(bytes('public out')).toEqual([...honest.statement.output])
  })
})

/** Iterates over other bytes than it has. */
class Liar extends Uint8Array {
  override entries(): ReturnType<Uint8Array<ArrayBuffer>['entries']> {
    return new Uint8Array(this.length).entries()
  }
  override [Symbol.iterator](): ReturnType<Uint8Array<ArrayBuffer>['values']> {
    return new Uint8Array(this.length).values()
  }
}

describe('a profile', () => {
  test('has its number', () => {
    expect(profiles.map(profileNumber)).toEqual([0, 1])
  })

  test('that is a copy has none: no key or proof file says so', () => {
    for (const profile of [standard, compact]) {
      const key = { ...program.key, parameters: { ...profile } }
      expect(() => encodeKey(key)).toThrow(RangeError)
      expect(() => writeProofFile(key, {} as Proof)).toThrow(RangeError)
      expect(() =>
        statementBytes(key, { publicInput: new Uint8Array(), output: new Uint8Array(), exitCode: 0 }),
      ).toThrow(RangeError)
    }
  })
})
