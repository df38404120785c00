/** Every example from its file to a verified proof, and claims that differ from what was proved. */
import { describe, expect, test } from 'vitest'
import { proofDetails } from '../../src/cli/proof-details.ts'
import { compact, Program } from '../../src/index.ts'
import { securityReport } from '../../src/stark/security.ts'
import { caseNamed, check, proveCase } from './support.ts'

const NAMES = [
  'min-max: the list of the specification',
  'min-max: public and private numbers',
  'min-max: a number of 2^32',
  'sha256: 3 bytes',
  'sha256: 120 bytes',
  'merkle-allowlist: member 5',
  'merkle-allowlist: another secret',
  'age-check: 18 today',
  'age-check: 18 tomorrow',
  'ecdsa-credential: 18 today and of a country',
  'ecdsa-credential: 18 tomorrow',
  'ecdsa-credential: another issuer',
  'sealed-bid: four bids',
  'sealed-bid: a bid raised afterwards',
  'lottery: three of nine',
  'private-inference: digit 7',
  'private-inference: a byte less',
  'fibonacci: 1000',
]

/** Bytes of a proof, at most. Those with precompiles open the wide tables of these as well. */
const mostBytes = (example: string) => (example === 'ecdsa-credential' ? 1_750_000 : 1_000_000)

describe.each(NAMES)('%s', (name) => {
  const example = caseNamed(name)
  const proven = proveCase(example)

  test('is proved with the output and exit code it must have', async () => {
    const { result } = await proven
    expect([result.exitCode, result.output]).toEqual([example.exitCode, example.output])
    expect(result.proof.length).toBeLessThan(mostBytes(example.example))
  })

  test('is verified, with 100 bits', async () => {
    const { claim, result } = await proven
    expect(check(claim, result.proof)).toBe('accepted')
    expect(securityReport(proofDetails(result.proof).shape).bits).toBeGreaterThanOrEqual(100)
  })

  test('is no proof of another public input', async () => {
    const { claim, result } = await proven
    const x = claim.publicInput
    const others = [Uint8Array.of(...x, 0), Uint8Array.of(0, ...x)]
    if (x.length > 0)
      others.push(
        x.slice(1),
        x.slice(0, -1),
        x.map((byte, k) => (k === x.length - 1 ? byte ^ 1 : byte)),
      )
    for (const publicInput of others)
      expect(check({ ...claim, publicInput }, result.proof)).not.toBe('accepted')
  })

  test('is no proof of another output', async () => {
    const { claim, result } = await proven
    const z = claim.output
    const others = [Uint8Array.of(...z, 0), Uint8Array.of(0, ...z)]
    if (z.length > 0)
      others.push(
        z.slice(1),
        z.slice(0, -1),
        z.map((byte, k) => (k === 0 ? byte ^ 0x80 : byte)),
      )
    for (const output of others) expect(check({ ...claim, output }, result.proof)).not.toBe('accepted')
  })

  test('is no proof of another exit code', async () => {
    const { claim, result } = await proven
    for (const exitCode of [claim.exitCode ^ 1, 255, 2 ** 31, 2 ** 32 - 1]) {
      expect(check({ ...claim, exitCode }, result.proof)).not.toBe('accepted')
    }
    for (const exitCode of [-1, 0.5, Number.NaN, 2 ** 32]) {
      expect(check({ ...claim, exitCode }, result.proof)).toBe('INVALID_CLAIM')
    }
  })

  test('is no proof about another program', async () => {
    const { claim, result } = await proven
    const other = caseNamed(example.example === 'sha256' ? 'fibonacci: 1000' : 'sha256: 3 bytes')
    const ids = [(await Program.fromElf(other.elf)).id, '0'.repeat(64), '']
    for (const programId of ids) expect(check({ ...claim, programId }, result.proof)).toBe('WRONG_PROGRAM')
  })

  test('a program that differs in one instruction has another id', async () => {
    const { program } = await proven
    const elf = example.elf.slice()
    // Bit 7 is the lowest of rd.
    elf[fileOffset(elf, program.compiled.executable.entry)]! ^= 0x80
    expect((await Program.fromElf(elf)).id).not.toBe(program.id)
  })
})

/** Where the word at an address lies in an ELF file. */
function fileOffset(elf: Uint8Array, address: number): number {
  const view = new DataView(elf.buffer, elf.byteOffset)
  const [headers, size, count] = [
    view.getUint32(28, true),
    view.getUint16(42, true),
    view.getUint16(44, true),
  ]
  for (let k = 0; k < count; k++) {
    const at = headers + k * size
    const [type, offset, start, , length] = [0, 4, 8, 12, 16].map((field) => view.getUint32(at + field, true))
    if (type === 1 && address >= start! && address < start! + length!) return offset! + address - start!
  }
  throw new RangeError(`no segment has ${address}`)
}

test('min-max under profile compact has a smaller proof', async () => {
  const example = caseNamed('min-max: the list of the specification')
  const [small, large] = [await proveCase(example, compact), await proveCase(example)]
  expect(check(small.claim, small.result.proof)).toBe('accepted')
  expect(check({ ...small.claim, programId: large.program.id }, small.result.proof)).toBe('WRONG_PROGRAM')
  expect(small.result.proof.length).toBeLessThan(Math.min(600_000, large.result.proof.length))
  expect(large.result.proof.length).toBeLessThan(700_000)
})
