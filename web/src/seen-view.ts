/** Everything the verifier gets to see; what is withheld is shown as withheld. */
import { toHex, toText } from './bytes.ts'
import { byId, create } from './dom.ts'
import { counted, shorten } from './format.ts'

/** The public parts of a run. Parts that are not known yet are left out. */
export interface Seen {
  readonly programName: string
  readonly programId: string | undefined
  readonly publicInput: Uint8Array | undefined
  readonly readsPrivate: boolean
  readonly output: Uint8Array | undefined
  readonly exitCode: number | undefined
}

const LONGEST = 160
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** Bytes as text where they are text, else as hexadecimal digits. */
function describeBytes(bytes: Uint8Array): HTMLElement {
  if (bytes.length === 0) return none('empty')
  const text = toText(bytes)
  if (text !== undefined) return create('code', { text: cut(text) })
  const digits = toHex(bytes.subarray(0, LONGEST)).replace(/(.{8})(?=.)/g, '$1 ')
  return create('code', { class: 'hex', text: cut(digits), title: counted(bytes.length, 'byte') })
}

const none = (text: string) => create('span', { class: 'none', text })

const row = (name: string, ...value: readonly HTMLElement[]) =>
  create('div', {}, create('dt', { text: name }), create('dd', {}, ...value))

export function showSeen(seen: Seen): void {
  const { programName, programId, publicInput, output, exitCode, readsPrivate } = seen
  const id =
    programId === undefined
      ? none('…')
      : create('code', { class: 'hex', text: shorten(programId), title: programId, 'data-id': programId })
  const withheld = create('span', { class: 'withheld', text: 'withheld', title: 'stays with the prover' })
  byId('seen').replaceChildren(
    row('Program', create('span', { text: programName }), id),
    row('Public input', publicInput === undefined ? none('…') : describeBytes(publicInput)),
    ...(readsPrivate ? [row('Private input', withheld)] : []),
    row('Output', output === undefined ? none('…') : describeBytes(output)),
    row('Exit code', exitCode === undefined ? none('…') : create('code', { text: String(exitCode) })),
  )
}
