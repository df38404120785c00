import { sha256 } from '@noble/hashes/sha2.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { compressions, dataOf, paddedBlock } from '../../support/precompiles/sha256-programs.ts'
import { TraceProver } from '../../support/traces.ts'

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

const bigEndian = (state: Uint8Array): Uint8Array => {
  const words = new DataView(state.buffer.slice(state.byteOffset, state.byteOffset + state.length))
  const out = new DataView(new ArrayBuffer(state.length))
  for (let k = 0; k < state.length; k += 4) out.setUint32(k, words.getUint32(k, true))
  return new Uint8Array(out.buffer)
}

describe('sha256', () => {
  test('proves a digest', async () => {
    const message = new TextEncoder().encode('abc')
    const program = compressions([[0, 32]], dataOf(paddedBlock(message)))
    const { faults, statement, refusal, tables } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(bigEndian(statement.output)).toEqual(sha256(message))
    expect(statement.exitCode).toBe(0)
    expect(tables).toContain('sha256')
    expect(refusal).toBeUndefined()
  })
})
