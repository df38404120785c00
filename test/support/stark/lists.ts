/** A copy of a list with another item at `index`. */
export function withItem<T>(list: readonly T[], index: number, item: T): T[] {
  return list.map((own, i) => (i === index ? item : own))
}
