/** What the tests of all precompiles have to know of each. */
import type { Precompile } from '../../src/machine/precompiles/precompile.ts'
import type { Falsehood } from './falsehood.ts'
import type { Honest } from './honest.ts'
import type { RowTest, Sample } from './rows.ts'

export interface PrecompileTests {
  readonly precompile: Precompile
  /** The tests of the rows of its tables, with a forgery for every constraint and lookup. */
  readonly rowTests: readonly RowTest<Sample>[]
  /** Runs in which everything it does has a part in the output. */
  readonly honest: readonly Honest[]
  /** False statements: for every interaction one that would be accepted if the interaction did not bind the prover. */
  falsehoods(): Iterable<Falsehood>
  /** Constraints and lookups that others imply, by table. */
  readonly implied: Readonly<Record<string, readonly string[]>>
  /** Interactions of which no statement depends, by table. */
  readonly unbound: Readonly<Record<string, readonly string[]>>
  /** Cells that may have several values in rows that say something, by table and column; with reasons. */
  readonly free: Readonly<Record<string, Readonly<Record<string, string>>>>
}
