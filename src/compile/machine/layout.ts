/** The order of blocks in the code: few jumps, and one branch for each round of a loop. */
import { type MachineBlock, type MachineFunction, targetsOf } from './mir.ts'

export function layOut(code: MachineFunction): void {
  code.blocks = rotateLoops(chain(code.blocks))
}

/** Each block before a successor where possible, inner loops first. */
function chain(blocks: readonly MachineBlock[]): MachineBlock[] {
  const order: MachineBlock[] = []
  const placed = new Set<MachineBlock>()
  const pending: MachineBlock[] = [blocks[0]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    let at: MachineBlock | undefined = next
    while (at !== undefined && !placed.has(at)) {
      placed.add(at)
      order.push(at)
      const open: MachineBlock[] = targetsOf(at).filter((target) => !placed.has(target))
      // The last is the one that follows: most loops around it, else the one that is not jumped to.
      open.sort((a, b) => a.loops - b.loops)
      at = open.pop()
      pending.push(...open)
    }
  }
  return order
}

/**
 * A loop whose first block decides whether to leave, and whose last jumps back to it, gets the first block at its
 * end: the jump falls away.
 */
function rotateLoops(order: MachineBlock[]): MachineBlock[] {
  const result = [...order]
  for (const header of order) {
    const exit = header.instructions[header.instructions.length - 1]
    if (exit.op !== 'branch' || header.loops === 0 || header === order[0]) continue
    const start = result.indexOf(header)
    let last = -1
    for (let i = start + 1; i < result.length && result[i].loops >= header.loops; i++) {
      const end = result[i].instructions[result[i].instructions.length - 1]
      if (end.op === 'jump' && end.targets[0] === header) last = i
    }
    if (last < 0 || !exit.targets.some((target) => target.loops < header.loops)) continue
    result.splice(start, 1)
    result.splice(last, 0, header)
  }
  return result
}
