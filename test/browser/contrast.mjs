// Contrast of all text on a page, by the formula of WCAG 2.2 (1.4.3, level AA). Runs in the page.

/** Texts with too little contrast, as "ratio: text". Text of disabled controls is exempt, as in the standard. */
export function lowContrast() {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  /** Red, green, blue, alpha from 0 to 1 of any CSS colour. */
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
  }
  const over = (front, back) =>
    front.slice(0, 3).map((value, k) => value * front[3] + back[k] * (1 - front[3]))
  const luminance = (colour) => {
    const [r, g, b] = colour.map((value) =>
      value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
    return (high + 0.05) / (low + 0.05)
  }
  const lineOf = (element) => {
    const line = []
    for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) line.unshift(at)
    return line
  }
  /** All elements below, those of shadow trees among them. */
  const below = (root) =>
    [...root.querySelectorAll('*')].flatMap((element) =>
      element.shadowRoot ? [element, ...below(element.shadowRoot)] : [element],
    )
  const canvasColour = matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [1, 1, 1]
  const low = []
  const check = (element, text, colour) => {
    const style = getComputedStyle(element)
    let back = canvasColour
    let opacity = 1
    for (const at of lineOf(element)) {
      const own = getComputedStyle(at)
      back = over(parse(own.backgroundColor), back)
      opacity *= Number(own.opacity)
    }
    const [r, g, b, alpha] = parse(colour)
    const front = over([r, g, b, alpha * opacity], back)
    const size = Number.parseFloat(style.fontSize)
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const found = ratio(front, back)
    if (found < (large ? 3 : 4.5)) low.push(`${found.toFixed(2)}: ${text}`)
  }
  for (const element of below(document.body)) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.hidden, :disabled'))
      continue
    const text = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    const own = text
      .map(({ data }) => data.trim())
      .join(' ')
      .trim()
    if (own !== '') check(element, own, getComputedStyle(element).color)
    if (element.placeholder)
      check(element, element.placeholder, getComputedStyle(element, '::placeholder').color)
  }
  return low
}
