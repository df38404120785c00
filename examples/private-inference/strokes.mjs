// Digits as strokes, to train on beside the scans: some people draw digits in ways that the scans do not have, such as a 7
// without a bar.
import { paint } from './brush.mjs'
import { SIDE } from './scans.mjs'

/** Points on an ellipse, from one angle to another in degrees, clockwise from the right. */
const arc = (x, y, width, height, from, to) =>
  Array.from({ length: 17 }, (_, k) => {
    const angle = ((from + ((to - from) * k) / 16) * Math.PI) / 180
    return [x + width * Math.cos(angle), y + height * Math.sin(angle)]
  })

/** Points in hundredths of the box. */
const line = (points) => points.split(', ').map((point) => point.split(' ').map((number) => number / 100))

/** Ways to draw each digit: lists of strokes, which are lists of points, in a box from 0 to 1. */
export const ways = [
  [
    [arc(0.5, 0.5, 0.3, 0.5, -90, 270)],
    [arc(0.5, 0.5, 0.42, 0.5, -120, 240)],
    [arc(0.5, 0.5, 0.2, 0.5, -90, 270)],
  ],
  [
    [line('50 0, 50 100')],
    [line('62 0, 40 100')],
    [line('28 25, 55 0, 55 100')],
    [line('30 20, 52 0, 52 100'), line('26 100, 78 100')],
  ],
  [
    [[...arc(0.5, 0.27, 0.3, 0.27, -160, 30), ...line('20 100, 85 100')]],
    [[...arc(0.5, 0.25, 0.3, 0.25, -180, 40), ...line('40 75, 20 95, 35 88, 60 100, 82 93')]],
    [line('20 10, 50 0, 75 12, 75 35, 20 100, 82 100')],
  ],
  [
    [[...arc(0.45, 0.25, 0.3, 0.25, -150, 90), ...arc(0.45, 0.74, 0.35, 0.26, -90, 150)]],
    [[...line('20 0, 75 0, 45 40'), ...arc(0.45, 0.7, 0.33, 0.3, -80, 140)]],
    [line('22 8, 60 0, 72 20, 40 45, 75 65, 65 95, 20 95')],
  ],
  [
    [line('60 0, 15 65, 85 65'), line('60 0, 60 100')],
    [line('20 0, 20 50, 80 50'), line('72 0, 72 100')],
    [line('30 0, 15 55, 85 55'), line('65 20, 60 100')],
  ],
  [
    [[...line('75 0, 25 0, 22 42'), ...arc(0.45, 0.68, 0.32, 0.3, -110, 140)]],
    [line('80 5, 30 0, 25 45, 60 42, 75 65, 60 95, 20 100')],
  ],
  [
    [[...line('65 0, 35 35'), ...arc(0.5, 0.7, 0.27, 0.3, 180, -180)]],
    [[...arc(0.6, 0.45, 0.38, 0.45, -70, -180), ...arc(0.5, 0.72, 0.28, 0.27, -180, -540)]],
    [line('45 0, 28 50, 30 85, 50 100, 72 85, 65 58, 30 70')],
  ],
  [
    [line('20 0, 80 0, 40 100')],
    [line('20 0, 80 0, 40 100'), line('30 50, 75 50')],
    [line('15 12, 20 0, 80 0, 55 50, 50 100')],
  ],
  [
    [[...arc(0.5, 0.25, 0.24, 0.25, 90, -270), ...arc(0.5, 0.75, 0.3, 0.25, -90, 270)]],
    [line('75 12, 50 0, 28 15, 72 75, 50 100, 28 80, 72 25, 70 10')],
  ],
  [
    [[...arc(0.5, 0.28, 0.26, 0.28, 0, -360), ...line('76 28, 72 100')]],
    [[...arc(0.5, 0.28, 0.26, 0.28, 0, -360), ...line('76 40, 65 85, 40 100, 25 93')]],
    [line('70 10, 40 0, 25 20, 40 45, 70 35, 72 8, 68 60, 55 100')],
  ],
]

/**
 * Strokes as an image, with points (x, y) of the box, from its center, at (ax + by + e, cx + dy + f) from the image's.
 */
export function draw(strokes, [a, b, c, d, e, f]) {
  const image = new Uint8Array(SIDE * SIDE)
  for (const stroke of strokes) {
    const points = stroke
      .map(([x, y]) => [x - 0.5, y - 0.5])
      .map(([x, y]) => [a * x + b * y + e + SIDE / 2, c * x + d * y + f + SIDE / 2])
    for (let k = 1; k < points.length; k++) paint(image, points[k - 1], points[k])
  }
  return image
}
