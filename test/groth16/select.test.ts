/** The choice of kernels, and proofs with each of them. */
import { describe, expect, it } from 'vitest'
import { kernelBytes } from '../../src/groth16/engine/kernels.ts'
import { Pool } from '../../src/groth16/engine/pool.ts'
import { chooseVariant, relaxedWorks } from '../../src/groth16/engine/select.ts'
import { readVerificationKey } from '../../src/groth16/formats/json.ts'
import { prove } from '../../src/groth16/prover.ts'
import { verify } from '../../src/groth16/verifier.ts'
import { writeWitness } from '../../src/r1cs/wtns.ts'
import { powerCircuit, setup } from './support/small.ts'
import { testedVariants } from './support/variants.ts'

describe('kernels', () => {
  it('the race ends with a variant that works here', async () => {
    expect(testedVariants).toContain(await chooseVariant())
    expect(await relaxedWorks()).toBe(true)
  })

  it.each(testedVariants)(
    'the %s module has no data, no start function, and imports only memory',
    async (variant) => {
      for (const shared of [false, true]) {
        const bytes = kernelBytes(variant, shared)
        expect(WebAssembly.validate(bytes)).toBe(true)
        const module = await WebAssembly.compile(bytes)
        expect(WebAssembly.Module.imports(module)).toEqual([
          { module: 'env', name: 'memory', kind: 'memory' },
        ])
        const sections: number[] = []
        for (let at = 8; at < bytes.length; ) {
          sections.push(bytes[at]!)
          let size = 0
          let shift = 0
          let byte: number
          do {
            byte = bytes[++at]!
            size |= (byte & 0x7f) << shift
            shift += 7
          } while (byte & 0x80)
          at += 1 + size
        }
        // 8 is start, 11 data, 12 data count
        expect(sections.filter((id) => id === 8 || id === 11 || id === 12)).toEqual([])
      }
    },
  )

  it.each(testedVariants.flatMap((variant) => [0, 1, 3].map((threads) => [variant, threads] as const)))(
    'proves with %s and %i threads',
    async (variant, threads) => {
      const { system, witness } = powerCircuit(300)
      const zkey = await setup(system)
      const { proof, publicSignals } = await prove(zkey, writeWitness(witness(11n, 12n)), {
        variant,
        threads,
      })
      expect(verify(await readVerificationKey(zkey), publicSignals, proof)).toEqual({ ok: true })
    },
  )

  it('a failed job does not poison the next one', async () => {
    const pool = await Pool.create({ threads: 2 })
    // an address beyond the memory traps in the worker
    await expect(
      pool.run('splitScalars', [
        [0xfffffff0, 0xfffffff0, 10],
        [8192, 8192, 0],
      ]),
    ).rejects.toThrow(/memory/)
    expect(
      await pool.run('windowBytes', [
        [4, 10],
        [4, 10],
      ]),
    ).toHaveLength(2)
    pool.dispose()
  })
})
