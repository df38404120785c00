/** Figures of a finished proof. */
import type { ProofStats } from '../../src/index.ts'
import { chart } from './chart.ts'
import { byId, create } from './dom.ts'
import { formatBytes, formatCount, formatShare, formatSpeed, formatTime } from './format.ts'
import { PHASES } from './phases.ts'

export interface Measured {
  readonly stats: ProofStats
  readonly proofBytes: number
  readonly bits: number
  readonly verifyMs: number
}

export function showMeasured({ stats, proofBytes, bits, verifyMs }: Measured): void {
  const { cycles, milliseconds, phases, peakBytes } = stats
  const figures: readonly (readonly [string, string])[] = [
    [formatTime(milliseconds), 'to prove'],
    [formatCount(cycles), 'cycles'],
    [formatSpeed(cycles, milliseconds), 'speed'],
    [formatBytes(proofBytes), 'proof'],
    [String(Math.floor(bits)), 'proven bits'],
    [formatBytes(peakBytes), 'peak memory'],
    [formatTime(verifyMs), 'to verify'],
  ]
  byId('figures').replaceChildren(
    ...figures.map(([value, name]) =>
      create('div', {}, create('dd', { text: value }), create('dt', { text: name })),
    ),
  )
  const time = PHASES.map(({ phase, name, what }) => ({
    name,
    what,
    value: phases[phase],
    label: `${formatTime(phases[phase])}, ${formatShare(phases[phase], milliseconds)}`,
  }))
  byId('time-chart').replaceChildren(chart(time, ['Phase', 'Time']))
  byId('measured').hidden = false
}
