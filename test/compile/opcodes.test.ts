/** Every integer instruction on edge operands: as variables, as constants, and half and half. */
import { describe, expect, test } from 'vitest'
import { OPCODES, type OpcodeSpec, type ValueType } from '../../src/compile/wasm/opcodes.ts'
import { compileWasm } from '../../src/compile.ts'
import { access, constant, i32, op, READ, WRITE, writeModule } from './support/module.ts'
import { runElf, runGuest, runHost } from './support/run.ts'

const EDGES = [
  0n,
  1n,
  2n,
  3n,
  7n,
  8n,
  31n,
  32n,
  33n,
  63n,
  64n,
  100n,
  127n,
  128n,
  255n,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x10000n,
  0x12345678n,
  0x7fffffffn,
  0x80000000n,
  0x80000001n,
  0xfffffffen,
  0xffffffffn,
  0x100000000n,
  0x1ffffffffn,
  0x123456789abcdef0n,
  0x7fffffffffffffffn,
  0x8000000000000000n,
  0x8000000000000001n,
  0xfffffffffffffff0n,
  0xffffffff00000000n,
  0xfffffffffffffffen,
  0xffffffffffffffffn,
]

const integer = (type: ValueType) => type === 'i32' || type === 'i64'
const operations = [...OPCODES.values()].filter(
  ({ immediate, operands, results }) =>
    immediate === 'none' && operands?.every(integer) && results.every(integer) && operands.length > 0,
)

/** Distinct values of a type. */
const values = (type: ValueType) => [
  ...new Set(EDGES.map((value) => BigInt.asIntN(type === 'i32' ? 32 : 64, value))),
]

function operandSets({ operands }: OpcodeSpec): bigint[][] {
  const [first, second] = operands!
  const left = values(first)
  if (second === undefined) return left.map((a) => [a])
  return left.flatMap((a) => values(second).map((b) => [a, b]))
}

function encodeOperands(sets: readonly (readonly bigint[])[]): Uint8Array {
  const bytes = new Uint8Array(16 * sets.length)
  const view = new DataView(bytes.buffer)
  for (const [i, set] of sets.entries()) {
    for (const [k, value] of set.entries()) view.setBigUint64(16 * i + 8 * k, BigInt.asUintN(64, value), true)
  }
  return bytes
}

/** Operands whose results differ, with both results. */
function different(sets: readonly (readonly bigint[])[], guest: string, host: string): unknown[] {
  return sets
    .map((set, i) => [set, guest.slice(16 * i, 16 * i + 16), host.slice(16 * i, 16 * i + 16)] as const)
    .filter(([, a, b]) => a !== b)
    .slice(0, 5)
}

const memory = { minimum: 1 }

/** Reads operands until there are none, and writes each result. */
function reader({ name, operands, results }: OpcodeSpec): Uint8Array {
  const loads = operands!.flatMap((type, k) => [...i32(0), ...access(`${type}.load`, 0, 8 * k)])
  const body = [
    ...[0x03, 0x40],
    ...[...i32(3), ...i32(0), ...i32(16), ...op('call', READ)],
    ...[...i32(16), ...op('i32.lt_u'), 0x04, 0x40, ...i32(0), ...op('return'), 0x0b],
    ...[...i32(16), ...loads, ...op(name), ...access(`${results[0]}.store`, 0, 0)],
    ...[...i32(1), ...i32(16), ...i32(8), ...op('call', WRITE), ...op('drop')],
    ...[...op('br', 0), 0x0b],
    ...op('unreachable'),
  ]
  return writeModule({ functions: [{ params: [], results: ['i32'], locals: [], body }], memory })
}

/** Computes and writes the results for all sets; operands in `inline` are constants, others come from memory. */
function folded(
  spec: OpcodeSpec,
  sets: readonly (readonly bigint[])[],
  inline: readonly boolean[],
): Uint8Array {
  const content = encodeOperands(sets)
  const body = sets.flatMap((set, i) => [
    ...i32(32768 + 8 * i),
    ...spec.operands!.flatMap((type, k) =>
      inline[k]
        ? constant(type, set[k])
        : [...i32(16 * i), ...access(`${type}.load`, 3 - Number(type === 'i32'), 8 * k)],
    ),
    ...op(spec.name),
    ...access(`${spec.results[0]}.store`, 2, 0),
  ])
  const write = [...i32(1), ...i32(32768), ...i32(8 * sets.length), ...op('call', WRITE)]
  return writeModule({
    functions: [{ params: [], results: ['i32'], locals: [], body: [...body, ...write] }],
    memory,
    data: [{ offset: 0, content }],
  })
}

describe.each(operations.map((spec) => [spec.name, spec] as const))('%s', (_, spec) => {
  const sets = operandSets(spec)

  test('on variables', async () => {
    const wasm = reader(spec)
    const { elf } = compileWasm(wasm)
    const good: bigint[][] = []
    for (const set of sets) {
      if (!/div|rem/.test(spec.name)) {
        good.push(set)
        continue
      }
      const input = encodeOperands([set])
      const host = await runHost(wasm, input)
      if (host.exitCode === 0) good.push(set)
      else {
        const { exitCode, output } = await runElf(elf, input)
        expect({ set, exitCode, output }).toEqual({ set, ...host })
      }
    }
    const input = encodeOperands(good)
    const { exitCode, output } = await runElf(elf, input)
    const host = await runHost(wasm, input)
    expect(exitCode).toBe(host.exitCode)
    expect(output.length).toBe(16 * good.length)
    expect(different(good, output, host.output)).toEqual([])
  })

  test('on constants', async () => {
    const traps = ([a, b]: readonly bigint[]) =>
      /div|rem/.test(spec.name) &&
      (b === 0n || (spec.name.endsWith('div_s') && b === -1n && a < -0x7fffffffn))
    const good = sets.filter((set) => !traps(set))
    const kinds =
      spec.operands!.length === 1
        ? [[true]]
        : [
            [true, true],
            [true, false],
            [false, true],
          ]
    for (const inline of kinds) {
      for (let from = 0; from < good.length; from += 300) {
        const wasm = folded(spec, good.slice(from, from + 300), inline)
        const { exitCode, output } = await runGuest(wasm)
        const host = await runHost(wasm)
        expect({ inline, exitCode }).toEqual({ inline, exitCode: host.exitCode })
        expect(different(good.slice(from), output, host.output)).toEqual([])
      }
    }
  })
})
