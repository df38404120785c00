/**
 * Where virtual registers are live. Instruction i of the code uses registers at position 2i and defines them at
 * 2i + 1; a range is [from, to).
 */
import { type MachineBlock, type MachineFunction, type MachineOp, targetsOf, ZERO } from './mir.ts'

export interface Interval {
  readonly register: number
  /** From and to, flat, ascending and disjoint. */
  ranges: number[]
  /** Executions of definitions and uses, estimated. */
  weight: number
}

export interface Call {
  readonly position: number
  readonly block: MachineBlock
  readonly index: number
}

export interface Liveness {
  readonly intervals: (Interval | undefined)[]
  readonly calls: readonly Call[]
  readonly end: number
}

const MOVING: ReadonlySet<MachineOp> = new Set<MachineOp>([
  'moves',
  'call',
  'call address',
  'grow',
  'system',
  'return',
])

/** Whether operand k has to be live: x0 never is, and constants that are only moved are made where they go. */
function needsRegister(code: MachineFunction, op: MachineOp, k: number, register: number): boolean {
  if (register === ZERO) return false
  if (!code.constants.has(register)) return true
  return !MOVING.has(op) && !(op === 'select' && k >= 2)
}

/** How often a block runs, compared with the function. */
export const frequency = (block: MachineBlock) => 10 ** Math.min(block.loops, 6)

const isCall = (op: string) => op === 'call' || op === 'grow' || op === 'call address' || op === 'system'

export function findIntervals(code: MachineFunction): Liveness {
  const liveOut = solve(code)
  const intervals: (Interval | undefined)[] = new Array(code.registers)
  const calls: Call[] = []
  let end = 0
  for (const block of code.blocks) end += block.instructions.length
  const total = 2 * end
  /** Ranges are found backwards. */
  const interval = (register: number): Interval => {
    let found = intervals[register]
    if (found === undefined) {
      found = { register, ranges: [], weight: 0 }
      intervals[register] = found
    }
    return found
  }
  for (let b = code.blocks.length - 1; b >= 0; b--) {
    const block = code.blocks[b]
    const start = end - block.instructions.length
    const times = frequency(block)
    const open = new Map<number, number>()
    for (const register of liveOut.get(block)!) open.set(register, 2 * end)
    for (let i = block.instructions.length - 1; i >= 0; i--) {
      const { op, defs, uses } = block.instructions[i]
      const position = 2 * (start + i)
      if (isCall(op)) calls.push({ position, block, index: i })
      for (const register of defs) {
        if (register <= ZERO) continue
        const to = open.get(register) ?? position + 2
        open.delete(register)
        addRange(interval(register), position + 1, to)
        interval(register).weight += times
      }
      for (const [k, register] of uses.entries()) {
        if (!needsRegister(code, op, k, register)) continue
        interval(register).weight += times
        if (!open.has(register)) open.set(register, position)
      }
    }
    for (const [register, to] of open) addRange(interval(register), 2 * start, to)
    end = start
  }
  for (const found of intervals) if (found !== undefined) reverse(found.ranges)
  return { intervals, calls, end: total }
}

/** Adds a range before those there are; flat arrays hold to, from while being built. */
function addRange(interval: Interval, from: number, to: number): void {
  const { ranges } = interval
  if (to <= from) return
  if (ranges.length > 0 && ranges[ranges.length - 1] <= to) {
    ranges[ranges.length - 1] = Math.min(from, ranges[ranges.length - 1])
  } else ranges.push(to, from)
}

const reverse = (ranges: number[]) => ranges.reverse()

/** Registers that are live at the end of each block. */
function solve(code: MachineFunction): Map<MachineBlock, Set<number>> {
  const liveOut = new Map<MachineBlock, Set<number>>()
  const predecessors = new Map<MachineBlock, MachineBlock[]>()
  const killed = new Map<MachineBlock, Set<number>>()
  const work: (readonly [MachineBlock, number])[] = []
  for (const block of code.blocks) {
    liveOut.set(block, new Set())
    predecessors.set(block, [])
  }
  for (const block of code.blocks) {
    const defined = new Set<number>()
    const exposed = new Set<number>()
    for (const { op, uses, defs } of block.instructions) {
      for (const [k, register] of uses.entries()) {
        if (needsRegister(code, op, k, register) && !defined.has(register)) exposed.add(register)
      }
      for (const register of defs) defined.add(register)
    }
    killed.set(block, defined)
    for (const register of exposed) work.push([block, register])
    for (const target of new Set(targetsOf(block))) predecessors.get(target)!.push(block)
  }
  // Each register walks up from its uses; every pair of block and register is visited once.
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const [block, register] = item
    for (const pred of predecessors.get(block)!) {
      const out = liveOut.get(pred)!
      if (out.has(register)) continue
      out.add(register)
      if (!killed.get(pred)!.has(register)) work.push([pred, register])
    }
  }
  return liveOut
}
