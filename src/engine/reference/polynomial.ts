/** The polynomial kernels, readable: each is what its comment in the contract says. */
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import { bitReverse, evaluateAtExt, interpolate, ntt } from '../../poly/polynomial.ts'
import type { ReferenceKernel, ReferenceKernels } from './engine.ts'

/** The twiddle table of this engine is the shift, followed by nothing. */
const storeShift: ReferenceKernel = (memory, table, _logN, shift) => {
  memory[table >>> 2] = shift
}

export const polynomialKernels: ReferenceKernels = {
  twiddles: storeShift,
  inverseTwiddles: storeShift,

  interpolate(memory, target, source, logN, table) {
    const values = elements(memory, source, 2 ** logN)
    elements(memory, target, 2 ** logN).set(bitReverse(interpolate(values, memory[table >>> 2])))
  },

  evaluate(memory, target, coefficients, logN, table, tail, tailLength, factor) {
    const sum = bitReverse(elements(memory, coefficients, 2 ** logN))
    const mask = elements(memory, tail, tailLength)
    for (let j = 0; j < tailLength; j++) sum[j] = F.add(sum[j], F.mul(factor, mask[j]))
    elements(memory, target, 2 ** logN).set(ntt(sum, memory[table >>> 2]))
  },

  bitReverse(memory, target, source, logN) {
    elements(memory, target, 2 ** logN).set(bitReverse(elements(memory, source, 2 ** logN)))
  },

  evaluateAt(memory, target, coefficients, logN, point) {
    const f = bitReverse(elements(memory, coefficients, 2 ** logN))
    E.write(memory, evaluateAtExt(f, E.read(memory, point >>> 2)), target >>> 2)
  },

  combine(memory, target, stride, columns, weights, count, row, rows, accumulate) {
    const sum = extColumn(memory, target, stride)
    const pointers = elements(memory, columns, count)
    for (let i = row; i < row + rows; i++) {
      let value = accumulate === 1 ? sum.get(i) : E.ZERO
      for (let k = 0; k < count; k++) {
        const weight = E.read(memory, (weights >>> 2) + E.DEGREE * k)
        value = E.add(value, E.scale(weight, memory[(pointers[k] >>> 2) + i]))
      }
      sum.set(i, value)
    }
  },

  addLifted(memory, target, source, logN, logM, coset, row, rows) {
    const height = 2 ** logN
    const lower = 2 ** logM
    for (let i = row; i < row + rows; i++) {
      const at = (target >>> 2) + coset * height + i
      memory[at] = F.add(memory[at], memory[(source >>> 2) + coset * lower + (i % lower)])
    }
  },

  deepQuotient(
    memory,
    target,
    targetStride,
    base,
    baseStride,
    numerator,
    numeratorStride,
    value,
    point,
    logN,
    shift,
    row,
    rows,
  ) {
    const sum = extColumn(memory, target, targetStride)
    const before = extColumn(memory, base, baseStride)
    const numerators = extColumn(memory, numerator, numeratorStride)
    const at = E.read(memory, point >>> 2)
    const expected = E.read(memory, value >>> 2)
    const denominators = points(shift, logN, row, rows).map((x) => E.sub(E.fromBase(x), at))
    for (const [r, inverse] of E.batchInverse(denominators).entries()) {
      const quotient = E.mul(E.sub(numerators.get(row + r), expected), inverse)
      sum.set(row + r, E.add(before.get(row + r), quotient))
    }
  },

  friInterpolate(memory, target, targetStride, f, fStride, logN, logArity, start, row, rows) {
    const arity = 2 ** logArity
    const fibreStep = 2 ** (logN - logArity)
    const values = extColumn(memory, f, fStride)
    const g = Array.from({ length: arity }, (_, t) =>
      extColumn(memory, target + E.DEGREE * t * targetStride, targetStride),
    )
    for (const [r, y] of points(start, logN, row, rows).entries()) {
      const fibre = Array.from({ length: arity }, (_, j) => values.get(row + r + j * fibreStep))
      const coordinates = [0, 1, 2, 3].map((c) =>
        interpolate(
          fibre.map((value) => value[c]),
          y,
        ),
      )
      for (let t = 0; t < arity; t++) {
        const [c0, c1, c2, c3] = coordinates
        g[t].set(row + r, [c0[t], c1[t], c2[t], c3[t]])
      }
    }
  },
}

/** A view of `length` elements at a byte offset. */
function elements(memory: Uint32Array, pointer: number, length: number): Uint32Array {
  return memory.subarray(pointer >>> 2, (pointer >>> 2) + length)
}

/** Access to the rows of an E column. */
function extColumn(memory: Uint32Array, pointer: number, stride: number) {
  const at = (row: number) => (pointer >>> 2) + row
  return {
    get: (row: number): E.Ext => E.read(memory, at(row), stride >>> 2),
    set: (row: number, value: E.Ext): void => E.write(memory, value, at(row), stride >>> 2),
  }
}

/** shift * w_N^i for row <= i < row + rows. */
function points(shift: number, logN: number, row: number, rows: number): number[] {
  const root = F.rootOfUnity(logN)
  let point = F.mul(shift, F.pow(root, row))
  return Array.from({ length: rows }, () => {
    const current = point
    point = F.mul(point, root)
    return current
  })
}
