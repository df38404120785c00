// The export list of the BN254 kernels. The first argument of a kernel that needs one is its context (context.ts).
export { countInvalid, loadPoints, multiplyPoint, prepareContext, storeKeyPoints, storePoints, toRecord } from './curve'
export { combineWindows, recode, sumWindow, windowBytes } from './msm'
export { vMul, fqMul, frMul4 } from '../generated/bn254'
