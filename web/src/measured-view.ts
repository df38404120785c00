/** Figures and charts of a finished proof. */
import type { ProofStats } from '../../src/index.ts'
import { byId, create } from './dom.ts'
import { formatBytes, formatCount, formatSpeed, formatTime } from './format.ts'
import { PHASES } from './phases.ts'
import type { KindUse } from './prover-api.ts'

const SHOWN_KINDS = 6

/** Families of instructions, for people. */
const KINDS: Readonly<Record<string, string>> = {
  jump: 'jumps and calls',
  constant: 'lui, auipc, li',
  jalr: 'returns and calls through pointers',
  addi: 'adding a constant',
  add: 'addition and subtraction',
  logic: 'and, or, xor of registers',
  logici: 'and, or, xor with a constant',
  slli: 'shifts to the left',
  shift: 'all other shifts',
  slt: 'comparisons',
  beqz: 'branches on zero',
  beq: 'branches on equality',
  blt: 'branches on order',
  lw: 'loads of words',
  sw: 'stores of words',
  load: 'loads of bytes and halves',
  store: 'stores of bytes and halves',
  mul: 'products',
  mulh: 'high halves of products',
  div: 'division and remainder',
  ecall: 'system calls, bytes moved included',
}

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
  readonly kinds: readonly KindUse[]
}

export function showMeasured({ stats, proofBytes, bits, verifyMs, kinds }: Measured): void {
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
    label: formatTime(phases[phase]),
  }))
  byId('time-chart').replaceChildren(chart(time, ['Phase', 'Time']))
  const use = kinds.slice(0, SHOWN_KINDS).map(({ name, steps }) => ({
    name,
    what: KINDS[name] ?? '',
    value: steps,
    label: `${formatCount(steps)} (${Math.round((100 * steps) / cycles)} %)`,
  }))
  byId('kind-chart').replaceChildren(chart(use, ['Kind of instruction', 'Steps']))
  byId('measured').hidden = false
}
