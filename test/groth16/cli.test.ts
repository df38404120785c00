/** limpid groth16, and keys whose ceremony was not finished. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bn254 } from '@noble/curves/bn254.js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseArguments } from '../../src/cli/arguments.ts'
import { groth16 } from '../../src/cli/commands/groth16.ts'
import { checkKey } from '../../src/groth16/check-key.ts'
import { type Groth16Proof, readVerificationKey } from '../../src/groth16/formats/json.ts'
import { verify } from '../../src/groth16/verifier.ts'
import { writeR1cs } from '../../src/r1cs/constraint-system.ts'
import { writeWitness } from '../../src/r1cs/wtns.ts'
import { snarkjsKey } from './support/circuits.ts'
import { powerCircuit } from './support/small.ts'
import { endSnarkjs } from './support/snarkjs.ts'

const { system, witness } = powerCircuit(5)
const run = async (...argv: string[]) => groth16.run(parseArguments(groth16, argv))

describe('limpid groth16', () => {
  const folder = mkdtempSync(join(tmpdir(), 'limpid-'))
  const path = (name: string) => join(folder, name)
  const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'))
  const silence = [vi.spyOn(process.stderr, 'write').mockReturnValue(true)]
  beforeAll(() => {
    writeFileSync(path('c.r1cs'), writeR1cs(system))
    writeFileSync(path('w.wtns'), writeWitness(witness(3n, 1n)))
  })
  afterAll(() => {
    for (const spy of silence) spy.mockRestore()
    rmSync(folder, { recursive: true })
    endSnarkjs()
  })

  it('insecure-setup, prove, verify, check-key, export-solidity', async () => {
    expect(await run('insecure-setup', path('c.r1cs'), '-o', path('insecure.zkey'), '--threads', '0')).toBe(0)
    expect(
      await run(
        'prove',
        path('insecure.zkey'),
        path('w.wtns'),
        '--proof',
        path('p.json'),
        '--signals',
        path('s.json'),
        '--threads',
        '2',
      ),
    ).toBe(0)
    writeFileSync(
      path('vk.json'),
      JSON.stringify(await readVerificationKey(new Uint8Array(readFileSync(path('insecure.zkey'))))),
    )
    const write = (_text: unknown, done?: () => void) => {
      done?.()
      return true
    }
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(write as never)
    try {
      expect(await run('verify', path('vk.json'), path('s.json'), path('p.json'))).toBe(0)
      const signals = read('s.json') as string[]
      expect(signals).toEqual([String(3n ** 10n + 1n), '1'])
      writeFileSync(path('wrong.json'), JSON.stringify([...signals].reverse()))
      expect(await run('verify', path('vk.json'), path('wrong.json'), path('p.json'))).toBe(1)
      expect(await run('check-key', path('insecure.zkey'), '--threads', '0', '--json')).toBe(1)
      expect(await run('export-solidity', path('insecure.zkey'), '-o', path('v.sol'))).toBe(0)
    } finally {
      out.mockRestore()
    }
    expect(readFileSync(path('v.sol'), 'utf8')).toContain('INSECURE')
  })

  it('explains wrong usage', async () => {
    await expect(run('setup', 'x')).rejects.toMatchObject({ code: 'USAGE' })
    await expect(run('prove', 'x')).rejects.toMatchObject({ code: 'USAGE' })
    await expect(run('insecure-setup', path('c.r1cs'), '-o', path('good.zkey'))).rejects.toMatchObject({
      code: 'USAGE',
    })
    await expect(run('prove', path('none'), path('w.wtns'), '--threads', '0')).rejects.toMatchObject({
      code: 'FILE',
    })
  })

  it('refuses a key without contributions, which anyone can forge with', async () => {
    const { initial, zkey } = await snarkjsKey(writeR1cs(system), 6)
    const fresh = await checkKey(initial, { threads: 0 })
    expect(fresh.contributions).toBe(0)
    expect(fresh.problems.join('\n')).toMatch(/delta equals gamma/)
    expect(fresh.problems.join('\n')).toMatch(/no contributions/)
    const final = await checkKey(zkey, { threads: 0 })
    expect(final).toMatchObject({ problems: [], contributions: 1, beacon: false, publicCount: 2 })

    // A = alpha, B = beta, C = -inputs: accepted with the fresh key for any signals, refused after a contribution
    const forge = async (file: Uint8Array) => {
      const key = await readVerificationKey(file)
      const point = ([x, y]: readonly string[]) => bn254.G1.Point.fromAffine({ x: BigInt(x!), y: BigInt(y!) })
      const inputs = point(key.IC[0]!)
        .add(point(key.IC[1]!).multiply(123n))
        .add(point(key.IC[2]!).multiply(456n))
        .negate()
        .toAffine()
      const proof: Groth16Proof = {
        pi_a: key.vk_alpha_1,
        pi_b: key.vk_beta_2,
        pi_c: [String(inputs.x), String(inputs.y), '1'],
        protocol: 'groth16',
        curve: 'bn128',
      }
      return verify(key, ['123', '456'], proof).ok
    }
    expect(await forge(initial)).toBe(true)
    expect(await forge(zkey)).toBe(false)
  })
})
