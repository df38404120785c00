/** Everything the verifier gets to see, live; what is withheld is shown as withheld. */
import { toHex, toText } from './bytes.ts'
import { byId, create } from './dom.ts'
import { formatBytes, shorten } from './format.ts'

/** The public parts of a run. Parts that are not known yet are left out. */
export interface Seen {
  readonly programName: string
  readonly programId: string | undefined
  readonly publicInput: Uint8Array | undefined
  readonly readsPrivate: boolean
  readonly output: Uint8Array | undefined
  readonly exitCode: number | undefined
  readonly proofBytes: number | undefined
  readonly statement: string
}

const LONGEST = 160
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** Bytes as text where they are text, else as hexadecimal digits. */
export function describeBytes(bytes: Uint8Array): HTMLElement {
  if (bytes.length === 0) return create('span', { class: 'none', text: 'empty' })
  const text = toText(bytes)
  if (text !== undefined) return create('code', { text: cut(text) })
  const digits = toHex(bytes.subarray(0, LONGEST)).replace(/(.{8})(?=.)/g, '$1 ')
  return create('code', { class: 'hex', text: cut(digits), title: `${bytes.length} bytes` })
}

const none = (text: string) => create('span', { class: 'none', text })

export function showSeen(seen: Seen): void {
  const { programId, publicInput, output, exitCode, proofBytes } = seen
  const row = (name: string, ...value: readonly HTMLElement[]) =>
    create('div', {}, create('dt', { text: name }), create('dd', {}, ...value))
  byId('statement').textContent = seen.statement
  const withheld = create(
    'div',
    { class: 'withheld-row' },
    create('dt', {}, 'Private input'),
    create('dd', {}, create('span', { class: 'withheld', text: 'withheld', title: 'stays on this device' })),
  )
  const id =
    programId === undefined
      ? none('…')
      : create('code', { class: 'hex', text: shorten(programId), title: programId, 'data-id': programId })
  byId('seen').replaceChildren(
    row('Program', create('span', { text: seen.programName }), id),
    row('Public input', publicInput === undefined ? none('…') : describeBytes(publicInput)),
    ...(seen.readsPrivate ? [withheld] : []),
    row('Output', output === undefined ? none('…') : describeBytes(output)),
    row('Exit code', exitCode === undefined ? none('…') : create('code', { text: String(exitCode) })),
    row(
      'Proof',
      proofBytes === undefined
        ? none('none yet: so far this is only a claim')
        : create('span', { id: 'proof-size', text: formatBytes(proofBytes) }),
    ),
  )
}
