import { expect, test, vi } from 'vitest'
const captured: any[] = []
vi.mock('../../support/family.ts', async (original) => {
  const module: any = await original()
  return { ...module, testFamily: (x: any) => captured.push(x) }
})
import { RANGE, BITS, XOR } from '../../../src/machine/buses.ts'
import { edited, honestRow, judge, random, repaired } from '../../support/family.ts'
const names = (process.env.FAMS ?? 'lw').split(',')
test('mutants', async () => {
  for (const name of names) await import(`./${name}.test.ts`).catch(() => undefined)
  const next = random(99)
  for (const { family, attacks, cases } of captured) {
    const { table } = family
    const rows = attacks.map((a: any) => [a.execution, edited(table, honestRow(family, a.execution), a.edits), a.name])
    const parts = [
      ...table.constraints.map((c: any, k: number) => [`constraint ${c.label}`, { ...table, constraints: table.constraints.filter((_: any, j: number) => j !== k) }]),
      ...table.interactions.flatMap((i: any, k: number) => [RANGE, BITS, XOR].includes(i.bus) ? [[`lookup ${i.bus.name} ${i.tuple.map((e: any) => e.node.name ?? e.id)}`, { ...table, interactions: table.interactions.filter((_: any, j: number) => j !== k) }]] : []),
    ]
    for (const [label, weak] of parts) {
      const weakFamily = { ...family, table: weak }
      const killed = rows.filter(([e, row]: any) => judge(weakFamily, row, [e]).kind === 'forged').map((r: any) => r[2])
      let random_ = 0
      if (killed.length === 0) {
        for (let k = 0; k < 3000 && random_ === 0; k++) {
          const own = cases[next(cases.length)]
          const row = repaired(weak, honestRow(family, own), next)
          if (judge(weakFamily, row, [own]).kind === 'forged') random_++
        }
      }
      if (killed.length === 0) console.log(family.name, '|', label, '|', random_ > 0 ? 'random' : 'SURVIVES')
    }
  }
}, 600000)
