// The export list of the BN254 kernels. The first argument of every kernel is the context of its
// worker (context.ts), of which the kernels over Fr use only the first 3200 bytes.
export { addProducts, countInvalid, loadPoints, prepareContext, storeKeyPoints, storePoints } from './curve'
export { recode } from './digits'
export { fixedTable, multiplyFixed } from './fixed'
export { mapPoints } from './images'
export { combineWindows, sumWindow, windowBytes } from './msm'
export {
  frFromBytes, mergeBlock, mergePass2, mergePass4, splitBlock, splitPass2, splitPass4, twiddles2, twiddles4,
} from './ntt'
export { fqMul, frMul, frMul4, prepareConstants, splitByEndomorphism } from '../generated/bn254'
export { addRows, multiplyColumns, quotientScalars, splitScalars } from './rows'
export { scheduleBytes, sortWindow } from './schedule'
export { dot, fusedProbe, mul, square } from './vector'
