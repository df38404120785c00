export { evaluateTable } from '../generated/constraints'
export { addRamp, countLookups, prefixSum, sumColumns } from './columns'
export { fractions } from './fractions'
export { classQuotient, tableQuotient } from './quotient'
