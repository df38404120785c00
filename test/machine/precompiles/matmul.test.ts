import { readFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AssemblyScript, compileTypeScript } from '../../../src/compile.ts'
import { compile } from '../../../src/machine/compile.ts'
import { standardMachine, tableNumber } from '../../../src/machine/machine.ts'
import { transfer } from '../../../src/machine/tables/transfer.ts'
import { tableSizes, tableWidth } from '../../../src/machine/trace/sizes.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'
import type { EditableTraces } from '../../support/editable-traces.ts'
import { changesUnnoticed } from '../../support/precompiles/changes.ts'
import { Data, oneProduct, products } from '../../support/precompiles/matmul-programs.ts'
import { TraceProver } from '../../support/traces.ts'
import { CODE, DATA } from '../../vm/support/elf.ts'
import { runBoth, wasmEngine } from '../../vm/support/run.ts'

const GUEST = new Uint8Array(readFileSync(new URL('guests/matmul.elf', import.meta.url)))
const planOf = (executable: Parameters<typeof compile>[0]) => compile(executable).plan

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

describe('products', () => {
  test.each([
    [1, 1, 16, false],
    [1, 1, 16, true],
    [4, 4, 16, false],
    [5, 3, 32, true],
    [9, 6, 48, false],
    [3, 11, 64, true],
  ])('%i x %i of rows of %i bytes, accumulated: %s', async (rows, columns, length, accumulate) => {
    const { program, output } = oneProduct({ rows, columns, length, accumulate })
    const run = await runBoth(await wasmEngine(), program.elf, {}, planOf)
    expect(run.exitCode).toBe(0)
    expect(Buffer.from(run.output).equals(output)).toBe(true)
    const { faults } = await prover.check(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
  })

  test('are proved', async () => {
    const { program, output } = oneProduct({ rows: 5, columns: 6, length: 32, accumulate: true })
    const { statement, refusal } = await prover.attempt(program.elf)
    expect(Buffer.from(statement.output).equals(output)).toBe(true)
    expect(refusal).toBeUndefined()
  })
})

describe('guests', () => {
  /** Sizes and bytes as the guest takes them, and the product. */
  function matrices(rows: number, columns: number, length: number) {
    const data = new Data(12 + (rows + columns) * length)
    data.randomize(12, data.bytes.length, 3)
    for (const [k, size] of [rows, columns, length].entries()) data.view.setUint32(4 * k, size, true)
    const [a, b] = [12, 12 + rows * length]
    const product = new Int32Array(rows * columns).map((_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns]
      let sum = 0
      for (let k = 0; k < length; k++)
        sum += data.view.getInt8(a + i * length + k) * data.view.getInt8(b + j * length + k)
      return sum
    })
    return { privateInput: data.bytes, product: new Uint8Array(product.buffer) }
  }

  test('in C give the same with the precompile and without, for any sizes', async () => {
    const engine = await wasmEngine()
    for (const [rows, columns, length] of [
      [3, 5, 7],
      [1, 9, 33],
      [8, 8, 16],
      [0, 4, 16],
      [4, 0, 16],
      [2, 3, 0],
    ] as const) {
      const { privateInput, product } = matrices(rows, columns, length)
      for (const choice of [0, 1]) {
        const { output, exitCode } = await runBoth(engine, GUEST, {
          privateInput,
          publicInput: Uint8Array.of(choice),
        })
        expect(exitCode).toBe(0)
        expect(output).toEqual(product)
      }
    }
  })

  test('in TypeScript too', async () => {
    const source = `
      import { readPrivate, write } from 'limpid/guest'
      import { matmul, matmulRow } from 'limpid/guest/zkvm/matmul'
      export function main(): i32 {
        const x = readPrivate()
        const a = new Int8Array(3 * matmulRow(7))
        const b = new Int8Array(2 * matmulRow(7))
        for (let k = 0; k < 21; k++) a[(k / 7) * 16 + (k % 7)] = x[12 + k]
        for (let k = 0; k < 14; k++) b[(k / 7) * 16 + (k % 7)] = x[33 + k]
        const c = new Int32Array(6)
        matmul(c, a, b, 3, 2, 16)
        matmul(c, a, b, 3, 2, 16, true)
        matmul(c, a, b, 3, 2, 0, true)
        matmul(c, a, b, 0, 2, 16)
        write(Uint8Array.wrap(c.buffer))
        if (x.length == 47) return 0
        matmul(c, a, b, 4, 2, 16)
        return 1
      }`
    const { elf } = await compileTypeScript(asc as unknown as AssemblyScript, 'program.ts', (path) =>
      path === 'program.ts' ? source : null,
    )
    const { privateInput, product } = matrices(3, 2, 7)
    const engine = await wasmEngine()
    const { output } = await runBoth(engine, elf, { privateInput })
    expect([...new Int32Array(output.slice().buffer)]).toEqual(
      [...new Int32Array(product.buffer)].map((word) => 2 * word),
    )
    const longer = new Uint8Array([...privateInput, 0])
    const { stderr, exitCode } = await runBoth(engine, elf, { privateInput: longer })
    expect(stderr).toContain('matmul: c is too short')
    expect(exitCode).not.toBe(1)
  })

  /** Cells in rows that hold something, but for the moves of bytes. */
  const cells = (rows: number, columns: number, length: number, choice: number): number => {
    const compiled = compile(loadElf(GUEST))
    const { privateInput } = matrices(rows, columns, length)
    const run = interpret(compiled.executable, compiled.plan, {
      privateInput,
      publicInput: Uint8Array.of(choice),
    })
    const { counts } = tableSizes(compiled, run, 12)
    return counts.reduce(
      (sum, count, number) =>
        sum + (number === tableNumber(transfer) ? 0 : count * tableWidth(standardMachine.tables[number])),
      0,
    )
  }

  test('pay a small part of what software costs', () => {
    // What a larger product costs more than a smaller one.
    const more = (choice: number) => cells(32, 32, 64, choice) - cells(16, 16, 16, choice)
    const products = 32 * 32 * 64 - 16 * 16 * 16
    expect(more(0) / products).toBeLessThan(2.2)
    expect(more(1) / more(0)).toBeGreaterThan(100)
  })
})

describe('calls', () => {
  /** Runs calls on places of 1024 bytes, checks what they give, and proves it. */
  async function right(data: Data, pointers: readonly number[]): Promise<void> {
    const { bytes } = data
    data.randomize(256, bytes.length, 9)
    const program = products(pointers, bytes.slice(), bytes.length)
    for (const pointer of pointers) data.multiply(pointer)
    const { output } = await runBoth(await wasmEngine(), program.elf, {}, planOf)
    expect(Buffer.from(output).equals(bytes)).toBe(true)
    const { faults, refusal } = await prover.attempt(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
  }
  const sizes = { rows: 5, columns: 5, length: 16, accumulate: 0 }

  test('of a matrix by itself, shifted matrices, results over factors and arguments', async () => {
    const data = new Data(1024)
    data.place(0, { c: 512, a: 256, b: 256, ...sizes })
    data.place(32, { c: 260, a: 256, b: 264, ...sizes })
    data.place(64, { c: 64, a: 300, b: 400, ...sizes, rows: 2, columns: 3 })
    await right(data, [0, 32, 64])
  })

  test('add to each other, and wrap around', async () => {
    const data = new Data(1024)
    data.place(0, { c: 800, a: 256, b: 400, ...sizes, accumulate: 1 })
    await right(data, [0, 0, 0])
    const extreme = new Data(128)
    extreme.place(0, { c: 28, a: 32, b: 32, rows: 1, columns: 1, length: 16, accumulate: 1 })
    extreme.bytes.fill(0x80, 32, 48)
    for (const before of [0x7fffffff, 0xffffffff, 0x80000000]) {
      extreme.view.setUint32(28, before, true)
      const { output } = await runBoth(await wasmEngine(), products([0], extreme.bytes, 32).elf, {}, planOf)
      expect(new DataView(output.buffer, output.byteOffset).getUint32(28, true)).toBe(
        (before + 2 ** 18) % 2 ** 32,
      )
      expect((await prover.check(products([0], extreme.bytes, 32).elf)).faults.violated).toEqual([])
    }
  })

  test('reach up to the end of memory', async () => {
    const top = 2 ** 30 - DATA
    const data = new Data(64)
    data.place(0, { c: top - 4, a: top - 16, b: top - 32, rows: 1, columns: 1, length: 16, accumulate: 1 })
    const { faults, refusal } = await prover.attempt(products([0], data.bytes, 32).elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
  })

  const place = { c: 0, a: 128, b: 256, rows: 2, columns: 2, length: 16, accumulate: 0 }
  test.each([
    ['no rows', 'OUT_OF_RANGE', { rows: 0 }],
    ['no columns', 'OUT_OF_RANGE', { columns: 0 }],
    ['no length', 'OUT_OF_RANGE', { length: 0 }],
    ['a length of 8', 'OUT_OF_RANGE', { length: 8 }],
    ['a length of 24', 'OUT_OF_RANGE', { length: 24 }],
    ['a length beyond 2^15', 'OUT_OF_RANGE', { length: 2 ** 15 + 16 }],
    ['2^16 rows', 'OUT_OF_RANGE', { rows: 2 ** 16 }],
    ['2^16 columns', 'OUT_OF_RANGE', { columns: 2 ** 16 }],
    ['more than a proof has room for', 'OUT_OF_RANGE', { rows: 60_000, columns: 60_000, length: 16 }],
    ['to accumulate twice', 'OUT_OF_RANGE', { accumulate: 2 }],
    ['a not aligned', 'MISALIGNED_ACCESS', { a: 130 }],
    ['b not aligned', 'MISALIGNED_ACCESS', { b: 257 }],
    ['c not aligned', 'MISALIGNED_ACCESS', { c: 2 }],
    ['a beyond memory', 'OUT_OF_RANGE', { a: 2 ** 30 - DATA - 16 }],
    ['b beyond memory', 'OUT_OF_RANGE', { b: 2 ** 31 }],
    ['c beyond memory', 'OUT_OF_RANGE', { c: 2 ** 30 - DATA - 12 }],
    ['c in the program', 'NOT_WRITABLE', { c: CODE - DATA }],
  ])('trap: %s', async (_, code, change) => {
    const data = new Data(512)
    data.place(64, { ...place, ...change })
    const program = products([64], data.bytes, 32)
    await expect(runBoth(await wasmEngine(), program.elf, {}, planOf)).rejects.toMatchObject({
      code,
      pc: program.pc('call 0'),
    })
  })
})

describe('lies about several rows are refused', () => {
  const { program } = oneProduct({ rows: 5, columns: 5, length: 32 })
  const lies: readonly (readonly [
    string,
    readonly string[],
    readonly string[],
    (traces: EditableTraces) => void,
  ])[] = [
    [
      'a byte that is not in memory',
      [],
      ['memory'],
      (traces) => {
        const [blocks, chunks] = [traces.table('matmul blocks'), traces.table('matmul chunks')]
        // The last row of a has one block beside it and one at the edge.
        const row = 8
        const byte = chunks.get(row, 'byte 0')
        chunks.edit(row, { 'byte 0': byte ^ 1, 'signed 0': ((byte ^ 1) << 24) >> 24 })
        const start = chunks.get(row, 'address')
        for (let k = 0; k < blocks.usedRows; k++)
          if (blocks.get(k, 'a') === start) blocks.edit(k, { 'a[0][0]': ((byte ^ 1) << 24) >> 24 })
        settleSums(traces)
      },
    ],
    [
      'a chunk that is not read',
      [],
      ['matmul chunks', 'memory'],
      (traces) => traces.table('matmul chunks').edit(3, zeros(traces, 'matmul chunks')),
    ],
    [
      'a chunk that is read twice',
      [],
      ['memory'],
      (traces) => {
        const chunks = traces.table('matmul chunks')
        chunks.edit(chunks.duplicate(2), { uses: 0 })
      },
    ],
    [
      'products that are left out',
      [],
      ['matmul', 'matmul chunks'],
      (traces) => traces.table('matmul blocks').edit(1, zeros(traces, 'matmul blocks')),
    ],
    [
      'products that are counted twice',
      [],
      ['matmul', 'matmul chunks'],
      (traces) => void traces.table('matmul blocks').duplicate(1),
    ],
    [
      'a block that is left out',
      [],
      ['matmul'],
      (traces) => traces.table('matmul output').edit(3, zeros(traces, 'matmul output')),
    ],
    [
      'a block that is made twice',
      [],
      ['matmul'],
      (traces) => void traces.table('matmul output').duplicate(0),
    ],
    [
      'words that are not written',
      [],
      ['matmul', 'memory'],
      (traces) => traces.table('matmul words').edit(3, zeros(traces, 'matmul words')),
    ],
    [
      'words that are written twice',
      [],
      ['matmul', 'memory'],
      (traces) => void traces.table('matmul words').duplicate(0),
    ],
    [
      'a call that does nothing',
      [],
      ['call', 'matmul', 'memory'],
      (traces) => traces.table('matmul').edit(0, zeros(traces, 'matmul')),
    ],
    [
      'another sum',
      ['matmul blocks: sum 0 0'],
      ['memory'],
      (traces) => {
        traces.table('matmul blocks').edit(1, { 'after[0][0]': (sum) => sum + 1 })
        const output = traces.table('matmul output')
        output.edit(0, { 'sum 0 0': (sum) => sum + 1 })
        traces.table('matmul words').edit(0, { 'sum 0': (sum) => sum + 1, 'new 0.lo': (limb) => limb + 1 })
      },
    ],
  ]

  const zeros = (traces: EditableTraces, name: string) =>
    Object.fromEntries(traces.table(name).table.main.map((column) => [column, 0]))

  /** Sums as they follow from the bytes of blocks, up to memory. */
  function settleSums(traces: EditableTraces): void {
    const [blocks, output] = [traces.table('matmul blocks'), traces.table('matmul output')]
    const words = traces.table('matmul words')
    const signed = (x: number) => (x > 2 ** 30 ? x - 0x7f000001 : x)
    for (let k = 0; k < blocks.usedRows; k++) {
      for (const i of [0, 1, 2, 3]) {
        for (const j of [0, 1, 2, 3]) {
          const isFirst = blocks.get(k, 'left') === blocks.get(k, 'length')
          const before = isFirst ? 0 : signed(blocks.get(k - 1, `after[${i}][${j}]`))
          let sum = before
          for (let n = 0; n < 16; n++)
            sum += signed(blocks.get(k, `a[${i}][${n}]`)) * signed(blocks.get(k, `b[${j}][${n}]`))
          blocks.edit(k, { [`before[${i}][${j}]`]: before, [`after[${i}][${j}]`]: sum })
          const row = output.find({ c: blocks.get(k, 'c') })
          output.edit(row, { [`sum ${i} ${j}`]: sum })
          const address = output.get(row, 'c') + 4 * i * output.get(row, 'columns')
          if (!words.has({ address, real: 1 })) continue
          words.edit(words.find({ address }), {
            [`sum ${j}`]: sum,
            [`new ${j}.lo`]: sum & 0xffff,
            [`new ${j}.hi`]: sum >>> 16,
          })
        }
      }
    }
  }

  test.each(lies)('%s', async (_, violated, unbalanced, traces) => {
    const { faults, refusal } = await prover.attempt(program.elf, {}, { traces })
    expect(faults).toEqual({ violated, unbalanced })
    expect(refusal).toBe(unbalanced.length > 0 ? 'BUSES' : 'CONSTRAINTS')
  })

  test('a cell of any row', async () => {
    const free = /^([ab]\[|before|after|sum|old|added|new|\d\.gap)/
    const accepted: string[] = []
    await prover.inspect(program.elf, {}, {}, ({ editable }) => {
      for (const name of ['matmul', 'matmul chunks', 'matmul blocks', 'matmul output', 'matmul words']) {
        const own = editable.table(name)
        for (let row = 0; row < own.usedRows + 1; row++)
          for (const column of changesUnnoticed(own.table, own.row(row)))
            if (!free.test(column) && row < own.usedRows) accepted.push(`${name} ${row}: ${column}`)
      }
    })
    expect(accepted).toEqual([])
  })
})
