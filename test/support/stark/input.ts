/** What the reference prover is given, and what it has after its first half. */
import type * as E from '../../../src/field/quartic.ts'
import type { Hasher } from '../../../src/hash/hasher.ts'
import type { Claim } from '../../../src/stark/challenges.ts'
import type { LookupChallenges } from '../../../src/stark/logup.ts'
import type { Shape, System, TreeName } from '../../../src/stark/shape.ts'
import type { Column } from './column.ts'
import type { ClassColumns } from './composition.ts'
import type { Vector } from './merkle-tree.ts'
import type { Tape } from './tape.ts'

/** Lies, each at its step. */
export interface Cheats {
  /** Changes the traces, in place, after the hub has been filled. */
  traces?(traces: ReadonlyMap<number, number[][]>): void
  /** Replaces the powers of lambda that constraints are weighted by. */
  lambdas?(lambdas: readonly E.Ext[]): readonly E.Ext[]
  /** Changes the fraction columns, in place: by class, column and row. */
  fractions?(fractions: readonly E.Ext[][][], lookups: LookupChallenges): void
  /** Replaces the sums that are claimed and used in constraints. */
  sums?(sums: readonly E.Ext[], lookups: LookupChallenges): readonly E.Ext[]
  /** Replaces the pieces that a leaf commits to: of a tree, or of a layer of FRI by its number. */
  leaf?(tree: TreeName | number, index: number, pieces: number[][]): number[][]
  /** Replaces the opened values. */
  values?(values: readonly E.Ext[], committed: Committed, zeta: E.Ext): readonly E.Ext[]
}

export interface ReferenceInput {
  readonly hasher: Hasher
  readonly system: System
  readonly systemDigest: Uint8Array
  readonly shape: Shape
  readonly claim: Claim
  /** Columns by table number. */
  readonly preprocessed: ReadonlyMap<number, readonly (readonly number[])[]>
  /** Columns by table number, of N rows; or of N_0, then periods of a table may differ. */
  readonly traces: ReadonlyMap<number, readonly (readonly number[])[]>
  readonly tape: Tape
  readonly cheats: Cheats
  /** Makes no trees, only rows: for the algebra of what proofs show. */
  readonly unhashed?: boolean
}

/** What the prover has when lambda is known. */
export interface Committed {
  readonly lookupNonce: bigint
  readonly lookups: LookupChallenges
  readonly lambdas: readonly E.Ext[]
  readonly classes: readonly ClassColumns[]
  readonly sums: readonly E.Ext[]
  /** Coefficients of Q by coordinate, 4 N_0 of them. */
  readonly quotient: readonly Uint32Array[]
  /** All columns of trees: links, then base columns. */
  readonly columns: ReadonlyMap<TreeName, readonly (readonly Column[])[]>
  readonly trees: ReadonlyMap<TreeName, Vector>
}
