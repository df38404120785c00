/** Where the cycles of a run go: instructions, functions, tables. */
import type { Use } from '../../src/index.ts'
import { type Bar, chart } from './chart.ts'
import { byId } from './dom.ts'
import { formatCount, formatShare } from './format.ts'
import type { Preview } from './prover-api.ts'

/** Tables that hold the program or constants, not what it does. */
const FIXED = ['lookup', 'hub', 'image', 'program']

/** Bars of each chart; what does not fit is summed up. */
const SHOWN = 8

export function showExecution(preview: Preview | undefined): void {
  byId('execution').hidden = preview === undefined
  if (preview === undefined) return
  const { instructions, symbols, tables, cycles } = preview
  byId('mix-chart').replaceChildren(chart(topOf(instructions, cycles), ['Instruction', 'Cycles']))
  byId('symbols').hidden = symbols.length === 0
  byId('symbol-chart').replaceChildren(chart(topOf(symbols, cycles), ['Function', 'Cycles']))
  const own = tables
    .filter(({ name }) => !FIXED.includes(name))
    .sort((a, b) => b.height - a.height || b.rows - a.rows)
  const heights = own.slice(0, SHOWN).map(({ name, rows, height }) => ({
    name,
    value: rows,
    of: height,
    label: `${formatCount(rows)} of ${formatCount(height)}`,
  }))
  byId('table-chart').replaceChildren(chart(heights, ['Table', 'Rows in use']))
}

/** The most frequent ones, and the rest as one bar. */
function topOf(uses: readonly Use[], cycles: number): Bar[] {
  const shown = uses.length > SHOWN ? uses.slice(0, SHOWN - 1) : uses
  const rest = uses.slice(shown.length)
  const sum = rest.reduce((all, { count }) => all + count, 0)
  const others = rest.length > 0 ? [{ name: `${rest.length} others`, count: sum }] : []
  return [...shown, ...others].map(({ name, count }) => ({
    name,
    value: count,
    label: `${formatCount(count)}, ${formatShare(count, cycles)}`,
  }))
}
