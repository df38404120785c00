// The hash kernels of src/engine/contract.ts.
export { hashRows } from './rows'
export { hashNodes } from './nodes'
export { grind } from './grind'
export { chacha20, randomElements } from './chacha'
