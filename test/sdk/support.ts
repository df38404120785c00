/** Programs and provers for tests of the library. */
import { readFileSync } from 'node:fs'
import { createWasmEngine } from '../../src/engine/wasm/engine.ts'
import { kernelBytes } from '../../src/engine/wasm/kernels.ts'
import { createLocalProver, createProverOn } from '../../src/sdk/local-prover.ts'
import { Program, type ProgramOptions } from '../../src/sdk/program.ts'
import type { Prover } from '../../src/sdk/prover.ts'

export const text = (value: string): Uint8Array => new TextEncoder().encode(value)

export const elf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../examples/${name}/${name}.elf`, import.meta.url)))

export const load = (name: string, options?: ProgramOptions): Promise<Program> =>
  Program.fromElf(elf(name), options)

/** A prover on one thread. */
export const alone = async (): Promise<Prover> =>
  createProverOn(await createWasmEngine(await WebAssembly.compile(kernelBytes())))

export const limited = (maxMemory: number): Promise<Prover> => createLocalProver({ threads: 1, maxMemory })
