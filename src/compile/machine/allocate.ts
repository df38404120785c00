/**
 * Register allocation: registers connected by moves are joined where they are never live at once; then each gets the
 * best free machine register over its whole life, those that are used most first. Who gets none lives in the stack
 * frame, or, if it is a constant, is made anew at each use.
 */

import { type Call, findIntervals, frequency, type Interval, type Liveness } from './intervals.ts'
import { type MachineFunction, type MachineInstruction, ZERO } from './mir.ts'
import { ALL_TEMPORARIES, ARGUMENTS, RA, SAVED, TEMPORARY } from './registers.ts'

/** Where a virtual register is. */
export type Location =
  | { readonly kind: 'register'; readonly number: number }
  | { readonly kind: 'slot'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: number }

export interface Allocation {
  /** By virtual register; undefined for one that is never live. */
  readonly locations: readonly (Location | undefined)[]
  /** Words of the stack frame for values. */
  readonly slots: number
  /** Machine registers that the code changes, as bits; calls included. */
  readonly changed: number
  readonly calls: boolean
}

const NOWHERE: Location = { kind: 'register', number: ZERO }

/** `clobbers` tells which registers a call changes. */
export function allocate(
  code: MachineFunction,
  clobbers: (instruction: MachineInstruction) => number,
): Allocation {
  return new Allocator(code, clobbers).run()
}

class Allocator {
  readonly #code: MachineFunction
  readonly #liveness: Liveness
  readonly #parent: number[]
  readonly #busy: number[][] = Array.from({ length: 32 }, () => [])
  /** By virtual register: machine registers it would save moves in, with how many. */
  readonly #hints = new Map<number, Map<number, number>>()
  readonly #locations: (Location | undefined)[]
  #changed = 0
  #slotRanges: number[][] = []

  constructor(code: MachineFunction, clobbers: (instruction: MachineInstruction) => number) {
    this.#code = code
    this.#liveness = findIntervals(code)
    this.#parent = Array.from({ length: code.registers }, (_, register) => register)
    this.#locations = new Array(code.registers)
    this.#locations[ZERO] = NOWHERE
    for (const call of [...this.#liveness.calls].reverse()) {
      this.#block(call, clobbers(call.block.instructions[call.index]))
    }
  }

  run(): Allocation {
    this.#join()
    this.#findHints()
    const { intervals, calls } = this.#liveness
    const density = ({ weight, ranges }: Interval) => weight / (size(ranges) + 4)
    const order = intervals
      .filter(
        (interval): interval is Interval =>
          interval !== undefined && this.#root(interval.register) === interval.register,
      )
      .sort((a, b) => density(b) - density(a) || a.register - b.register)
    for (const interval of order) this.#locations[interval.register] = this.#place(interval)
    for (let register = 1; register < this.#code.registers; register++) {
      this.#locations[register] = this.#locations[this.#root(register)]
    }
    return {
      locations: this.#locations,
      slots: this.#slotRanges.length,
      changed: this.#changed,
      calls: calls.length > 0,
    }
  }

  /** Nothing that lives across a call can be in what it changes. */
  #block({ position }: Call, clobbered: number): void {
    this.#changed |= clobbered
    for (let register = 1; register < 32; register++) {
      if ((clobbered >>> register) & 1) this.#busy[register].push(position, position + 1)
    }
  }

  #root(register: number): number {
    let root = register
    while (this.#parent[root] !== root) root = this.#parent[root]
    this.#parent[register] = root
    return root
  }

  #join(): void {
    const moves: { readonly to: number; readonly from: number; readonly times: number }[] = []
    for (const block of this.#code.blocks) {
      for (const { op, defs, uses } of block.instructions) {
        if (op === 'moves') {
          for (const [i, to] of defs.entries()) moves.push({ to, from: uses[i], times: frequency(block) })
        } else if (op === 'select') {
          moves.push({ to: defs[0], from: uses[2], times: frequency(block) })
          moves.push({ to: defs[0], from: uses[3], times: frequency(block) })
        }
      }
    }
    moves.sort((a, b) => b.times - a.times)
    for (const { to, from } of moves) {
      if (from === ZERO || this.#code.constants.has(from)) continue
      const [a, b] = [this.#root(to), this.#root(from)]
      const [left, right] = [this.#liveness.intervals[a], this.#liveness.intervals[b]]
      if (a === b || left === undefined || right === undefined || overlap(left.ranges, right.ranges)) continue
      left.ranges = merge(left.ranges, right.ranges)
      left.weight += right.weight
      this.#parent[b] = a
    }
  }

  #hint(register: number, machine: number, times: number): void {
    if (register <= ZERO) return
    const root = this.#root(register)
    const hints = this.#hints.get(root) ?? new Map<number, number>()
    hints.set(machine, (hints.get(machine) ?? 0) + times)
    this.#hints.set(root, hints)
  }

  #findHints(): void {
    for (const block of this.#code.blocks) {
      const times = frequency(block)
      for (const { op, defs, uses } of block.instructions) {
        const isCall = op === 'call' || op === 'call address' || op === 'grow'
        const args = op === 'call address' ? uses.slice(1) : uses
        if (isCall || op === 'return') {
          for (const [i, register] of args.entries()) {
            if (i < ARGUMENTS.length) this.#hint(register, ARGUMENTS[i], times)
          }
        }
        if (isCall || op === 'entry' || op === 'system') {
          for (const [i, register] of defs.entries()) {
            if (i < ARGUMENTS.length) this.#hint(register, ARGUMENTS[i], times)
          }
        }
        if (op === 'system') {
          for (const [i, register] of uses.entries())
            this.#hint(register, i === 0 ? 17 : ARGUMENTS[i - 1], times)
        }
      }
    }
  }

  #place(interval: Interval): Location {
    const constant = this.#code.constants.get(interval.register)
    // A constant without a definition is only ever moved.
    if (constant !== undefined && !this.#isDefined(interval)) return { kind: 'constant', value: constant }
    const machine = this.#choose(interval, constant)
    if (machine !== undefined) {
      this.#busy[machine] = merge(this.#busy[machine], interval.ranges)
      this.#changed |= 1 << machine
      return { kind: 'register', number: machine }
    }
    if (constant !== undefined) return { kind: 'constant', value: constant }
    return { kind: 'slot', index: this.#slot(interval.ranges) }
  }

  #isDefined({ ranges }: Interval): boolean {
    return ranges.length > 0 && ranges[0] % 2 === 1
  }

  #choose(interval: Interval, constant: number | undefined): number | undefined {
    const free = (machine: number) => !overlap(this.#busy[machine], interval.ranges)
    const hints = [...(this.#hints.get(interval.register) ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    for (const [machine] of hints) if (free(machine)) return machine
    for (const machine of TEMPORARY) if (free(machine)) return machine
    const mustSave = this.#liveness.calls.length > 0
    if (mustSave && free(RA)) return RA
    for (const machine of SAVED) {
      if ((this.#changed >>> machine) & 1 && free(machine)) return machine
    }
    // Saving and restoring costs two instructions, as does a value that is stored once and loaded once.
    if (interval.weight <= (constant === undefined ? 2 : 3)) return undefined
    for (const machine of SAVED) if (free(machine)) return machine
    return free(RA) ? RA : undefined
  }

  /** A word of the frame that is free for as long. */
  #slot(ranges: readonly number[]): number {
    let index = this.#slotRanges.findIndex((taken) => !overlap(taken, ranges))
    if (index < 0) {
      index = this.#slotRanges.length
      this.#slotRanges.push([])
    }
    this.#slotRanges[index] = merge(this.#slotRanges[index], ranges)
    return index
  }
}

/** What a function that has registers `changed` leaves changed for its callers. */
export const changedForCallers = (changed: number) => changed & ALL_TEMPORARIES

function size(ranges: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < ranges.length; i += 2) sum += ranges[i + 1] - ranges[i]
  return sum
}

/** First index of a range that ends after `position`. */
function firstAfter(ranges: readonly number[], position: number): number {
  let [low, high] = [0, ranges.length / 2]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[2 * middle + 1] > position) high = middle
    else low = middle + 1
  }
  return 2 * low
}

function overlap(left: readonly number[], right: readonly number[]): boolean {
  const [few, many] = left.length < right.length ? [left, right] : [right, left]
  for (let i = 0; i < few.length; i += 2) {
    const at = firstAfter(many, few[i])
    if (at < many.length && many[at] < few[i + 1]) return true
  }
  return false
}

/** The union of disjoint ranges. */
function merge(left: readonly number[], right: readonly number[]): number[] {
  const merged: number[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const takeLeft = j === right.length || (i < left.length && left[i] < right[j])
    const [from, to] = takeLeft ? [left[i], left[i + 1]] : [right[j], right[j + 1]]
    if (takeLeft) i += 2
    else j += 2
    if (merged.length > 0 && merged[merged.length - 1] === from) merged[merged.length - 1] = to
    else merged.push(from, to)
  }
  return merged
}
