// What the page draws with.
import { SIDE } from './scans.mjs'

/** Half the width of a stroke, and the width of its soft edge, in pixels: about as in the enlarged scans. */
const REACH = 2.2
const EDGE = 3

/**
 * Draws a line from one point to another, in pixels from the upper left corner, into an image of 28 x 28 bytes.
 * @param {Uint8Array} image
 * @param {readonly number[]} from
 * @param {readonly number[]} to
 */
export function paint(image, [fromX, fromY], [toX, toY]) {
  const [dx, dy] = [toX - fromX, toY - fromY]
  const square = dx * dx + dy * dy
  const around = REACH + EDGE / 2
  const first = (from, by) => Math.max(Math.floor(Math.min(from, from + by) - around), 0)
  const end = (from, by) => Math.min(Math.ceil(Math.max(from, from + by) + around), SIDE)
  for (let row = first(fromY, dy); row < end(fromY, dy); row++) {
    for (let column = first(fromX, dx); column < end(fromX, dx); column++) {
      const [x, y] = [column + 0.5 - fromX, row + 0.5 - fromY]
      const along = square === 0 ? 0 : Math.min(Math.max((x * dx + y * dy) / square, 0), 1)
      const ink = (REACH - Math.hypot(x - along * dx, y - along * dy)) / EDGE + 0.5
      const at = SIDE * row + column
      image[at] = Math.max(image[at], Math.round(255 * Math.min(Math.max(ink, 0), 1)))
    }
  }
}
