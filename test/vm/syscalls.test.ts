import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import type { TrapError } from '../../src/vm/errors.ts'
import { encode, exit, loadConstant, systemCall } from './support/assembler.ts'
import { bytesOf, CODE, DATA, programOf, R, W, writeElf, X } from './support/elf.ts'
import { runBoth, wasmEngine } from './support/run.ts'

let engine: Engine
beforeAll(async () => {
  engine = await wasmEngine()
})

const [RESULTS, BUFFER] = [DATA, DATA + 256]

interface Call {
  readonly number: number
  readonly fd: number
  readonly pointer?: number
  readonly length: number
}

/** Makes the calls, then writes their results as words and `shown` bytes of the buffer. */
function callsOf(calls: readonly Call[], shown = 0, data?: Uint8Array): Uint8Array {
  const one = ({ number, fd, pointer = BUFFER, length }: Call) => [
    ...loadConstant(10, fd),
    ...loadConstant(11, pointer),
    ...loadConstant(12, length),
    ...systemCall(number),
  ]
  const code = calls.flatMap((call, i) => [...one(call), encode('sw', { rs1: 8, rs2: 10, imm: 4 * i })])
  const write = (pointer: number, length: number) => one({ number: 64, fd: 1, pointer, length })
  return programOf(
    [
      ...loadConstant(8, RESULTS),
      ...code,
      ...write(RESULTS, 4 * calls.length),
      ...write(BUFFER, shown),
      ...exit(0),
    ],
    data,
  )
}

async function results(calls: readonly Call[], options = {}, shown = 0) {
  const execution = await runBoth(engine, callsOf(calls, shown), options)
  const view = new DataView(execution.output.buffer, execution.output.byteOffset)
  return {
    ...execution,
    results: calls.map((_, i) => view.getInt32(4 * i, true)),
    buffer: execution.output.slice(4 * calls.length),
  }
}

const text = (value: string) => new TextEncoder().encode(value)

describe('read', () => {
  test.each([
    ['public', 0, 'publicInput'],
    ['private', 3, 'privateInput'],
  ])('gives exactly the smaller of n and what is left, then 0: %s', async (_, fd, name) => {
    const lengths = [0, 3, 1, 0, 100, 5, 0]
    const calls = lengths.map((length, i) => ({ number: 63, fd, pointer: BUFFER + 16 * i, length }))
    const execution = await results(calls, { [name]: text('abcdefg') }, 80)
    expect(execution.results).toEqual([0, 3, 1, 0, 3, 0, 0])
    expect(new TextDecoder().decode(execution.buffer).replaceAll('\0', '.')).toBe(
      '................abc.............d...............................efg.............',
    )
  })

  test('to any alignment, leaving the bytes around as they are', async () => {
    const filled = Uint8Array.from({ length: 512 }, () => 0x2e)
    const calls = [1, 2, 3, 4, 5, 6, 7].map((n) => ({
      number: 63,
      fd: 3,
      pointer: BUFFER + 17 * n,
      length: n,
    }))
    const { output } = await runBoth(engine, callsOf(calls, 128, filled), {
      privateInput: text('1223334444555556666667777777'),
    })
    const expected = Array<string>(128).fill('.')
    for (const n of [1, 2, 3, 4, 5, 6, 7]) for (let i = 0; i < n; i++) expected[17 * n + i] = String(n)
    expect(new TextDecoder().decode(output.slice(28))).toBe(expected.join(''))
  })

  test('a length of 2^32 - 1 is as good as any that is too long', async () => {
    const execution = await results([{ number: 63, fd: 0, length: -1 }], { publicInput: text('all') }, 3)
    expect([execution.results, new TextDecoder().decode(execution.buffer)]).toEqual([[3], 'all'])
  })

  test('nothing to read needs no valid pointer', async () => {
    const calls = [
      { number: 63, fd: 3, pointer: -1, length: 5 },
      { number: 63, fd: 0, pointer: CODE, length: 0 },
      { number: 64, fd: 1, pointer: -1, length: 0 },
      { number: 64, fd: 2, pointer: -1, length: 0 },
    ]
    expect((await results(calls, { publicInput: text('x') })).results).toEqual([0, 0, 0, 0])
  })

  test('public input that is left over is reported', async () => {
    const { unreadPublicInput } = await results([{ number: 63, fd: 0, length: 3 }], {
      publicInput: text('abcde'),
    })
    expect(unreadPublicInput).toBe(2)
  })
})

describe('write', () => {
  test('takes all bytes, at any alignment', async () => {
    const calls = [1, 2, 3].map((offset) => ({
      number: 64,
      fd: 1,
      pointer: RESULTS + 512 + offset,
      length: 5,
    }))
    const data = new Uint8Array(600)
    data.set(text('0123456789'), 512)
    const { output } = await runBoth(engine, callsOf(calls, 0, data))
    expect(new TextDecoder().decode(output.slice(0, 15))).toBe('123452345634567')
    expect([...new Int32Array(output.slice(15).buffer)]).toEqual([5, 5, 5])
  })

  test('to descriptor 2 is text for the host and no record of bytes', async () => {
    const data = new Uint8Array(300)
    data.set(text('héllo\n'), 256)
    const calls = [7, 2].map((length) => ({ number: 64, fd: 2, length }))
    const { stderr, records, output } = await runBoth(engine, callsOf(calls, 0, data))
    expect(stderr).toBe('héllo\nh\ufffd')
    expect(records[31]!.length / 16).toBe(output.length)
  })

  test('to descriptor 2 keeps a megabyte and counts the rest', async () => {
    const calls = [{ number: 64, fd: 2, pointer: 0, length: 3 * 2 ** 20 - 1 }]
    const { stderr, results: lengths } = await results([...calls, ...calls])
    expect(stderr.length).toBe(2 ** 20 + '\n[5242878 more bytes]\n'.length)
    expect(stderr.endsWith('\n[5242878 more bytes]\n')).toBe(true)
    expect(lengths).toEqual([3 * 2 ** 20 - 1, 3 * 2 ** 20 - 1])
  })
})

test('a wrong descriptor gives EBADF and an unknown call ENOSYS', async () => {
  const calls = [
    ...[1, 2, 4, 5, -1].map((fd) => ({ number: 63, fd, length: 1 })),
    ...[0, 3, 4, -1].map((fd) => ({ number: 64, fd, length: 1 })),
    ...[0, 62, 65, 92, 95, 214, 1024, -1].map((number) => ({ number, fd: 1, length: 1 })),
  ]
  const expected = [...Array<number>(9).fill(-9), ...Array<number>(8).fill(-38)]
  expect((await results(calls, { publicInput: text('a'), privateInput: text('b') })).results).toEqual(
    expected,
  )
})

test.each([93, 94])('call %i ends the program with a0', async (number) => {
  for (const code of [0, 1, 255, 256, -1]) {
    const elf = programOf([...loadConstant(10, code), ...systemCall(number), encode('ebreak')])
    expect((await runBoth(engine, elf)).exitCode).toBe(code >>> 0)
  }
})

describe('pointers that are not allowed trap before anything is moved', () => {
  const program = (call: Call) => {
    const code = [
      ...loadConstant(10, call.fd),
      ...loadConstant(11, call.pointer!),
      ...loadConstant(12, call.length),
      ...systemCall(call.number),
      ...exit(0),
    ]
    return writeElf({
      entry: CODE,
      segments: [
        { address: CODE, content: bytesOf(code), flags: R | X },
        { address: DATA, content: new Uint8Array(), size: 6, flags: R | W },
        { address: DATA + 6, content: new Uint8Array(), size: 6, flags: R },
        { address: DATA + 12, content: new Uint8Array(), size: 6, flags: W },
      ],
    })
  }
  const options = { publicInput: new Uint8Array(32), privateInput: new Uint8Array(32) }

  test.each([
    [
      'read beyond memory',
      { number: 63, fd: 0, pointer: 2 ** 30 - 3, length: 4 },
      'OUT_OF_RANGE',
      2 ** 30 - 3,
    ],
    ['read at 2^30', { number: 63, fd: 3, pointer: 2 ** 30, length: 1 }, 'OUT_OF_RANGE', 2 ** 30],
    [
      'read to the top of 32 bits',
      { number: 63, fd: 0, pointer: -4, length: 8 },
      'OUT_OF_RANGE',
      2 ** 32 - 4,
    ],
    [
      'write beyond memory',
      { number: 64, fd: 1, pointer: 2 ** 30 - 3, length: 4 },
      'OUT_OF_RANGE',
      2 ** 30 - 3,
    ],
    ['write of 2^32 - 1 bytes', { number: 64, fd: 1, pointer: 0, length: -1 }, 'OUT_OF_RANGE', 0],
    [
      'text beyond memory',
      { number: 64, fd: 2, pointer: 2 ** 30 - 3, length: 4 },
      'OUT_OF_RANGE',
      2 ** 30 - 3,
    ],
    ['read into code', { number: 63, fd: 0, pointer: CODE + 8, length: 1 }, 'NOT_WRITABLE', CODE + 8],
    [
      'read whose last byte is not writable',
      { number: 63, fd: 3, pointer: DATA, length: 7 },
      'NOT_WRITABLE',
      DATA + 6,
    ],
    [
      'write of what is not readable',
      { number: 64, fd: 1, pointer: DATA, length: 13 },
      'NOT_READABLE',
      DATA + 12,
    ],
    [
      'text of what is not readable',
      { number: 64, fd: 2, pointer: DATA + 13, length: 1 },
      'NOT_READABLE',
      DATA + 13,
    ],
  ] as const)('%s', async (_, call, code, address) => {
    const run = runBoth(engine, program(call), options)
    await expect(run).rejects.toMatchObject({
      code,
      address,
      pc: CODE + 28,
      instruction: 'ecall',
    } satisfies Partial<TrapError>)
  })

  test.each([
    ['read up to the last byte of memory', { number: 63, fd: 0, pointer: 2 ** 30 - 4, length: 4 }],
    ['read of writable bytes', { number: 63, fd: 0, pointer: DATA, length: 6 }],
    ['read into what is not readable', { number: 63, fd: 0, pointer: DATA + 12, length: 6 }],
    ['write of readable bytes', { number: 64, fd: 1, pointer: DATA, length: 12 }],
    ['write of code', { number: 64, fd: 1, pointer: CODE, length: 40 }],
  ])('%s', async (_, call) => {
    expect((await runBoth(engine, program(call), options)).exitCode).toBe(0)
  })
})
