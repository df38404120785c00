/** Horizontal bars that are a table to those who do not see them. */
import { create } from './dom.ts'

export interface Bar {
  readonly name: string
  /** More about it, in small print. */
  readonly what?: string | undefined
  readonly value: number
  /** Length of the pale bar behind: what the value is a part of. */
  readonly of?: number
  readonly label: string
}

/** @param columns headings of the names and of the labels */
export function chart(bars: readonly Bar[], columns: readonly [string, string]): HTMLElement {
  const most = Math.max(1e-9, ...bars.map(({ value, of }) => Math.max(value, of ?? 0)))
  const rows = bars.map(({ name, what, value, of, label }) => {
    const bar = create('span', { class: 'bar' })
    bar.style.setProperty('--share', String(value / most))
    if (of !== undefined) {
      bar.classList.add('part')
      bar.style.setProperty('--whole', String(of / most))
    }
    return create(
      'tr',
      {},
      create('th', { scope: 'row' }, name, what === undefined ? undefined : create('small', { text: what })),
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
