// The export list of the kernels: what src/engine/contract.ts names, and nothing else.
export * from './polynomial/index'
export * from './hash/index'
export * from './vm/index'
export * from './air/index'
