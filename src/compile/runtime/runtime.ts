/** The functions that translated programs are linked with. */
import type { FunctionType, Module } from '../wasm/module.ts'
import { validateModule } from '../wasm/validate.ts'
import { ARITHMETIC } from './arithmetic.ts'
import { assemble } from './assemble.ts'
import { MEMORY } from './memory.ts'
import { PRECOMPILES } from './precompiles.ts'
import { SYSTEM } from './system.ts'

const type = (params: number, results: number): FunctionType => ({
  params: new Array(params).fill('i32'),
  results: new Array(results).fill('i32'),
})

/** What the functions of the runtime may do and others may not. */
const INTRINSICS = {
  ecall: type(4, 1),
  memory_bytes: type(0, 1),
  trap_memory: type(0, 0),
  trap_table: type(0, 0),
  trap_abort: type(0, 0),
}

let assembled: Module | undefined

/** The runtime as a module, assembled and validated at the first call. */
export function runtimeModule(): Module {
  if (assembled === undefined) {
    const module = assemble(INTRINSICS, ARITHMETIC + MEMORY + SYSTEM + PRECOMPILES)
    validateModule(module)
    assembled = module
  }
  return assembled
}

/** Name in the runtime of an import, if there is such a function. */
export function importName(module: string, name: string): string {
  return module === 'wasi_snapshot_preview1' || module === 'wasi_unstable'
    ? `wasi.${name}`
    : `${module}.${name}`
}

/** WASI functions of files, clocks and sockets, which no guest has: they return ENOSYS. */
export const WITHOUT = /^wasi\.(clock_|fd_|path_|poll_|proc_raise|random_|sock_)/
