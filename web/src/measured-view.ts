/** Figures and charts of a finished proof. */
import type { ProofStats } from '../../src/index.ts'
import { byId, create } from './dom.ts'
import { formatBytes, formatCount, formatSpeed, formatTime } from './format.ts'
import { PHASES } from './phases.ts'
import type { TableUse } from './prover-api.ts'

const SHOWN_TABLES = 6

interface Bar {
  readonly name: string
  readonly what: string
  readonly value: number
  readonly label: string
}

/** A horizontal bar chart that is a table to those who do not see it. */
function chart(bars: readonly Bar[], columns: readonly [string, string]): HTMLElement {
  const most = Math.max(1e-9, ...bars.map(({ value }) => value))
  const rows = bars.map(({ name, what, value, label }) => {
    const bar = create('span', { class: 'bar' })
    bar.style.setProperty('--share', String(value / most))
    return create(
      'tr',
      {},
      create('th', { scope: 'row' }, name, create('small', { text: what })),
      create('td', { class: 'track' }, bar),
      create('td', { class: 'number', text: label }),
    )
  })
  const head = create(
    'tr',
    {},
    create('th', { scope: 'col', text: columns[0] }),
    create('td', {}),
    create('th', { scope: 'col', text: columns[1] }),
  )
  return create(
    'table',
    { class: 'chart' },
    create('thead', { class: 'hidden' }, head),
    create('tbody', {}, ...rows),
  )
}

export interface Measured {
  readonly stats: ProofStats
  readonly proofBytes: number
  readonly bits: number
  readonly verifyMs: number
  readonly tables: readonly TableUse[]
}

export function showMeasured({ stats, proofBytes, bits, verifyMs, tables }: Measured): void {
  const { cycles, milliseconds, phases, peakBytes } = stats
  const figures: readonly (readonly [string, string])[] = [
    [formatTime(milliseconds), 'to prove'],
    [formatCount(cycles), 'cycles'],
    [formatSpeed(cycles, milliseconds), 'cycles per millisecond'],
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
    label: formatTime(phases[phase]),
  }))
  byId('time-chart').replaceChildren(chart(time, ['Phase', 'Time']))
  const all = tables.reduce((sum, { cells }) => sum + cells, 0)
  const largest = [...tables].sort((a, b) => b.rows - a.rows).slice(0, SHOWN_TABLES)
  const use = largest.map(({ name, rows, height, cells }) => ({
    name,
    what: `height 2^${Math.log2(height)}, ${((100 * cells) / all).toFixed(0)} % of the cells`,
    value: rows,
    label: `${formatCount(rows)} rows`,
  }))
  byId('table-chart').replaceChildren(chart(use, ['Table', 'Rows']))
  byId('measured').hidden = false
}
