/** limpid groth16, and keys whose ceremony was not finished. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bn254 } from '@noble/curves/bn254.js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseArguments } from '../../src/cli/arguments.ts'
import { groth16 } from '../../src/cli/commands/groth16.ts'
import { exitCodeOf } from '../../src/cli/errors.ts'
import { checkKey } from '../../src/groth16/check-key.ts'
import {
  type Groth16Proof,
  readVerificationKey,
  type VerificationKey,
} from '../../src/groth16/formats/json.ts'
import { ZKEY } from '../../src/groth16/formats/zkey.ts'
import { prove } from '../../src/groth16/prover.ts'
import { verify } from '../../src/groth16/verifier.ts'
import { writeR1cs } from '../../src/r1cs/constraint-system.ts'
import { Container, viewOf } from '../../src/r1cs/container.ts'
import { writeWitness } from '../../src/r1cs/wtns.ts'
import { snarkjsKey } from './support/circuits.ts'
import { powerCircuit, setup } from './support/small.ts'
import { endSnarkjs, file, snarkjs } from './support/snarkjs.ts'

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
      expect(await run('verify', path('insecure.zkey'), path('s.json'), path('p.json'))).toBe(0)
      await expect(run('verify', path('w.wtns'), path('s.json'), path('p.json'))).rejects.toMatchObject({
        code: 'FILE',
      })
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

  it('exits with 1 for a witness that violates the circuit and with 2 for wrong files', async () => {
    const key = path('exit-insecure.zkey')
    writeFileSync(key, await setup(system))
    writeFileSync(path('cut.zkey'), readFileSync(key).subarray(0, 3000))
    const values = witness(3n, 1n)
    values[1] = 7n
    writeFileSync(path('bad.wtns'), writeWitness(values))
    const code = (...argv: string[]) => run(...argv, '--threads', '0').then(undefined, exitCodeOf)
    expect(await code('prove', key, path('bad.wtns'))).toBe(1)
    expect(await code('prove', path('cut.zkey'), path('w.wtns'))).toBe(2)
    expect(await code('check-key', path('cut.zkey'))).toBe(2)
    expect(await code('prove', key, key)).toBe(2)
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
    const ended = file()
    await snarkjs('zKey.beacon', file(zkey), ended, 'end', '0102030405060708090a0b0c0d0e0f10', 10)
    const beacon = await checkKey(ended.data!, { threads: 0 })
    expect(beacon).toMatchObject({ problems: [], contributions: 2, beacon: true })
    // a key of a ceremony is taken as it is
    const { proof, publicSignals } = await prove(ended.data!, writeWitness(witness(3n, 1n)), { threads: 0 })
    const vkey = (await snarkjs('zKey.exportVerificationKey', ended)) as VerificationKey
    expect(await readVerificationKey(ended.data!)).toEqual(expect.objectContaining({ IC: vkey.IC }))
    expect(await snarkjs('groth16.verify', vkey, publicSignals, proof)).toBe(true)
    expect(verify(vkey, publicSignals, proof)).toEqual({ ok: true })
    // contributions that are only claimed do not help: delta is still gamma
    const claimed = initial.slice()
    const { offset } = (await Container.open(claimed, 'zkey', [1])).section(ZKEY.contributions)
    viewOf(claimed).setUint32(offset + 64, 1, true)
    expect((await checkKey(claimed, { threads: 0 })).problems.join()).toMatch(/delta equals gamma/)
    expect((await checkKey(claimed, { threads: 0 })).problems.join()).toMatch(/no contributions/)

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
  }, 60_000)
})
