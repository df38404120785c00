/**
 * No part of a table can be left out. Without any one constraint or lookup a forged row is accepted that it alone
 * refutes. Without any other interaction honest runs do not balance; and if it does not bind the prover, a false
 * statement is accepted. The parts of which this is not so are listed here, and proved to be redundant beside them.
 */

import { beforeAll, describe, expect, test } from 'vitest'
import { affineForm } from '../../src/air/expression.ts'
import type { Interaction, Table } from '../../src/air/table.ts'
import { boundary } from '../../src/machine/tables/boundary.ts'
import { boundaryForgeries, boundaryTrace, check } from '../support/boundary.ts'
import { forgeriesByPart, forgeriesOf, isLookup, type Part, partName, without } from '../support/deletion.ts'
import { everything, everythingInputs } from '../support/everything.ts'
import { falsehoods } from '../support/falsehoods.ts'
import { acceptedIfFree, contribution, imbalanceOf } from '../support/free-messages.ts'
import { honest } from '../support/honest.ts'
import { distinctTables } from '../support/machine.ts'
import { precompileTests } from '../support/precompiles.ts'
import { rowTests } from '../support/row-tests.ts'
import { TraceProver } from '../support/traces.ts'

/** Constraints and lookups that others imply. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  ecall: ['read private is boolean', 'large is boolean', 'only what moves bytes moves some'],
  shift: ['amount bit 8 is boolean'],
  hub: ['real is boolean'],
  ...Object.assign({}, ...precompileTests.map(({ implied }) => implied)),
}

/** Interactions that make honest runs balance, and of which no statement is false whatever they say. */
const UNBOUND: Readonly<Record<string, readonly string[]>> = {
  exit: [
    'receives memory 1610612992, time of public input, 0, 0',
    'receives memory 1610612996, time of public output, written.lo, written.hi',
    'receives memory 1610613004, time of private input, unread private.lo, unread private.hi',
    'sends memory 1610613004, 0, length of private.lo, length of private.hi',
  ],
  boundary: ['receives memory word.lo and word.hi, last time, last.lo, last.hi'],
  image: ['receives memory address, last time, last.lo, last.hi'],
  hub: ['receives blinding u0, u1, u2, u3'],
  ...Object.assign({}, ...precompileTests.map(({ unbound }) => unbound)),
}

/** Parts by table that survive; tables without any are left out. */
function survivors(
  parts: (table: Table) => readonly Part[],
  isKilled: (table: Table, part: Part) => boolean,
) {
  const found: Record<string, string[]> = {}
  for (const table of distinctTables) {
    const names = parts(table).flatMap((part) => (isKilled(table, part) ? [] : [partName(table, part)]))
    if (names.length > 0) found[table.name] = names
  }
  return found
}

describe('constraints and lookups', () => {
  const parts = (table: Table): Part[] => [...table.constraints, ...table.interactions.filter(isLookup)]

  /** Bounds of multiplicities follow from constraints, so they are no reason to refuse what lacks one. */
  const unbounded = (table: Table): Table => ({
    ...table,
    interactions: table.interactions.map((own) => ({ ...own, bound: undefined })),
  })

  const forgeries = new Map<Table, ReadonlyMap<Part, string>>()

  /** The forgery that only this part refutes. */
  function forgeryOf(table: Table, part: Part): string | undefined {
    if (table === boundary) {
      const weak = unbounded(without(table, part))
      return boundaryForgeries.find(({ entries, touched }) => check(entries, touched, weak).length === 0)
        ?.name
    }
    const own = rowTests.find((rows) => rows.table === table)
    if (own === undefined) return undefined
    if (!forgeries.has(table)) forgeries.set(table, forgeriesByPart(own))
    return forgeries.get(table)!.get(part)
  }

  test('are each what alone refutes a forgery', () => {
    expect(survivors(parts, (table, part) => forgeryOf(table, part) !== undefined)).toEqual(IMPLIED)
  })

  test('are parts of tables with forgeries, or there are none', () => {
    for (const table of distinctTables) {
      const isTested = table === boundary || rowTests.some((rows) => rows.table === table)
      if (isTested) continue
      expect(
        parts(table).map((part) => partName(table, part)),
        table.name,
      ).toEqual(IMPLIED[table.name] ?? [])
    }
  })
})

describe('ranges of times and addresses', () => {
  const OF_TIMES_AND_ADDRESSES =
    /^sends bits (m\.gap\.hi|time\.hi|address\.|word high|word\.hi|gap\.hi|a1\.hi)/
  /** Lookups of fewer than 16 bits, by table, with their sizes. */
  const narrow = distinctTables.flatMap((table) =>
    table.interactions.flatMap((part) => {
      if (!isLookup(part) || !OF_TIMES_AND_ADDRESSES.test(partName(table, part))) return []
      const { constant: size, terms } = affineForm(part.tuple[1]!)
      return terms.size > 0 || size === 2 ** 16
        ? []
        : [{ name: `${table.name} ${partName(table, part)}`, table, part }]
    }),
  )

  test('are where they should be', () => {
    const tables = new Set(narrow.map(({ table }) => table.name))
    expect([...tables].sort()).toEqual(
      ['boundary', 'bump', 'call', 'ecall', 'load', 'lw', 'matmul chunks', 'store', 'sw', 'transfer'].sort(),
    )
  })

  test.each(narrow)('may not be of 16 bits: $name', ({ table, part }) => {
    // A forgery all of whose limbs are limbs: only the narrower range keeps it out.
    const isSmall = (row: readonly number[]) => table.graph.evaluate([], row)[part.tuple[0]!.id]! < 2 ** 16
    if (table === boundary) {
      const weak = without(table, part)
      const found = boundaryForgeries.find(({ entries, touched }) => {
        const { main } = boundaryTrace(entries, weak)
        const rows = entries.map((_, k) => main.map((column) => column[k]!))
        return rows.every(isSmall) && check(entries, touched, weak).length === 0
      })
      return expect(found).toBeDefined()
    }
    const own = rowTests.find((rows) => rows.table === table)!
    const small = forgeriesOf(own).filter(({ row }) => isSmall(row))
    expect(forgeriesByPart(own, small).get(part)).toBeDefined()
  })
})

describe('all other interactions', () => {
  const parts = (table: Table): Interaction[] => table.interactions.filter((own) => !isLookup(own))
  const all = distinctTables.flatMap((table) => parts(table).map((part) => ({ table, part })))
  const callers = precompileTests.flatMap((own) => own.honest)
  /** What honest runs do not balance without, and what false statement is accepted if it says anything. */
  const needed = new Set<Part>()
  const exploits = new Map<Part, string>()

  beforeAll(async () => {
    const prover = await TraceProver.create()
    for (const { program, inputs = {} } of [
      { program: everything, inputs: everythingInputs },
      ...honest,
      ...callers,
    ]) {
      await prover.inspect(program.elf, inputs, {}, ({ editable, tuples }) => {
        const imbalance = imbalanceOf(editable.compact(), tuples)
        expect({ violated: imbalance.violated, buses: imbalance.buses }).toEqual({
          violated: false,
          buses: [],
        })
        for (const { table, part } of all) {
          if (contribution(imbalance.traces, table, part).size > 0) needed.add(part)
        }
      })
    }
    for (const { name, elf, inputs, lie, isFalse } of falsehoods()) {
      await prover.inspect(elf, inputs, lie, ({ editable, tuples, statement }) => {
        const imbalance = imbalanceOf(editable.compact(), tuples)
        if (!isFalse(statement)) return
        expect(imbalance.violated || imbalance.buses.length > 0, `${name} is accepted`).toBe(true)
        for (const { table, part } of all) {
          if (!exploits.has(part) && acceptedIfFree(imbalance, table, part)) exploits.set(part, name)
        }
      })
    }
  }, 2 ** 30)

  test('are each what honest runs do not balance without', () => {
    expect(survivors(parts, (_, part) => needed.has(part))).toEqual({ hub: UNBOUND.hub })
  })

  test('are each what makes a false statement acceptable if it does not bind the prover', () => {
    expect(survivors(parts, (_, part) => exploits.has(part))).toEqual(UNBOUND)
  })
})
