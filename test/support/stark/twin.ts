/** Another witness in the same clothes: randomness that makes it show what the first one shows. */
import { BLINDING, hub } from '../../../src/air/blinding.ts'
import * as E from '../../../src/field/quartic.ts'
import { busConstant } from '../../../src/stark/logup.ts'
import { coordinates, inputFor, mainPoints, maskConditions, type Setting, transcriptOf } from './affine.ts'
import { evaluateLifted } from './column.ts'
import { commitTraces } from './committing.ts'
import { solve } from './linear-algebra.ts'
import { fractionColumns } from './lookups.ts'
import type { Secrets } from './opening.ts'
import { type Source, Tape } from './tape.ts'
import { honestRow, type Pair, toyPreprocessed, toyTraces } from './toy.ts'

/**
 * Messages u and main masks under which `other` shows the same sums and the same openings of main columns as
 * the proof with these secrets; undefined if there are none. `length` is that of main masks, by default the
 * right one.
 */
export async function twin(
  setting: Setting,
  { lookups, sums, indices, zeta, columns }: Secrets,
  other: readonly Pair[],
  source: Source,
  length = setting.parameters.mask,
): Promise<Tape | undefined> {
  const { heights } = setting
  const preset = new Map<string, readonly number[]>()
  const { shape } = inputFor(setting, other, new Tape(source))
  const traces = toyTraces(heights, other.map(honestRow))
  const preprocessed = toyPreprocessed(heights)
  shape.classes.forEach((own, k) => {
    // The hub's sum follows from the others, whatever its class's message is.
    if (own.tables.some(({ table }) => table === hub)) return
    const rows = own.tables.map(({ number }) => ({
      preprocessed: preprocessed.get(number) ?? [],
      main: traces.get(number)!,
    }))
    const sum = fractionColumns(own, 2 ** own.logHeight, rows, lookups)
      .flat()
      .reduce(E.add, E.ZERO)
    preset.set(`u ${k}`, E.sub(busConstant(lookups, BLINDING), E.inv(E.sub(sums[k], sum))))
  })
  for (const [k] of shape.classes.entries()) {
    if (!preset.has(`u ${k}`)) preset.set(`u ${k}`, Array.from({ length: E.DEGREE }, source))
  }

  const bareInput = inputFor(setting, other, new Tape(() => 0, preset))
  const bare = (await commitTraces(bareInput, transcriptOf(bareInput))).columns.get('main')!
  for (const [k, { logHeight }] of shape.classes.entries()) {
    const points = mainPoints(shape, logHeight, { indices, zeta })
    const conditions = maskConditions(points, logHeight, length)
    for (const [c, column] of bare[k].entries()) {
      const shown = columns.get('main')![k][c]
      const missing = coordinates(points, (y) =>
        E.sub(evaluateLifted(shown, logHeight, y), evaluateLifted(column, logHeight, y)),
      )
      const mask = solve(conditions, missing, source)
      if (mask === undefined) return undefined
      preset.set(`main ${k} ${c}`, mask)
    }
  }
  return new Tape(source, preset)
}
