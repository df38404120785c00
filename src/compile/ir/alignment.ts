/** What is known of the low bits of values. */
import type { Value } from './ir.ts'

const MOST = 16

/** Values looked at before giving up. */
const EFFORT = 200

interface Search {
  readonly open: Set<Value>
  left: number
}

function lowestBit(value: number): number {
  const bit = (value & -value) >>> 0
  return bit === 0 ? MOST : Math.min(MOST, bit)
}

/**
 * A power of two, at most 16, that divides a value: 1 if nothing is known. A phi of a loop has what it starts with and
 * what each round adds.
 */
export function knownAlignment(value: Value): number {
  return align(value, { open: new Set(), left: EFFORT })
}

function align(value: Value, search: Search): number {
  const { op, args, imm } = value
  if (op === 'const') return lowestBit(imm)
  if (search.left-- <= 0) return 1
  const of = (i: number) => align(args[i], search)
  switch (op) {
    case 'add':
    case 'sub':
    case 'or':
    case 'xor':
      return Math.min(of(0), of(1))
    case 'and':
      return Math.max(of(0), of(1))
    case 'mul':
      return Math.min(MOST, of(0) * of(1))
    case 'sll':
      return args[1].op === 'const' ? Math.min(MOST, of(0) * 2 ** (args[1].imm & 31)) : of(0)
    case 'select':
      return Math.min(of(1), of(2))
    case 'phi': {
      // Assumed to hold while the arguments are looked at, which then have to keep it.
      if (search.open.has(value)) return MOST
      search.open.add(value)
      let least = MOST
      for (const arg of args) least = Math.min(least, align(arg, search))
      search.open.delete(value)
      return least
    }
    default:
      return 1
  }
}
