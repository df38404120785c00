import { expect, test } from 'vitest'
import { inv, mul, reduce } from '../../../src/field/koalabear.ts'
import { store } from '../../../src/machine/families/store.ts'
import { testConfusion } from '../../support/confusion.ts'
import { at, edited, honestRow, judge, testFamily } from '../../support/family.ts'
import { byte, sb, sbUpper, sh, storeTest } from '../../support/tables/store.ts'

testFamily(storeTest)

testConfusion(store, ['sb', 'sh'], { b: 0x20000, c: 0xdeadbeef, m: 0x80f4fe92 })

test('store: no other positions and bytes fit', () => {
  const columns = { old: at(store.table, 'm.old.lo'), quarter: at(store.table, 'address.lo / 4') }
  for (const execution of [sb, sbUpper, sh]) {
    const { imm, mnemonic } = execution.instruction
    const half = mnemonic === 'sh' ? 1 : 0
    const honest = honestRow(store, execution)
    let fits = 0
    for (let choice = 0; choice < 4 * 256; choice++) {
      const [upperByte, upperLimb, kept] = [choice & 1, (choice >> 1) & 1, choice >> 2]
      const old = [honest[columns.old], honest[columns.old + 1]]
      const limb = old[upperLimb]
      const replaced = upperByte === 0 ? limb - 256 * kept : mul(byte, reduce(limb - kept))
      const stored = 0xef
      const change =
        mul(reduce(stored - replaced), upperByte === 0 ? 1 : 256) + (half === 1 ? 256 * (0xbe - kept) : 0)
      const row = edited(store.table, honest, {
        'upper byte': upperByte,
        'upper limb': upperLimb,
        'address.lo / 4': mul(inv(4), reduce(4 * honest[columns.quarter] + imm - upperByte - 2 * upperLimb)),
        kept,
        replaced,
        'replaced xor': replaced ^ kept,
        'm.lo': old[0] + (upperLimb === 0 ? change : 0),
        'm.hi': old[1] + (upperLimb === 1 ? change : 0),
      })
      const verdict = judge(store, row, [execution])
      if (verdict.kind === 'honest') fits++
      else expect(verdict.kind, verdict.why.join(', ')).toBe('rejected')
    }
    expect(fits).toBe(1)
  }
})
