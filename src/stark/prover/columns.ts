/** Columns on their way from trace to domain: interpolation, masks, extension, and the tables these need. */
import { type Engine, twiddleBytes } from '../../engine/contract.ts'
import * as F from '../../field/koalabear.ts'
import { cosetStart, createDomain, type Domain } from '../../poly/domain.ts'

/** Twiddles of one height: one inverse table for the trace domain, one forward table per coset. Made when first used. */
export class Twiddles {
  readonly #engine: Engine
  readonly #logBlowup: number
  readonly #forward = new Map<number, number[]>()
  readonly #inverse = new Map<string, number>()

  constructor(engine: Engine, logBlowup: number) {
    this.#engine = engine
    this.#logBlowup = logBlowup
  }

  domain(logHeight: number): Domain {
    return createDomain(logHeight, this.#logBlowup)
  }

  /** Tables of `evaluate`, by coset. */
  forward(logHeight: number): readonly number[] {
    let tables = this.#forward.get(logHeight)
    if (tables === undefined) {
      const domain = this.domain(logHeight)
      tables = Array.from({ length: 2 ** this.#logBlowup }, (_, coset) => {
        const table = this.#engine.memory.alloc(twiddleBytes(logHeight))
        this.#engine.call('twiddles', table, logHeight, cosetStart(domain, coset))
        return table
      })
      this.#forward.set(logHeight, tables)
    }
    return tables
  }

  /** Table of `interpolate` on shift * <w_N>. */
  inverse(logHeight: number, shift: number): number {
    const key = `${logHeight} ${shift}`
    let table = this.#inverse.get(key)
    if (table === undefined) {
      table = this.#engine.memory.alloc(twiddleBytes(logHeight))
      this.#engine.call('inverseTwiddles', table, logHeight, shift)
      this.#inverse.set(key, table)
    }
    return table
  }

  dispose(): void {
    for (const table of [...this.#inverse.values(), ...[...this.#forward.values()].flat()])
      this.#engine.memory.free(table)
    this.#inverse.clear()
    this.#forward.clear()
  }
}

/**
 * `count` base columns of one height as polynomials low(X) + tail(X) * T(X), T = X^N - 1 (a mask) or X^N (the
 * coefficients from X^N on), with their values on the domain.
 */
export interface Columns {
  readonly logHeight: number
  readonly count: number
  /** N coefficients per column, bit-reversed; columns one after the other. */
  readonly coefficients: number
  /** `tailLength` coefficients per column in natural order; 0 if there are none. */
  readonly tail: number
  readonly tailLength: number
  readonly tailKind: 'mask' | 'high'
  /** Values on the domain, column after column; 0 until extended. */
  readonly domain: number
}

export const coefficientsOf = ({ coefficients, logHeight }: Columns, column: number): number =>
  coefficients + 4 * column * 2 ** logHeight
export const tailOf = ({ tail, tailLength }: Columns, column: number): number =>
  tail + 4 * column * tailLength

/** Where column `column` lies on the domain. */
export const domainOf = ({ domain, logHeight }: Columns, column: number, logBlowup: number): number =>
  domain + 4 * column * 2 ** (logHeight + logBlowup)

/** The coefficients of `count` trace columns, which lie one after the other at `values`; target may be values. */
export async function interpolateColumns(
  engine: Engine,
  twiddles: Twiddles,
  target: number,
  values: number,
  count: number,
  logHeight: number,
): Promise<void> {
  const table = twiddles.inverse(logHeight, 1)
  const bytes = 4 * 2 ** logHeight
  await engine.run(
    'interpolate',
    Array.from({ length: count }, (_, k) => [target + k * bytes, values + k * bytes, logHeight, table]),
  )
}

/** Evaluates columns on their domain into newly allocated memory. */
export async function extendColumns(
  engine: Engine,
  twiddles: Twiddles,
  columns: Omit<Columns, 'domain'>,
): Promise<Columns> {
  const [extended] = await extendAll(engine, twiddles, [columns])
  return extended!
}

/** The same for columns of several kinds or heights, in one batch: threads wait for each other once. */
export async function extendAll(
  engine: Engine,
  twiddles: Twiddles,
  all: readonly Omit<Columns, 'domain'>[],
): Promise<Columns[]> {
  const planned = all.map((columns) => planExtension(engine, twiddles, columns))
  await engine.run(
    'evaluate',
    planned.flatMap(({ jobs }) => jobs),
  )
  return planned.map(({ columns }) => columns)
}

function planExtension(
  engine: Engine,
  twiddles: Twiddles,
  columns: Omit<Columns, 'domain'>,
): { readonly columns: Columns; readonly jobs: number[][] } {
  const { logHeight, count } = columns
  const domain = twiddles.domain(logHeight)
  const target = engine.memory.alloc(4 * count * domain.size)
  const out: Columns = { ...columns, domain: target }
  const tables = twiddles.forward(logHeight)
  const factors = tables.map((_, coset) => tailFactor(out, domain, coset))
  const jobs: number[][] = []
  for (let column = 0; column < count; column++) {
    tables.forEach((table, coset) => {
      const to = target + 4 * (column * domain.size + coset * domain.height)
      jobs.push([
        to,
        coefficientsOf(out, column),
        logHeight,
        table,
        tailOf(out, column),
        out.tailLength,
        factors[coset]!,
      ])
    })
  }
  return { columns: out, jobs }
}

/** The value of T on a coset: X^N is constant there. */
export function tailFactor({ tailKind }: Pick<Columns, 'tailKind'>, domain: Domain, coset: number): number {
  const power = F.squareTimes(cosetStart(domain, coset), domain.logHeight)
  return tailKind === 'mask' ? F.sub(power, 1) : power
}

/** Writes u32 pointers and returns where; the caller frees. */
export function pointerList(engine: Engine, pointers: readonly number[]): number {
  const list = engine.memory.alloc(4 * pointers.length)
  engine.memory.u32.set(pointers, list >>> 2)
  return list
}

/** Splits rows [0, rows) into jobs. */
export function slices(rows: number, size: number): { row: number; rows: number }[] {
  const out: { row: number; rows: number }[] = []
  for (let row = 0; row < rows; row += size) out.push({ row, rows: Math.min(size, rows - row) })
  return out
}
