/** Small programs whose instructions have names, so that tests can find their rows and replace them. */
import { families } from '../../src/machine/families.ts'
import { decode } from '../../src/vm/decode.ts'
import { encode, loadConstant, systemCall } from '../vm/support/assembler.ts'
import { CODE, DATA, programOf } from '../vm/support/elf.ts'

/** A word, or one with a name. */
export type Line = number | readonly [name: string, word: number]

export interface Listing {
  readonly elf: Uint8Array
  pc(name: string): number
  /** The family that proves a named instruction. */
  family(name: string): string
  /** The same program with other words at names. */
  with(words: Readonly<Record<string, number>>): Uint8Array
}

export function listing(lines: readonly Line[], data?: Uint8Array): Listing {
  const words = lines.map((line) => (typeof line === 'number' ? line : line[1]))
  const at = (name: string) => {
    const index = lines.findIndex((line) => typeof line !== 'number' && line[0] === name)
    if (index < 0) throw new RangeError(`no instruction is named ${name}`)
    return index
  }
  return {
    elf: programOf(words, data),
    pc: (name) => CODE + 4 * at(name),
    family: (name) => {
      const instruction = decode(words[at(name)])!
      const pc = CODE + 4 * at(name)
      return families.find((family) => family.operands(instruction, pc) !== undefined)!.name
    },
    with: (changes) => {
      const changed = [...words]
      for (const [name, word] of Object.entries(changes)) changed[at(name)] = word
      return programOf(changed, data)
    },
  }
}

/** rd = small constant. */
export const li = (rd: number, imm: number): number => encode('addi', { rd, imm })

/** The register that holds `DATA` after `lui`. */
export const BASE = 8
export const base: number = encode('lui', { rd: BASE, imm: DATA })

/** x5 = 0x12345678, x6 = 0xfedcba98, x7 = 19. */
const OPERANDS: readonly Line[] = [...loadConstant(5, 0x12345678), ...loadConstant(6, 0xfedcba98), li(7, 19)]

/**
 * Instructions of any names that write x13, x14, .. x16, x18 .., in this order; then their results as output and exit 0.
 */
export function computation(instructions: readonly Line[]): Listing {
  const results = instructions.map((line) => ((typeof line === 'number' ? line : line[1]) >>> 7) & 31)
  return listing([
    ...OPERANDS,
    base,
    ...instructions,
    ...results.map((rs2, k) => encode('sw', { rs1: BASE, rs2, imm: 4 * k })),
    ...call(64, 1, 0, 4 * results.length),
    li(10, 0),
    ...systemCall(93),
  ])
}

/** a7 = number, a0 = fd, a1 = DATA + place, a2 = length; ecall, all named with `name` in front if there is one. */
export function call(number: number, fd: number, place: number, length: number, name?: string): Line[] {
  const line = (suffix: string, word: number): Line => (name === undefined ? word : [name + suffix, word])
  return [
    line(' a0', li(10, fd)),
    encode('addi', { rd: 11, rs1: BASE, imm: place }),
    line(' a2', li(12, length)),
    line(' a7', li(17, number)),
    line('', encode('ecall')),
  ]
}
