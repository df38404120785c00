// The export list of the BN254 kernels. The first argument of every kernel is the context of its
// worker (context.ts), of which the kernels over Fr use only the first 2048 bytes as scratch.
export { addProducts, countInvalid, loadPoints, prepareContext, storeKeyPoints, storePoints } from './curve'
export { combineWindows, recode, sumWindow, windowBytes } from './msm'
export {
  frFromBytes, mergeBlock, mergePass2, mergePass4, splitBlock, splitPass2, splitPass4, twiddles2, twiddles4,
} from './ntt'
export { addRows, multiplyColumns, quotientScalars, splitScalars } from './rows'
