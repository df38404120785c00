/** Instructions with labels to words. Branches and jumps that do not reach get longer. */
import { type Format, ISA, type Mnemonic, OP } from '../../vm/isa.ts'
import { CompileError } from '../errors.ts'
import { type Branch, INVERSE_BRANCH } from './mir.ts'
import { T6 } from './registers.ts'

export interface Operands {
  readonly rd?: number
  readonly rs1?: number
  readonly rs2?: number
  readonly imm?: number
}

/** The word of an instruction; the opposite of `decode`. @throws {RangeError} for an immediate that does not fit */
export function encode(mnemonic: Mnemonic, { rd = 0, rs1 = 0, rs2 = 0, imm = 0 }: Operands): number {
  const { format, match } = ISA[OP[mnemonic]]
  if (!fits(format, imm)) throw new RangeError(`${mnemonic} has no immediate ${imm}`)
  return (match | (rd << 7) | (rs1 << 15) | (rs2 << 20) | immediate(format, imm)) >>> 0
}

function fits(format: Format, imm: number): boolean {
  switch (format) {
    case 'I':
    case 'S':
      return imm >= -2048 && imm <= 2047
    case 'shift':
      return imm >= 0 && imm <= 31
    case 'B':
      return imm >= -4096 && imm <= 4094
    case 'U':
      return (imm & 0xfff) === 0
    case 'J':
      return imm >= -(2 ** 20) && imm < 2 ** 20
    default:
      return imm === 0
  }
}

function immediate(format: Format, imm: number): number {
  switch (format) {
    case 'I':
    case 'shift':
      return imm << 20
    case 'S':
      return ((imm >> 5) << 25) | ((imm & 31) << 7)
    case 'B':
      return ((imm >> 12) << 31) | ((imm & 0x7e0) << 20) | ((imm & 0x1e) << 7) | ((imm & 0x800) >> 4)
    case 'U':
      return imm
    case 'J':
      return ((imm >> 20) << 31) | ((imm & 0x7fe) << 20) | ((imm & 0x800) << 9) | (imm & 0xff000)
    default:
      return 0
  }
}

/** A place in the code, once `place` has been called. */
export type Label = number

interface Item {
  readonly kind: 'word' | 'branch' | 'jump' | 'table' | 'label' | 'upper'
  readonly word: number
  readonly branch: Branch
  readonly rs1: number
  readonly rs2: number
  /** Register of the return address. */
  readonly link: number
  readonly label: Label
  /** Upper immediate that is known at the end only. */
  readonly value: (() => number) | undefined
  /** Words it takes so far. */
  size: number
}

const MAX_WORDS = 2 ** 24

export class Assembler {
  readonly #items: Item[] = []
  #labels = 0
  #addresses: number[] = []

  #add(item: Partial<Item> & Pick<Item, 'kind' | 'size'>): void {
    this.#items.push({
      word: 0,
      branch: 'beq',
      rs1: 0,
      rs2: 0,
      link: 0,
      label: -1,
      value: undefined,
      ...item,
    })
  }

  label(): Label {
    return this.#labels++
  }

  place(label: Label): void {
    this.#add({ kind: 'label', size: 0, label })
  }

  emit(mnemonic: Mnemonic, operands: Operands): undefined {
    this.#add({ kind: 'word', size: 1, word: encode(mnemonic, operands) })
  }

  branch(branch: Branch, rs1: number, rs2: number, label: Label): undefined {
    this.#add({ kind: 'branch', size: 1, branch, rs1, rs2, label })
  }

  /** Jumps, or calls with the return address in `link`. */
  jump(label: Label, link = 0): undefined {
    this.#add({ kind: 'jump', size: 1, link, label })
  }

  /** An entry of a table of jumps: one word in any case. */
  tableEntry(label: Label): void {
    this.#add({ kind: 'table', size: 1, label })
  }

  move(rd: number, rs1: number): void {
    if (rd !== rs1) this.emit('addi', { rd, rs1 })
  }

  loadImmediate(rd: number, value: number): void {
    const lower = (value << 20) >> 20
    const upper = (value - lower) | 0
    if (upper !== 0) this.emit('lui', { rd, imm: upper })
    if (lower !== 0 || upper === 0) this.emit('addi', { rd, rs1: upper === 0 ? 0 : rd, imm: lower })
  }

  /** lui with what `value` gives when all code is there. */
  lateUpper(rd: number, value: () => number): void {
    this.#add({ kind: 'upper', size: 1, rs1: rd, value })
  }

  /** All code as it is at `start`. @throws {CompileError} if it is too large */
  finish(start: number): Uint8Array {
    while (this.#relax(start)) {
      // Sizes only grow, so this ends.
    }
    const bytes = new Uint8Array(4 * this.#items.reduce((sum, { size }) => sum + size, 0))
    const view = new DataView(bytes.buffer)
    let at = 0
    for (const item of this.#items) {
      for (const word of this.#words(item, start + at)) {
        view.setUint32(at, word, true)
        at += 4
      }
    }
    return bytes
  }

  /** Address of a label after `finish`. */
  address(label: Label): number {
    return this.#addresses[label]
  }

  #relax(start: number): boolean {
    let at = start
    for (const { kind, label, size } of this.#items) {
      if (kind === 'label') this.#addresses[label] = at
      at += 4 * size
    }
    if (at - start > 4 * MAX_WORDS) {
      throw new CompileError('WASM_TOO_LARGE', `the code has more than ${MAX_WORDS} instructions`)
    }
    let grown = false
    at = start
    for (const item of this.#items) {
      const distance = item.label < 0 ? 0 : this.#addresses[item.label] - at
      const wanted = wantedSize(item, distance)
      if (wanted > item.size) {
        item.size = wanted
        grown = true
      }
      at += 4 * item.size
    }
    return grown
  }

  #words(item: Item, at: number): number[] {
    const { kind, branch, rs1, rs2, link, label, size } = item
    const distance = label < 0 ? 0 : this.#addresses[label] - at
    switch (kind) {
      case 'word':
        return [item.word]
      case 'label':
        return []
      case 'upper':
        return [encode('lui', { rd: rs1, imm: item.value!() })]
      case 'table':
        return [encode('jal', { imm: distance })]
      case 'jump':
        return size === 1 ? [encode('jal', { rd: link, imm: distance })] : farJump(link, distance)
      case 'branch':
        if (size === 1) return [encode(branch, { rs1, rs2, imm: distance })]
        if (size === 2) {
          return [encode(INVERSE_BRANCH[branch], { rs1, rs2, imm: 8 }), encode('jal', { imm: distance - 4 })]
        }
        return [encode(INVERSE_BRANCH[branch], { rs1, rs2, imm: 12 }), ...farJump(0, distance - 4)]
    }
  }
}

function farJump(link: number, distance: number): number[] {
  const lower = (distance << 20) >> 20
  const through = link === 0 ? T6 : link
  return [
    encode('auipc', { rd: through, imm: (distance - lower) | 0 }),
    encode('jalr', { rd: link, rs1: through, imm: lower }),
  ]
}

/** Distances may still grow a little: the limits leave room for that. */
function wantedSize({ kind }: Item, distance: number): number {
  const inJump = distance > -(2 ** 20) + 16 && distance < 2 ** 20 - 16
  switch (kind) {
    case 'label':
      return 0
    case 'branch':
      if (distance >= -4096 && distance <= 4094) return 1
      return inJump ? 2 : 3
    case 'jump':
      return inJump ? 1 : 2
    case 'table':
      if (!inJump) throw new CompileError('WASM_TOO_LARGE', 'a function is too large for its jump table')
      return 1
    default:
      return 1
  }
}
