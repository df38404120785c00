/** The order in which functions are compiled: callees before their callers. */

export interface Ordered {
  readonly id: number
  /** Whether the function may, in the end, call itself. */
  readonly recursive: boolean
}

/** Tarjan's algorithm: strongly connected components, callees first. */
export function orderByCalls(callees: ReadonlyMap<number, ReadonlySet<number>>): Ordered[] {
  const order: Ordered[] = []
  const index = new Map<number, number>()
  const low = new Map<number, number>()
  const open: number[] = []
  const isOpen = new Set<number>()
  for (const root of callees.keys()) {
    if (index.has(root)) continue
    const stack: { readonly id: number; readonly next: Iterator<number> }[] = []
    const enter = (id: number) => {
      index.set(id, index.size)
      low.set(id, index.get(id)!)
      open.push(id)
      isOpen.add(id)
      stack.push({ id, next: callees.get(id)![Symbol.iterator]() })
    }
    enter(root)
    while (stack.length > 0) {
      const { id, next } = stack[stack.length - 1]
      const { value, done } = next.next()
      if (done !== true) {
        if (!index.has(value)) enter(value)
        else if (isOpen.has(value)) low.set(id, Math.min(low.get(id)!, index.get(value)!))
        continue
      }
      stack.pop()
      const caller = stack[stack.length - 1]
      if (caller !== undefined) low.set(caller.id, Math.min(low.get(caller.id)!, low.get(id)!))
      if (low.get(id) !== index.get(id)) continue
      const component = open.splice(open.lastIndexOf(id))
      for (const member of component) {
        isOpen.delete(member)
        order.push({ id: member, recursive: component.length > 1 || callees.get(member)!.has(member) })
      }
    }
  }
  return order
}
