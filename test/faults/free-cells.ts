/**
 * Cells of rows that take part which may have several values, and why no statement depends on them: whatever they are,
 * the row says the same on all buses. (Rows that say nothing may have anything in cells that no constraint mentions.)
 */
import { precompileTests } from '../support/precompiles.ts'

const noCell = 'errors and debug text have no cell'
const noValue = 'a link has no value; an untouched word ends as it begins'

export const FREE_CELLS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  beq: {
    'witness low': 'equal low limbs are multiplied by it',
    'witness high': 'equal high limbs are multiplied by it',
  },
  beqz: { witness: 'zero is multiplied by it' },
  boundary: {
    link: 'a word that nobody touches may be a link',
    'last time': noValue,
    'last.lo': noValue,
    'last.hi': noValue,
  },
  div: {
    'q.sign': 'a quotient by zero counts 0 times',
    small: 'several bounds may hold',
    bounded: 'follows small',
    'large deficit': 'most deficits are in both ranges',
    inverse: 'nothing is compared with a divisor 0',
    'division by zero': 'any number but 0 means it',
    'equal upper limbs': 'nothing is compared with a divisor 0',
    difference: 'nothing is compared with a divisor 0',
  },
  ecall: {
    ends: 'of n bytes left it does not matter whether a read of n ends; other calls do not use it',
    'use high': 'any multiple of limbs that differ proves an error; without one it is multiplied by zero',
    inverse: 'without an error it is multiplied by zero',
    'cell.old.lo': noCell,
    'cell.old.hi': noCell,
    'cell.new.lo': noCell,
    'cell.new.hi': noCell,
    'x.lo': 'only calls with a cell add',
    'x.hi': 'only calls with a cell add',
    'd.lo': 'only calls with a cell add',
    'd.hi': 'only calls with a cell add',
    'm.gap.lo': noCell,
    'm.gap.hi': noCell,
  },
  slt: { 'c.gap': 'nothing is read with an immediate' },
  ...Object.assign({}, ...precompileTests.map(({ free }) => free)),
}
