// The floor of a proof: what its transforms and hashes take if nothing else is done, on the same engine.
import { twiddleBytes } from '../dist/engine/contract.js'
import { slices } from '../dist/stark/prover/columns.js'
import { SALT_ELEMENTS } from '../dist/stark/shape.js'

const ROWS_PER_JOB = 1 << 12
const HIDING = ['main', 'aux', 'quotient']

/**
 * Milliseconds of the NTT and BLAKE3 kernels alone for everything that a proof of this shape commits to: each column
 * interpolated and evaluated on all cosets, each row hashed, and the layers above. Twiddles and random values are made
 * before the clock starts.
 */
export async function measureFloor(engine, shape) {
  const logBlowup = shape.parameters.logBlowup
  let total = 0
  for (const tree of shape.trees.filter(({ name }) => HIDING.includes(name))) {
    let states = 0
    let previousLogHeight = 0
    for (const [k, link] of tree.links.entries()) {
      const last = k === tree.links.length - 1
      const result = await measureLink(
        engine,
        link,
        last ? SALT_ELEMENTS : 0,
        logBlowup,
        states,
        previousLogHeight,
      )
      if (states !== 0) engine.memory.free(states)
      states = result.states
      previousLogHeight = link.logHeight
      total += result.milliseconds
    }
    total += await measureLayers(engine, states, previousLogHeight + logBlowup)
    engine.memory.free(states)
  }
  return total
}

async function measureLink(engine, { logHeight, columns }, salts, logBlowup, previous, previousLogHeight) {
  const { memory } = engine
  const cosets = 2 ** logBlowup
  const columnBytes = 4 * 2 ** logHeight
  const [inverse, forward] = [memory.alloc(twiddleBytes(logHeight)), memory.alloc(twiddleBytes(logHeight))]
  engine.call('inverseTwiddles', inverse, logHeight, 1)
  engine.call('twiddles', forward, logHeight, 3)
  const values = memory.alloc(columnBytes)
  const key = memory.alloc(32)
  engine.call('randomElements', values, key, 0, 2 ** logHeight)
  const domain = memory.alloc(columns * cosets * columnBytes)
  const list = memory.alloc(4 * columns)
  const pointers = Array.from({ length: columns }, (_, c) => domain + c * cosets * columnBytes)
  memory.u32.set(pointers, list >>> 2)
  const rows = cosets * 2 ** logHeight
  const states = memory.alloc(32 * rows)

  const start = performance.now()
  for (const pointer of pointers.slice(0, columns - salts)) {
    await engine.run('interpolate', [[values, values, logHeight, inverse]])
    await engine.run(
      'evaluate',
      Array.from({ length: cosets }, (_, coset) => [
        pointer + coset * columnBytes,
        values,
        logHeight,
        forward,
        0,
        0,
        0,
      ]),
    )
  }
  await engine.run(
    'hashRows',
    slices(rows, ROWS_PER_JOB).map((slice) => [
      states,
      list,
      columns,
      logHeight,
      previous,
      previousLogHeight,
      slice.row,
      slice.rows,
    ]),
  )
  const milliseconds = performance.now() - start

  for (const pointer of [inverse, forward, values, key, domain, list]) memory.free(pointer)
  return { states, milliseconds }
}

async function measureLayers(engine, leaves, logLeaves) {
  const { memory } = engine
  const mark = memory.mark()
  const start = performance.now()
  let source = leaves
  for (let half = 2 ** (logLeaves - 1); half >= 1; half /= 2) {
    const target = memory.alloc(Math.max(128, 32 * half))
    await engine.run(
      'hashNodes',
      slices(half, ROWS_PER_JOB).map(({ row, rows }) => [target, source, half, row, rows]),
    )
    source = target
  }
  const milliseconds = performance.now() - start
  memory.release(mark)
  return milliseconds
}
