// Trains the network and writes its weights to network.h: `node train.mjs optdigits.tes`, two minutes.
//
// The file is the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, from the UCI Machine
// Learning Repository, CC BY 4.0: 1797 lines of 8 x 8 pixels from 0 to 16 and the digit. The last 360 are held out. The
// generator is seeded: the same file gives the same weights.
import { readFileSync, writeFileSync } from 'node:fs'
import { enlarge, SIDE } from './scans.mjs'
import { draw, ways } from './strokes.mjs'

const PIXELS = SIDE * SIDE
const HIDDEN = 64
const CLASSES = 10
const HELD_OUT = 360
/** Drawings of each digit in an epoch, beside about 144 scans. */
const DRAWINGS = 40
const EPOCHS = 100
const BATCH = 32
const RATE = 0.05
const MOMENTUM = 0.9
const DECAY = 2e-4

/** Numbers from 0 to 1: xorshift (G. Marsaglia, "Xorshift RNGs", 2003). */
function generator(seed) {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const about = (random, middle, reach) => middle + reach * (2 * random() - 1)

/** About normal, with variance 1. */
const normal = (random) => Math.sqrt(3) * (random() + random() + random() + random() - 2)

function shuffle(list, random) {
  for (let k = list.length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1))
    ;[list[k], list[other]] = [list[other], list[k]]
  }
}

/** A transform that makes about this many times as large, and turns, slants, stretches and moves a little, as people do. */
function variation(random, size, reach, stretch) {
  const height = about(random, size, reach)
  const turn = about(random, 0, 0.2)
  const width = height * about(random, ...stretch)
  return [
    width,
    height * (about(random, 0, 0.2) + turn),
    -height * turn,
    height,
    about(random, 0, 3),
    about(random, 0, 3),
  ]
}

/** A scan; its transform leads from the image to the scan, so that more is smaller. */
const varied = (pixels, random) => enlarge(pixels, variation(random, 1.1, 0.2, [1, 0.15]))

/** A drawing, with bent strokes. */
function redrawn(strokes, random) {
  const [x, y] = [0, 1].map(() => ({ most: about(random, 0, 0.15), at: about(random, 0, 3) }))
  const bend = ([u, v]) => [u + x.most * Math.sin(4 * v + x.at), v + y.most * Math.sin(4 * u + y.at)]
  const bent = strokes.map((points) => points.map(bend))
  return draw(bent, variation(random, 21, 4, [0.9, 0.2]))
}

/** The values of a layer with a bias in the last column, for which the input ends in 1. */
function product({ rows, columns, weights }, x) {
  const sums = new Float64Array(rows)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sums[i] += weights[i * columns + j] * x[j]
  return sums
}

function addOuterProduct({ columns, gradient }, left, right) {
  for (let i = 0; i < left.length; i++)
    if (left[i] !== 0) for (let j = 0; j < columns; j++) gradient[i * columns + j] += left[i] * right[j]
}

/** Adds the gradient of the cross entropy of one example. */
function learn([first, second], x, digit) {
  const hidden = Float64Array.of(...product(first, x).map((value) => Math.max(value, 0)), 1)
  const scores = product(second, hidden)
  const greatest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - greatest))
  const sum = powers.reduce((all, power) => all + power)
  const wrong = powers.map((power, k) => power / sum - (k === digit ? 1 : 0))
  const back = new Float64Array(HIDDEN)
  for (let j = 0; j < HIDDEN; j++)
    if (hidden[j] > 0)
      for (let k = 0; k < CLASSES; k++) back[j] += wrong[k] * second.weights[k * second.columns + j]
  addOuterProduct(second, wrong, hidden)
  addOuterProduct(first, back, x)
}

function step({ columns, weights, speed, gradient }, count, rate) {
  for (let i = 0; i < weights.length; i++) {
    const decay = i % columns === columns - 1 ? 0 : DECAY * weights[i]
    speed[i] = MOMENTUM * speed[i] - rate * (gradient[i] / count + decay)
    weights[i] += speed[i]
  }
  gradient.fill(0)
}

/** Stochastic gradient descent with momentum, on a perceptron with one hidden layer; an example makes a new image each time. */
function train(examples, random) {
  const layers = [
    [HIDDEN, PIXELS + 1],
    [CLASSES, HIDDEN + 1],
  ].map(([rows, columns]) => ({
    rows,
    columns,
    weights: Float64Array.from({ length: rows * columns }, (_, i) =>
      i % columns === columns - 1 ? 0 : normal(random) * Math.sqrt(2 / columns),
    ),
    speed: new Float64Array(rows * columns),
    gradient: new Float64Array(rows * columns),
  }))
  const x = new Float64Array(PIXELS + 1).fill(1)
  const order = [...examples.keys()]
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    for (let start = 0; start < order.length; start += BATCH) {
      const batch = order.slice(start, start + BATCH)
      for (const { make, digit } of batch.map((index) => examples[index])) {
        const image = make(random)
        for (let k = 0; k < PIXELS; k++) x[k] = (image[k] >> 1) / 127
        learn(layers, x, digit)
      }
      for (const layer of layers) step(layer, batch.length, RATE * (1 - epoch / EPOCHS))
    }
  }
  return layers
}

const sumsOf = ({ weights, biases }, x) =>
  biases.map((bias, i) => x.reduce((sum, value, j) => sum + weights[i * x.length + j] * value, bias))

/** What the program sees: halves of pixels. */
const halved = (image) => Array.from(image, (byte) => byte >> 1)

/** int8 weights and int32 biases; hidden values are (w1 x + b1) >> shift, from 0 to 127. */
function quantize([first, second], images) {
  const isBias = ({ columns }, i) => i % columns === columns - 1
  const scaleOf = (layer) =>
    127 / Math.max(...layer.weights.filter((_, i) => !isBias(layer, i)).map(Math.abs))
  const rounded = (layer, scale, unit) => ({
    weights: [...layer.weights].filter((_, i) => !isBias(layer, i)).map((w) => Math.round(w * scale)),
    biases: [...layer.weights].filter((_, i) => isBias(layer, i)).map((b) => Math.round(b * scale * unit)),
  })
  const scale = scaleOf(first)
  const hidden = rounded(first, scale, 127)
  const sums = images.flatMap((image) => sumsOf(hidden, halved(image))).sort((a, b) => a - b)
  const shift = Math.ceil(Math.log2(sums[Math.floor(0.999 * sums.length)] / 127))
  return { shift, hidden, classes: rounded(second, scaleOf(second), (scale * 127) / 2 ** shift) }
}

/** What the program does. */
function classify({ shift, hidden, classes }, image) {
  const values = sumsOf(hidden, halved(image)).map((sum) => Math.min(Math.max(sum >> shift, 0), 127))
  const scores = sumsOf(classes, values)
  return scores.indexOf(Math.max(...scores))
}

function array(kind, name, values) {
  const lines = []
  for (let k = 0; k < values.length; k += SIDE) lines.push(values.slice(k, k + SIDE).join(', '))
  const head = `static const ${kind} ${name}[${values.length}] __attribute__((aligned(4))) = {`
  return `${head}\n    ${lines.join(',\n    ')}};\n`
}

const header = ({ shift, hidden, classes }, right) => `/*
 * Weights from train.mjs, made from "Optical Recognition of Handwritten Digits" (UCI, E. Alpaydin and C. Kaynak, CC BY 4.0).
 * ${right} of ${HELD_OUT} images that were held out are classified right.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdint.h>

enum { PIXELS = ${PIXELS}, HIDDEN = ${HIDDEN}, CLASSES = ${CLASSES}, SHIFT = ${shift} };

/* Rows of weights: a hidden value, a class. */
${array('int8_t', 'hidden_weights', hidden.weights)}${array('int32_t', 'hidden_biases', hidden.biases)}\
${array('int8_t', 'class_weights', classes.weights)}${array('int32_t', 'class_biases', classes.biases)}
#endif
`

const rows = readFileSync(process.argv[2], 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(',').map(Number))
const scans = rows.map((row) => ({ pixels: row.slice(0, 64), digit: row[64] }))
const [known, unknown] = [scans.slice(0, -HELD_OUT), scans.slice(-HELD_OUT)]
const examples = known.map(({ pixels, digit }) => ({ digit, make: (random) => varied(pixels, random) }))
for (const [digit, list] of ways.entries())
  for (let k = 0; k < DRAWINGS; k++)
    examples.push({ digit, make: (random) => redrawn(list[k % list.length], random) })
const layers = train(examples, generator(1))
const network = quantize(
  layers,
  known.map(({ pixels }) => enlarge(pixels)),
)
const right = unknown.filter(({ pixels, digit }) => classify(network, enlarge(pixels)) === digit).length
writeFileSync('network.h', header(network, right))
console.log(`${right} of ${HELD_OUT} images that were held out are classified right`)
// The first one of each class, for scans.mjs.
for (let digit = 0; digit < CLASSES; digit++) {
  const { pixels } = unknown.find((scan) => scan.digit === digit)
  console.log(digit, classify(network, enlarge(pixels)), pixels.map((pixel) => pixel.toString(17)).join(''))
}
