import { expect, test } from 'vitest'
import { inv, mul, reduce } from '../../../src/field/koalabear.ts'
import { load } from '../../../src/machine/families/load.ts'
import { testConfusion } from '../../support/confusion.ts'
import { at, edited, honestRow, judge, testFamily } from '../../support/family.ts'
import { byte, lb, lbNegative, lbu, lh, lhNegative, lhu, loadTest } from '../../support/tables/load.ts'

testFamily(loadTest)

testConfusion(load, ['lb', 'lbu', 'lh', 'lhu'], { b: 0x20000, c: 0xdeadbeef, m: 0x80f4fe92 })

test('load: no other positions, bytes and signs fit', () => {
  const columns = { limb: at(load.table, 'm.lo'), quarter: at(load.table, 'address.lo / 4') }
  for (const execution of [lb, lbNegative, lbu, lh, lhu, lhNegative]) {
    const honest = honestRow(load, execution)
    const position = execution.instruction.imm
    const half = execution.instruction.mnemonic.startsWith('lh') ? 1 : 0
    let fits = 0
    for (let choice = 0; choice < 8 * 256; choice++) {
      const [upperByte, upperLimb, sign, top] = [
        choice & 1,
        (choice >> 1) & 1,
        (choice >> 2) & 1,
        choice >> 3,
      ]
      const within = upperByte + 2 * upperLimb
      const limb = honest[columns.limb + upperLimb]
      const rest = half + upperByte === 1 ? limb - 256 * top : mul(byte, reduce(limb - top))
      const row = edited(load.table, honest, {
        'upper byte': upperByte,
        'upper limb': upperLimb,
        'address.lo / 4': mul(inv(4), reduce(4 * honest[columns.quarter] + position - within)),
        sign,
        top,
        rest,
        'a.lo': half === 1 ? rest + 256 * top : top + 0xff00 * sign,
      })
      const verdict = judge(load, row, [execution])
      if (verdict.kind === 'honest') fits++
      else expect(verdict.kind, verdict.why.join(', ')).toBe('rejected')
    }
    expect(fits).toBe(1)
  }
})
