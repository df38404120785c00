/** A drawing of 28 x 28 bytes, 0 for paper and 255 for ink: made with pointer or finger, or chosen among samples. */
import { paint } from '../../examples/private-inference/brush.mjs'
import { SIDE } from '../../examples/private-inference/scans.mjs'
import type { Control } from './control.ts'
import { create } from './dom.ts'
import type { Field } from './examples/example.ts'

/** The choice that is no sample. */
const BY_HAND = ''

export function drawingControl(field: Field, onChange: () => void): Control {
  const samples = field.samples!
  const image = new Uint8Array(SIDE * SIDE)
  const canvas = create('canvas', { width: String(SIDE), height: String(SIDE), role: 'img' })
  const choice = create(
    'select',
    { id: `field-${field.name}`, autocomplete: 'off' },
    create('option', { value: BY_HAND, text: 'Drawn by hand' }),
    ...[...samples.keys()].map((name) => create('option', { value: name, text: name })),
  )
  const clear = create('button', { type: 'button', class: 'button quiet', text: 'Clear' })
  choice.value = field.value

  const show = () => {
    showImage(canvas, image)
    const what = choice.value !== BY_HAND ? choice.value : image.some(Boolean) ? 'drawn by hand' : 'empty'
    canvas.ariaLabel = `${field.label}: ${what}`
  }
  const take = () => {
    const sample = samples.get(choice.value)
    if (sample === undefined) image.fill(0)
    else image.set(sample)
    show()
  }
  take()

  choice.addEventListener('change', () => {
    take()
    onChange()
  })
  clear.addEventListener('click', () => {
    choice.value = BY_HAND
    take()
    onChange()
  })
  onStrokes(canvas, {
    // A stroke on a sample begins a drawing, and is none on it.
    start() {
      if (choice.value === BY_HAND) return
      choice.value = BY_HAND
      take()
    },
    line(from, to) {
      paint(image, from, to)
      show()
      onChange()
    },
  })
  const element = create(
    'div',
    { class: 'drawing' },
    create('div', { class: 'sheet' }, canvas),
    create('div', { class: 'drawing-tools' }, choice, clear),
  )
  return { element, focusable: choice, read: () => image.slice() }
}

/** Black ink of the bytes' opacity; the style sheet inverts it in the dark. */
function showImage(canvas: HTMLCanvasElement, image: Uint8Array): void {
  const pixels = new ImageData(SIDE, SIDE)
  for (const [k, ink] of image.entries()) pixels.data[4 * k + 3] = ink
  canvas.getContext('2d')!.putImageData(pixels, 0, 0)
}

type Place = readonly [x: number, y: number]

interface Strokes {
  start(): void
  line(from: Place, to: Place): void
}

/** Tells of strokes with the main button, a pen or a finger, in pixels of the canvas. */
function onStrokes(canvas: HTMLCanvasElement, { start, line }: Strokes): void {
  let last: Place | undefined
  const placeOf = ({ clientX, clientY }: PointerEvent): Place => {
    const { left, top, width, height } = canvas.getBoundingClientRect()
    return [((clientX - left) * SIDE) / width, ((clientY - top) * SIDE) / height]
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0) return
    canvas.setPointerCapture(event.pointerId)
    start()
    last = placeOf(event)
    line(last, last)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (last === undefined || !event.isPrimary) return
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      const place = placeOf(step)
      line(last, place)
      last = place
    }
  })
  canvas.addEventListener('lostpointercapture', () => {
    last = undefined
  })
}
