/** The builder's gadgets, with honest and dishonest witnesses. */
import { afterAll, describe, expect, it } from 'vitest'
import { inverse, R } from '../../src/curve/bn254.ts'
import { CircuitBuilder } from '../../src/r1cs/builder.ts'
import { firstViolated, readR1cs, writeR1cs } from '../../src/r1cs/constraint-system.ts'
import { FormatError } from '../../src/r1cs/container.ts'
import { readWitness, writeWitness } from '../../src/r1cs/wtns.ts'
import { endSnarkjs, file, snarkjs } from '../groth16/support/snarkjs.ts'

describe('CircuitBuilder', () => {
  it('orders wires: 1, outputs, public inputs, private inputs, the rest', () => {
    const c = new CircuitBuilder()
    const x = c.privateInput('x')
    const k = c.publicInput('k')
    c.output('y', c.add(c.mul(x, x), k, 7))
    const { system, witness } = c.build()
    expect(witness({ x: 3, k: 5 })).toEqual([1n, 21n, 5n, 3n, 9n])
    expect(system).toMatchObject({ wires: 5, outputs: 1, publicInputs: 1, privateInputs: 1 })
    expect(firstViolated(system, [1n, 21n, 5n, 3n, 9n])).toBe(-1)
    expect(firstViolated(system, [1n, 22n, 5n, 3n, 9n])).toBe(1)
  })

  it('isZero, invert, select and bits', () => {
    const c = new CircuitBuilder()
    const x = c.privateInput('x')
    const zero = c.isZero(x)
    c.output('zero', zero)
    c.output('selected', c.select(zero, 100, 200))
    const bits = c.bits(x, 8)
    c.output('low', bits[0]!)
    const { system, witness } = c.build()
    expect(witness({ x: 0 }).slice(0, 4)).toEqual([1n, 1n, 100n, 0n])
    expect(witness({ x: 255 }).slice(0, 4)).toEqual([1n, 0n, 200n, 1n])
    expect(() => witness({ x: 256 })).toThrow(/constraint/)
    // claiming that 5 is zero violates a constraint, whatever the hint
    const honest = witness({ x: 5 })
    for (let wire = 1; wire < honest.length; wire++) {
      const forged = honest.slice()
      forged[wire] = (forged[wire]! + 1n) % R
      const free = system.constraints.every((row) => row.every((linear) => linear.every(([w]) => w !== wire)))
      if (!free) expect([wire, firstViolated(system, forged) >= 0]).toEqual([wire, true])
    }
    const d = new CircuitBuilder()
    const y = d.privateInput('y')
    d.output('z', d.invert(y))
    const built = d.build()
    expect(built.witness({ y: 7 })[1]).toBe(inverse(7n, R))
    expect(() => built.witness({ y: 0 })).toThrow()
  })

  it('refuses missing inputs, equal names and too many bits', () => {
    const c = new CircuitBuilder()
    const x = c.privateInput('x')
    expect(() => c.publicInput('x')).toThrow(RangeError)
    expect(() => c.bits(x, 254)).toThrow(RangeError)
    expect(() => c.build().witness({})).toThrow(/missing/)
  })
})

describe('files', () => {
  afterAll(endSnarkjs)
  const c = new CircuitBuilder()
  const x = c.privateInput('x')
  c.output('y', c.sub(c.mul(x, c.add(x, 1)), c.scale(x, R - 3n)))
  const { system, witness } = c.build()

  it('a system survives its file', async () => {
    const sorted = (s: typeof system) => ({
      ...s,
      constraints: s.constraints.map((row) => row.map((linear) => [...linear].sort(([a], [b]) => a - b))),
    })
    expect(sorted(await readR1cs(writeR1cs(system)))).toEqual(sorted(system))
  })

  it('a witness survives its file', async () => {
    const values = witness({ x: 9 })
    const bytes = await readWitness(writeWitness(values))
    expect(bytes.length).toBe(32 * values.length)
    expect(bytes[32 * 2]).toBe(9)
  })

  it('snarkjs reads them and finds what we find', async () => {
    const values = witness({ x: 9 })
    const r1cs = file(writeR1cs(system))
    const check = (list: readonly bigint[]) => snarkjs('wtns.check', r1cs, file(writeWitness(list)), 'logger')
    expect(await check(values)).toBe(true)
    for (let wire = 1; wire < values.length; wire++) {
      const forged = values.slice()
      forged[wire] = (forged[wire]! + 1n) % R
      expect([wire, await check(forged), firstViolated(system, forged) < 0]).toEqual([wire, false, false])
    }
  }, 60_000)

  it('a file of another field says so', async () => {
    const other = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))
    await expect(readR1cs(other(writeR1cs(system), 30))).rejects.toMatchObject({ code: 'FILE_FIELD' })
    await expect(readWitness(other(writeWitness([1n]), 30))).rejects.toMatchObject({ code: 'FILE_FIELD' })
  })

  it('every truncation is a FormatError', async () => {
    for (const [bytes, read] of [
      [writeR1cs(system), readR1cs],
      [writeWitness(witness({ x: 9 })), readWitness],
    ] as const) {
      for (let length = 0; length < bytes.length; length++) {
        await expect(read(bytes.subarray(0, length))).rejects.toBeInstanceOf(FormatError)
      }
    }
  })
})
