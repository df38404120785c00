/**
 * The constraint kernels of the engine contract (`ConstraintKernels`) in readable TypeScript, for the tables of a
 * machine: what the generated and hand-written kernels are compared with.
 */
import * as F from '../field/koalabear.ts'
import * as E from '../field/quartic.ts'
import { constraintScales, EVALUATION_ROWS, montgomeryPower } from './codegen.ts'
import type { Table } from './table.ts'

/** A kernel on the memory as u32; arguments as in the contract, without `scratch`. */
type Kernel = (memory: Uint32Array, ...args: number[]) => void

type ConstraintKernel =
  | 'evaluateTable'
  | 'fractions'
  | 'tableQuotient'
  | 'classQuotient'
  | 'sumColumns'
  | 'prefixSum'
  | 'addRamp'
  | 'countLookups'

/** 1 / 2^32 modulo p: what a splat is multiplied by to get its value. */
const INVERSE_R = montgomeryPower(-1)

const word = (memory: Uint32Array, pointer: number, index = 0): number => memory[(pointer >>> 2) + index]

/** The kernels of an engine that serves these tables, numbered by their places. */
export function constraintKernels(tables: readonly Table[]): Record<ConstraintKernel, Kernel> {
  return {
    evaluateTable(memory, number, columns, target, row, rows) {
      const table = tables[number]
      const factors = constraintScales(table).map((k) => montgomeryPower(k ?? 0))
      for (let r = 0; r < rows; r++) {
        constraintsAt(memory, table, columns, row + r).forEach((value, c) => {
          memory[(target >>> 2) + EVALUATION_ROWS * c + r] = F.mul(value, factors[c])
        })
      }
    },

    fractions(memory, descriptor, columns, phi, stride, row, rows) {
      readGroups(memory, descriptor).forEach((group, k) => {
        const column = extColumn(memory, phi + E.DEGREE * k * stride, stride)
        for (let i = row; i < row + rows; i++) {
          const terms = group.fractions.map(({ denominator, multiplicity }) => {
            const m = baseForm(memory, multiplicity, columns, i)
            return E.scale(E.inv(extForm(memory, denominator, columns, i)), m)
          })
          column.set(i, terms.reduce(E.add))
        }
      })
    },

    tableQuotient(memory, descriptor, columns, phi, phiStride, target, targetStride, row, rows) {
      const table = tables[word(memory, descriptor)]
      const factors = constraintScales(table).map((k) => montgomeryPower(k ?? 0))
      const weights = word(memory, descriptor, 2)
      const groups = readGroups(memory, descriptor)
      const sum = extColumn(memory, target, targetStride)
      for (let i = row; i < row + rows; i++) {
        let total = sum.get(i)
        constraintsAt(memory, table, columns, i).forEach((value, c) => {
          total = E.add(total, E.scale(readSplat(memory, weights, c), F.mul(value, factors[c])))
        })
        groups.forEach(({ weight, fractions }, k) => {
          // phi D1 D2 D3 minus every multiplicity times the other denominators.
          const denominators = fractions.map(({ denominator }) => extForm(memory, denominator, columns, i))
          const without = (skipped: number) =>
            denominators.reduce((product, d, f) => (f === skipped ? product : E.mul(product, d)), E.ONE)
          const left = E.mul(
            extColumn(memory, phi + E.DEGREE * k * phiStride, phiStride).get(i),
            denominators.reduce(E.mul),
          )
          const right = fractions.map(({ multiplicity }, f) =>
            E.scale(without(f), baseForm(memory, multiplicity, columns, i)),
          )
          total = E.add(total, E.mul(weight, E.sub(left, right.reduce(E.add))))
        })
        sum.set(i, total)
      }
    },

    classQuotient(memory, constants, sigma, phiSum, u, first, stride, target, targetStride, logN, row, rows) {
      const [step, anchor] = [0, 1].map((k) => readSplat(memory, constants, k))
      const [mean, a] = [8, 9].map((k) => E.read(memory, (constants >>> 2) + 4 * k))
      const [running, fractions, message] = [sigma, phiSum, u].map((at) => extColumn(memory, at, stride))
      const sum = extColumn(memory, target, targetStride)
      for (let i = row; i < row + rows; i++) {
        const selector = word(memory, first, i)
        const now = running.get(i)
        const change = E.sub(running.get((i + 1) % 2 ** logN), now)
        const left = E.mul(E.add(E.sub(change, fractions.get(i)), mean), E.sub(a, message.get(i)))
        const stepped = E.mul(step, E.sub(left, E.fromBase(selector)))
        sum.set(i, E.add(sum.get(i), E.add(stepped, E.mul(anchor, E.scale(now, selector)))))
      }
    },

    sumColumns(memory, target, columns, count, row, rows) {
      for (let i = row; i < row + rows; i++) {
        let sum = 0
        for (let k = 0; k < count; k++) sum = F.add(sum, word(memory, word(memory, columns, k), i))
        memory[(target >>> 2) + i] = sum
      }
    },

    prefixSum(memory, column, length, total) {
      const values = memory.subarray(column >>> 2, (column >>> 2) + length)
      let sum = 0
      values.forEach((value, i) => {
        values[i] = sum
        sum = F.add(sum, value)
      })
      memory[total >>> 2] = sum
    },

    addRamp(memory, column, length, slope) {
      for (let i = 0; i < length; i++) {
        const at = (column >>> 2) + i
        memory[at] = F.add(memory[at], F.mul(slope, F.reduce(i)))
      }
    },

    countLookups(memory, histogram, size, columns, index, multiplicity, row, rows) {
      for (let i = row; i < row + rows; i++) {
        const at = plainForm(memory, index, columns, i)
        if (at >= size) continue
        const cell = (histogram >>> 2) + at
        memory[cell] = F.add(memory[cell], plainForm(memory, multiplicity, columns, i))
      }
    },
  }
}

/** Values of all constraints on a row; the column list has preprocessed columns first. */
function constraintsAt(memory: Uint32Array, table: Table, columns: number, row: number): number[] {
  const at = (k: number) => word(memory, word(memory, columns, k), row)
  const preprocessed = table.preprocessed.map((_, k) => at(k))
  const main = table.main.map((_, k) => at(table.preprocessed.length + k))
  const values = table.graph.evaluate(preprocessed, main)
  return table.constraints.map(({ expression }) => values[expression.id])
}

/** A group of a descriptor; denominators and multiplicities are pointers to forms. */
interface Group {
  readonly weight: E.Ext
  readonly fractions: readonly { readonly denominator: number; readonly multiplicity: number }[]
}

/** Descriptor words: table, constraints, weights, program, groups, then a pointer to each group. */
function readGroups(memory: Uint32Array, descriptor: number): Group[] {
  return Array.from({ length: word(memory, descriptor, 4) }, (_, k) => {
    const group = word(memory, descriptor, 5 + k)
    return {
      weight: readSplat(memory, word(memory, group, 1), 0),
      fractions: Array.from({ length: word(memory, group) }, (_, f) => ({
        denominator: word(memory, group, 2 + 2 * f),
        multiplicity: word(memory, group, 3 + 2 * f),
      })),
    }
  })
}

/** E splat number `index`: every coordinate is there four times, times 2^32. */
function readSplat(memory: Uint32Array, pointer: number, index: number): E.Ext {
  return E.scale(E.read(memory, (pointer >>> 2) + 16 * index, 4), INVERSE_R)
}

/** Value of a form over E, without the factor 2^32 of its constant; weights have that factor twice. */
function extForm(memory: Uint32Array, form: number, columns: number, row: number): E.Ext {
  const weights = word(memory, form, 1)
  let sum = readSplat(memory, weights, 0)
  for (let k = 0; k < word(memory, form); k++) {
    const value = word(memory, word(memory, columns, word(memory, form, 2 + k)), row)
    sum = E.add(sum, E.scale(readSplat(memory, weights, k + 1), F.mul(value, INVERSE_R)))
  }
  return sum
}

/** Value of a form over F: a plain constant and splats of weights. */
function baseForm(memory: Uint32Array, form: number, columns: number, row: number): number {
  const weights = word(memory, form, 1)
  let sum = word(memory, weights)
  for (let k = 0; k < word(memory, form); k++) {
    const value = word(memory, word(memory, columns, word(memory, form, 2 + k)), row)
    sum = F.add(sum, F.mul(F.mul(word(memory, weights, 4 * (k + 1)), INVERSE_R), value))
  }
  return sum
}

/** Value of a form in the layout of `countLookups`: n, constant, then columns with weights. */
function plainForm(memory: Uint32Array, form: number, columns: number, row: number): number {
  let sum = word(memory, form, 1)
  for (let k = 0; k < word(memory, form); k++) {
    const value = word(memory, word(memory, columns, word(memory, form, 2 + 2 * k)), row)
    sum = F.add(sum, F.mul(word(memory, form, 3 + 2 * k), value))
  }
  return sum
}

/** Access to the rows of an E column. */
function extColumn(memory: Uint32Array, pointer: number, stride: number) {
  const at = (row: number) => (pointer >>> 2) + row
  return {
    get: (row: number): E.Ext => E.read(memory, at(row), stride >>> 2),
    set: (row: number, value: E.Ext): void => E.write(memory, value, at(row), stride >>> 2),
  }
}
