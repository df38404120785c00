import { expect, test } from 'vitest'
import { precompileGroups, precompileLookups } from '../support/determinism/arrivals.ts'
import { groupKinds, uniqueness } from '../support/determinism/uniqueness.ts'

for (const { name, group } of precompileGroups) {
  test(name, () => {
    let t0 = performance.now()
    const kinds = groupKinds(group)
    console.log(name, kinds.map((k) => k.length), 'kinds', performance.now() - t0)
    t0 = performance.now()
    const results = uniqueness(group, kinds, precompileLookups)
    console.log(name, 'rows', performance.now() - t0)
    for (const { kind, undetermined, free } of results)
      if (undetermined.length > 0) console.log(kind.table.name, '|', kind.name, '|', undetermined.slice(0, 8), undetermined.length, free.length)
    expect(1).toBe(1)
  })
}
