/** A digest of everything that the tables of a system mean, so that a proof is bound to one definition of them. */
import { blake3 } from '@noble/hashes/blake3.js'
import type { Table } from './table.ts'

export function tablesDigest(tables: readonly Table[]): Uint8Array {
  const description = tables.map(({ name, tree, preprocessed, main, graph, constraints, interactions }) => [
    name,
    tree ?? '',
    preprocessed,
    main,
    graph.nodes.map((node) => {
      if (node.kind === 'constant') return ['constant', node.value]
      if (node.kind === 'column') return [node.of, node.index]
      return [node.kind, node.left, node.right]
    }),
    constraints.map(({ expression }) => expression.id),
    interactions.map(({ bus, tuple, multiplicity, bound }) => [
      bus.id,
      tuple.map(({ id }) => id),
      multiplicity.id,
      bound ?? 'any',
    ]),
  ])
  return blake3(new TextEncoder().encode(JSON.stringify(description)))
}
