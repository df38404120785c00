/** Instructions of one family must not be taken for each other. */
import { expect, test } from 'vitest'
import type { Family } from '../../src/machine/family.ts'
import type { Mnemonic } from '../../src/vm/isa.ts'
import { type Case, honestRow, instruction, judge } from './family.ts'

/** The honest row of each instruction is no row of a program with another of them in its place. */
export function testConfusion(
  family: Family,
  mnemonics: readonly Mnemonic[],
  execution: Omit<Case, 'instruction'>,
): void {
  const pairs = mnemonics.flatMap((said) =>
    mnemonics.filter((done) => done !== said).map((done) => ({ said, done })),
  )
  test.each(pairs)(`${family.name}: $done is not $said`, ({ said, done }) => {
    const row = honestRow(family, { ...execution, instruction: instruction(done) })
    const verdict = judge(family, row, [{ instruction: instruction(said) }])
    expect(verdict.kind).toBe('rejected')
    expect(verdict.why.join()).toContain('program')
  })
}
