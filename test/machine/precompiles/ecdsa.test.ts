import { readFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { describe, expect, test } from 'vitest'
import { type AssemblyScript, compileTypeScript } from '../../../src/compile.ts'
import { compile } from '../../../src/machine/compile.ts'
import { modmul } from '../../../src/machine/precompiles/modmul/modmul.ts'
import { precompiles } from '../../../src/machine/precompiles.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'
import {
  type Claim,
  type CurveName,
  claimBytes,
  claimsOf,
  isRight,
} from '../../support/precompiles/ecdsa-claims.ts'
import { TraceProver } from '../../support/traces.ts'

const ELF = new Uint8Array(readFileSync(new URL('guests/ecdsa.elf', import.meta.url)))
const GUEST = loadElf(ELF)
const { plan } = compile(GUEST)

/** What the guest says of claims, and how often it calls modular arithmetic. */
function verify(
  curve: CurveName,
  claims: readonly Claim[],
): { answers: boolean[]; calls: number; cycles: number } {
  const privateInput = Uint8Array.from(claims.flatMap((claim) => [...claimBytes(claim)]))
  const publicInput = Uint8Array.of(curve === 'secp256k1' ? 0 : 1)
  const { output, exitCode, calls, cycles } = interpret(GUEST, plan, { privateInput, publicInput })
  expect(exitCode).toBe(0)
  return {
    answers: [...output].map((byte) => byte === 1),
    calls: calls[precompiles.indexOf(modmul)]!.calls,
    cycles,
  }
}

describe.each(['secp256k1', 'secp256r1'] as const)('ECDSA on %s', (curve) => {
  const claims = claimsOf(curve)

  test.each(claims)('$name', (claim) => {
    const expected = isRight(curve, claim)
    expect(verify(curve, [claim]).answers).toEqual([expected])
  })

  test('is not all right or all wrong', () => {
    const right = claims.filter((claim) => isRight(curve, claim)).length
    expect(right).toBeGreaterThan(15)
    expect(claims.length - right).toBeGreaterThan(20)
  })

  test('refuses a signature with any bit flipped', () => {
    const [right] = claims
    const honest = claimBytes(right!)
    const flips = [0, 100, 255, 256, 300, 511, 512, 600, 767, 768, 900, 1023, 1024, 1200, 1279]
    for (const bit of flips) {
      const bytes = honest.map((byte, k) => (k === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte))
      const publicInput = Uint8Array.of(curve === 'secp256k1' ? 0 : 1)
      expect([...interpret(GUEST, plan, { privateInput: bytes, publicInput }).output]).toEqual([0])
    }
  })

  test('is proved', async () => {
    const prover = await TraceProver.create()
    const privateInput = Uint8Array.from(claims.slice(0, 3).flatMap((claim) => [...claimBytes(claim)]))
    const inputs = { privateInput, publicInput: Uint8Array.of(curve === 'secp256k1' ? 0 : 1) }
    const { faults, refusal, statement } = await prover.attempt(ELF, inputs)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
    expect([...statement.output]).toEqual([1, 1, 1])
  })

  test('is the same in TypeScript', async () => {
    const source = `
      import { readPrivate, write } from 'limpid/guest'
      import { ${curve}Verify } from 'limpid/guest/zkvm/${curve}'
      export function main(): i32 {
        const x = readPrivate()
        const answers = new Uint8Array(x.length / 160)
        for (let i = 0; i < answers.length; i++) {
          const own = x.subarray(160 * i, 160 * (i + 1))
          answers[i] = ${curve}Verify(own.subarray(0, 32), own.subarray(32, 96), own.subarray(96)) ? 1 : 0
        }
        write(answers)
        return ${curve}Verify(new Uint8Array(31), new Uint8Array(64), new Uint8Array(64)) ? 1 : 0
      }`
    const { elf } = await compileTypeScript(asc as unknown as AssemblyScript, 'program.ts', (path) =>
      path === 'program.ts' ? source : null,
    )
    const executable = loadElf(elf)
    const privateInput = Uint8Array.from(claims.flatMap((claim) => [...claimBytes(claim)]))
    const { output, exitCode } = interpret(executable, compile(executable).plan, { privateInput })
    expect(exitCode).toBe(0)
    const right = claims.map((claim) => isRight(curve, claim))
    expect([...output].map((answer) => answer === 1)).toEqual(right)
  })

  test('takes fewer calls than a table of the least height has rows', () => {
    const { calls, cycles } = verify(curve, claims.slice(0, 1))
    expect(calls).toBeGreaterThan(2000)
    expect(calls).toBeLessThan(4096)
    expect(cycles).toBeLessThan(45_000)
  })
})
