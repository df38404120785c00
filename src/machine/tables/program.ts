/** The decoded program: one row per instruction, with how often it was executed. */
import { defineTable } from '../../air/table.ts'
import { PROGRAM } from '../buses.ts'

export const { table: program } = defineTable(
  'program',
  (t) =>
    t.provide(
      PROGRAM,
      PROGRAM.entries.map((name) => t.preprocessedColumn(name)),
      t.column('times executed'),
    ),
  'program',
)
