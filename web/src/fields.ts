/** Inputs of a program as controls, each badged private or public. */
import { fromHex, fromText } from './bytes.ts'
import type { Control } from './control.ts'
import { create } from './dom.ts'
import { drawingControl } from './drawing.ts'
import { type Field, FieldError, type Values, type Visibility } from './examples/example.ts'

export interface FieldList {
  readonly elements: readonly HTMLElement[]
  /** @throws {FieldError} */
  values(): Values
  /** Marks the field that an error is about, or none. */
  mark(error?: FieldError): void
}

const BADGES: Readonly<Record<Visibility, readonly [word: string, meaning: string]>> = {
  private: ['Private', 'never leaves this device'],
  public: ['Public', 'part of what is proved'],
}

/** The mark that says who gets to see something. */
export const badge = (visibility: Visibility): HTMLElement =>
  create('span', { class: `badge ${visibility}`, title: BADGES[visibility][1], text: BADGES[visibility][0] })

export function createFields(fields: readonly Field[], onChange: () => void): FieldList {
  const controls = new Map(fields.map((field) => [field.name, controlFor(field, onChange)]))
  const boxes = new Map(fields.map((field) => [field.name, boxFor(field, controls.get(field.name)!)]))
  return {
    elements: [...boxes.values()],
    values: () => new Map([...controls].map(([name, control]) => [name, control.read()])),
    mark(error) {
      for (const [name, control] of controls) {
        const wrong = error?.field === name
        control.focusable.toggleAttribute('aria-invalid', wrong)
        boxes.get(name)!.classList.toggle('wrong', wrong)
      }
    },
  }
}

function boxFor(field: Field, control: Control): HTMLElement {
  const { label, visibility, hint } = field
  const hintId = `hint-${field.name}`
  if (hint !== undefined) control.focusable.setAttribute('aria-describedby', hintId)
  return create(
    'div',
    { class: `field ${visibility}` },
    create(
      'div',
      { class: 'field-head' },
      create('label', { for: control.focusable.id, text: label }),
      badge(visibility),
      create('span', { class: 'badge-note', text: BADGES[visibility][1] }),
    ),
    create('div', { class: 'wire' }, control.element),
    hint === undefined ? undefined : create('p', { class: 'hint', id: hintId, text: hint }),
  )
}

function controlFor(field: Field, onChange: () => void): Control {
  if (field.kind === 'bytes') return bytesControl(field, onChange)
  if (field.kind === 'drawing') return drawingControl(field, onChange)
  const id = `field-${field.name}`
  // Autofill would offer what others typed, and keep what was typed here.
  const common = { id, autocomplete: 'off' }
  if (field.kind === 'choice') {
    const options = field.choices!.map(({ value, label }) =>
      create('option', { value, text: label, selected: value === field.value }),
    )
    const select = create('select', common, ...options)
    select.addEventListener('change', onChange)
    return { element: select, focusable: select, read: () => select.value }
  }
  const type = field.kind === 'date' ? 'date' : 'text'
  const numeric = field.kind === 'number' ? { inputmode: 'numeric' } : {}
  const input = create('input', { ...common, ...numeric, type, spellcheck: 'false', autocapitalize: 'off' })
  input.value = field.value
  input.addEventListener('input', onChange)
  return { element: input, focusable: input, read: () => input.value }
}

/** Bytes: typed as text or hexadecimal digits, or from a file. */
function bytesControl(field: Field, onChange: () => void): Control {
  const id = `field-${field.name}`
  const rows = String(Math.max(2, field.value.split('\n').length))
  const area = create('textarea', { id, rows, autocomplete: 'off', spellcheck: 'false' })
  area.value = field.value
  const form = create(
    'select',
    { 'aria-label': `${field.label}: written as` },
    create('option', { value: 'text', text: 'as text' }),
    create('option', { value: 'hex', text: 'as hex' }),
    create('option', { value: 'file', text: 'from a file' }),
  )
  const picker = create('input', { type: 'file', 'aria-label': `${field.label}: file`, hidden: true })
  let file = new Uint8Array()
  form.addEventListener('change', () => {
    picker.hidden = form.value !== 'file'
    area.hidden = form.value === 'file'
    onChange()
  })
  area.addEventListener('input', onChange)
  picker.addEventListener('change', async () => {
    const chosen = picker.files?.[0]
    file = new Uint8Array(chosen === undefined ? [] : await chosen.arrayBuffer())
    onChange()
  })
  const element = create('div', { class: 'bytes' }, area, picker, form)
  return {
    element,
    focusable: area,
    read() {
      if (form.value === 'file') return file
      if (form.value === 'text') return fromText(area.value)
      const bytes = fromHex(area.value)
      if (bytes === undefined) throw new FieldError(field.name, 'Give two hexadecimal digits for each byte.')
      return bytes
    },
  }
}
