/**
 * Tables as data: define columns, constraints and interactions once, and check traces against them.
 *
 * @module
 */
export { type Bus, defineBus, MAX_TUPLE } from './air/bus.ts'
export { checkTraces, type Findings, type Trace, type Unbalanced, type Violation } from './air/check.ts'
export { Column, Expression, type Ring } from './air/expression.ts'
export { type Constraint, defineTable, type Interaction, type Table, TableBuilder } from './air/table.ts'
