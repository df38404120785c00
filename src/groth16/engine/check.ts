/** Checks of all points of a key. */
import { type ProvingKey, ZKEY } from '../formats/zkey.ts'
import { type Degree, slices } from './msm.ts'
import type { Pool } from './pool.ts'

const CHUNK = 1 << 13

/** Counts the points of every section that are not canonical or off their curve; one sentence for each bad section. */
export async function checkPoints(pool: Pool, key: ProvingKey): Promise<string[]> {
  const { memory } = pool
  const staging = memory.alloc(128 * CHUNK)
  const problems: string[] = []
  const count = async (
    name: string,
    degree: Degree,
    total: number,
    read: (from: number, length: number) => Promise<Uint8Array>,
  ) => {
    const raw = 64 * degree
    let bad = 0
    for (const [from, size] of slices(total, CHUNK)) {
      memory.u8.set(await read(raw * from, raw * size), staging)
      const jobs = slices(size, 1 << 11).map(
        ([at, n]) => [degree, staging + raw * at, n] as [number, number, number],
      )
      bad += (await pool.run('countInvalid', jobs)).reduce((sum, n) => sum + n, 0)
    }
    if (bad > 0) problems.push(`${bad} of ${total} points of ${name} are not on the curve`)
  }
  const { points, wires, publicCount, domainSize, container } = key
  const header = { alpha1: 1, beta1: 1, delta1: 1, beta2: 2, gamma2: 2, delta2: 2 } as const
  for (const [name, degree] of Object.entries(header)) {
    await count(name, degree, 1, async () => points[name as keyof typeof header])
  }
  const sections = [
    ['IC', ZKEY.ic, 1, publicCount + 1],
    ['A', ZKEY.a, 1, wires],
    ['B1', ZKEY.b1, 1, wires],
    ['B2', ZKEY.b2, 2, wires],
    ['C', ZKEY.c, 1, wires - publicCount - 1],
    ['H', ZKEY.h, 1, domainSize],
  ] as const
  for (const [name, section, degree, total] of sections) {
    await count(name, degree, total, (from, length) => container.read(section, from, length))
  }
  memory.free(staging)
  return problems
}
