// What is measured: programs whose cycles an input chooses.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createProver, Program } from '../dist/index.js'

const example = (name) =>
  readFileSync(fileURLToPath(new URL(`../examples/${name}/${name}.elf`, import.meta.url)))

/** By name: the program, and an input of a size; more size, more cycles, about linearly. */
export const PROGRAMS = {
  fibonacci: {
    elf: () => example('fibonacci'),
    input: (size) => ({ publicInput: new TextEncoder().encode(String(size)) }),
  },
  sha256: {
    elf: () => example('sha256'),
    input: (size) => ({
      privateInput: Uint8Array.from({ length: 64 * size }, (_, k) => (k * 31 + (k >> 8)) & 0xff),
    }),
  },
}

/** The greatest input with at most 2^logCycles cycles. */
export async function inputFor(name, logCycles) {
  const { elf, input } = PROGRAMS[name]
  const program = await Program.fromElf(elf())
  const prover = await createProver()
  const cycles = async (size) => (await prover.run(program, input(size))).cycles
  const limit = 2 ** logCycles
  let [low, high] = [1, 2]
  while ((await cycles(high)) <= limit) [low, high] = [high, 2 * high]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((await cycles(middle)) <= limit) low = middle
    else high = middle
  }
  return input(low)
}
