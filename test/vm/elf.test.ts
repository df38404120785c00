import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseElf } from '../../src/vm/elf.ts'
import { ElfError } from '../../src/vm/errors.ts'
import { loadElf } from '../../src/vm/program.ts'
import { encode, exit } from './support/assembler.ts'
import { bytesOf, CODE, DATA, programOf, R, W, writeElf, X } from './support/elf.ts'

const valid = writeElf({
  entry: CODE,
  segments: [
    { address: DATA, content: Uint8Array.of(1, 2, 3, 4, 5), size: 64, flags: R | W },
    { address: CODE, content: bytesOf([...exit(0), 0]), flags: R | X },
  ],
  symbols: [
    { name: '_start', address: CODE },
    { name: 'later', address: CODE + 8 },
    { name: '$x', address: CODE + 4, type: 0 },
    { name: '.L1', address: CODE + 4, type: 0 },
    { name: 'object', address: DATA, type: 1 },
  ],
})

const changed = (...changes: readonly (readonly [at: number, ...bytes: number[]])[]) => {
  const bytes = valid.slice()
  for (const [at, ...values] of changes) bytes.set(values, at)
  return bytes
}

const codeOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ElfError)
    return (error as ElfError).code
  }
  return undefined
}

describe('parseElf', () => {
  test('reads entry, segments in order of address, and symbols', () => {
    const { entry, segments, symbols } = parseElf(valid)
    expect(entry).toBe(CODE)
    expect(segments.map(({ content, ...rest }) => ({ ...rest, bytes: content.length }))).toEqual([
      { address: CODE, size: 16, bytes: 16, readable: true, writable: false, executable: true },
      { address: DATA, size: 64, bytes: 5, readable: true, writable: true, executable: false },
    ])
    expect(symbols).toEqual([
      { name: '_start', address: CODE },
      { name: 'later', address: CODE + 8 },
    ])
  })

  test('works on a view into a larger buffer', () => {
    const buffer = new Uint8Array(valid.length + 7)
    buffer.set(valid, 5)
    expect(parseElf(buffer.subarray(5, 5 + valid.length)).segments).toEqual(parseElf(valid).segments)
  })

  const header = 52
  test.each([
    ['no bytes', 'ELF_FORMAT', new Uint8Array()],
    ['another magic', 'ELF_FORMAT', changed([0, 0x7e])],
    ['a file that ends in the header', 'ELF_TRUNCATED', valid.subarray(0, 51)],
    ['64 bits', 'ELF_CLASS', changed([4, 2])],
    ['big endian', 'ELF_BYTE_ORDER', changed([5, 2])],
    ['another machine', 'ELF_MACHINE', changed([18, 40])],
    ['an object file', 'ELF_TYPE', changed([16, 1])],
    ['a core file', 'ELF_TYPE', changed([16, 4])],
    ['a shared object', 'ELF_DYNAMIC', changed([16, 3])],
    ['an interpreter', 'ELF_DYNAMIC', changed([header, 3])],
    ['a dynamic segment', 'ELF_DYNAMIC', changed([header, 2])],
    ['compressed instructions', 'ELF_COMPRESSED', changed([36, 1])],
    ['program headers beyond the end', 'ELF_TRUNCATED', changed([28, 0xf0, 0xff, 0xff, 0xff])],
    ['too many program headers', 'ELF_TRUNCATED', changed([44, 0xff, 0xff])],
    ['program headers of another size', 'ELF_SEGMENT', changed([42, 56])],
    ['content beyond the end', 'ELF_TRUNCATED', changed([header + 4, 0xff, 0xff, 0xff, 0xff])],
    ['more content than memory', 'ELF_SEGMENT', changed([header + 20, 4])],
    ['a segment beyond 2^30', 'ELF_SEGMENT', changed([header + 8, 0xf0, 0xff, 0xff, 0x3f])],
    ['a segment whose end wraps around', 'ELF_SEGMENT', changed([header + 20, 0xff, 0xff, 0xff, 0xff])],
    ['overlapping segments', 'ELF_OVERLAP', changed([header + 8, 12, 0, 1, 0])],
    ['no code', 'ELF_NO_CODE', changed([header + 32 + 24, R])],
    ['no segments', 'ELF_NO_CODE', changed([44, 0, 0])],
  ] as const)('%s: %s', (_, code, bytes) => {
    expect(codeOf(() => parseElf(bytes))).toBe(code)
  })

  test('content that is mapped again and again', () => {
    const content = new Uint8Array(1 << 20)
    const segments = Array.from({ length: 65 }, (_, i) => ({
      address: i << 20,
      content: new Uint8Array(),
      size: 1 << 20,
      flags: R | X,
    }))
    const bytes = writeElf({ entry: 0, segments })
    const file = new Uint8Array(Math.max(bytes.length, content.length) + 4096)
    file.set(bytes)
    const view = new DataView(file.buffer)
    segments.forEach((_, i) => {
      view.setUint32(header + 32 * i + 4, 0, true)
      view.setUint32(header + 32 * i + 16, 1 << 20, true)
    })
    expect(codeOf(() => parseElf(file))).toBe('ELF_TOO_LARGE')
  })

  test('more segments than any linker makes', () => {
    const segments = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        address: 16 * i,
        content: new Uint8Array(),
        size: 1,
        flags: X,
      }))
    expect(parseElf(writeElf({ entry: 0, segments: segments(256) })).segments.length).toBe(256)
    expect(codeOf(() => parseElf(writeElf({ entry: 0, segments: segments(257) })))).toBe('ELF_TOO_LARGE')
  })

  test('damaged or missing sections only lose symbols', () => {
    const { entry, segments } = parseElf(valid)
    const lost = { entry, segments, symbols: [] }
    expect(parseElf(changed([32, 0xff, 0xff, 0xff, 0xff]))).toEqual(lost)
    expect(parseElf(changed([32, 0, 0, 0, 0], [46, 0, 0], [48, 0, 0]))).toEqual(lost)
    const sections = new DataView(valid.buffer).getUint32(32, true)
    expect(parseElf(changed([sections + 40 + 24, 9]))).toEqual(lost)
    expect(parseElf(changed([sections + 40 + 16, 0xff, 0xff, 0xff, 0xff]))).toEqual(lost)
    expect(parseElf(changed([sections + 80 + 16, 0xff, 0xff, 0xff, 0xff])).symbols).toEqual([])
  })

  test('control characters of symbols do not reach the terminal, and long names are cut', () => {
    const name = `\u001b[31m${'n'.repeat(500)}`
    const elf = writeElf({
      entry: CODE,
      segments: [{ address: CODE, content: bytesOf(exit(0)), flags: R | X }],
      symbols: [{ name, address: CODE }],
    })
    expect(parseElf(elf).symbols).toEqual([{ name: `?[31m${'n'.repeat(115)}`, address: CODE }])
  })

  test('any bytes give a program or an ElfError', () => {
    const seeds = [valid, programOf(exit(0))]
    const mutation = fc.tuple(fc.nat(400), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)))
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.array(mutation, { maxLength: 12 }), fc.option(fc.nat(9000)))
      .map(([seed, mutations, cut]) => {
        const bytes = seed.slice(0, cut ?? seed.length)
        for (const [at, byte] of mutations) if (at < bytes.length) bytes[at] = byte
        return bytes
      })
    const tail = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, ...bytes))
    fc.assert(
      fc.property(fc.oneof(mutated, tail, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        codeOf(() => loadElf(bytes))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('loadElf', () => {
  test('slots are the words that decode; data in code is no slot', () => {
    const add = encode('add', { rd: 1, rs1: 2, rs2: 3 })
    const program = loadElf(programOf([add, 0, 0xffffffff, add, 0x0001, add]))
    expect([...program.slots]).toEqual([CODE, CODE + 12, CODE + 20])
    expect([...program.words]).toEqual([add, add, add])
    expect(program.instruction(1)).toMatchObject({ mnemonic: 'add', rd: 1, rs1: 2, rs2: 3 })
    expect([CODE, CODE + 4, CODE + 20, CODE + 21, 0].map(program.slotAt)).toEqual([0, -1, 2, -1, -1])
  })

  test('the image holds all content by words, zeros too, and nothing else', () => {
    const { image, initialWord } = loadElf(
      writeElf({
        entry: CODE,
        segments: [
          { address: CODE, content: bytesOf([...exit(0), 0]), flags: R | X },
          { address: DATA + 2, content: Uint8Array.of(1, 2, 3, 4, 5), size: 64, flags: R | W },
          { address: DATA + 70, content: Uint8Array.of(9), flags: R },
          { address: DATA + 71, content: Uint8Array.of(8, 7), flags: R },
        ],
      }),
    )
    expect([...image.address].slice(4)).toEqual([DATA, DATA + 4, DATA + 68, DATA + 72])
    expect([...image.value].slice(3)).toEqual([0, 0x02010000, 0x00050403, 0x08090000, 7])
    expect([DATA, DATA + 8, DATA + 68, 0].map(initialWord)).toEqual([0x02010000, 0, 0x08090000, 0])
  })

  test('code may be writable, have a physical address, an odd start, and any entry', () => {
    const add = encode('add', { rd: 1 })
    const program = loadElf(
      writeElf({
        entry: 0x12345678,
        segments: [
          {
            address: CODE + 2,
            content: Uint8Array.of(1, 1, ...bytesOf([add, add]), 0x13),
            flags: R | W | X,
            physicalAddress: 64,
          },
        ],
      }),
    )
    expect(program.entry).toBe(0x12345678)
    expect([...program.slots]).toEqual([CODE + 4, CODE + 8])
    expect(program.regions).toEqual([
      { start: CODE + 2, end: CODE + 13, readable: true, writable: true, executable: true },
    ])
  })

  test('a word that the file gives in part is code if the segment holds all of it', () => {
    const segments = [{ address: CODE, content: Uint8Array.of(0x13), size: 4, flags: R | X }]
    expect([...loadElf(writeElf({ entry: CODE, segments })).slots]).toEqual([CODE])
  })

  test('places are named by the nearest symbol of the segment', () => {
    const { symbolAt } = loadElf(valid)
    expect([CODE, CODE + 4, CODE + 12, CODE + 16, DATA].map(symbolAt)).toEqual([
      '_start',
      '_start+0x4',
      'later+0x4',
      undefined,
      undefined,
    ])
  })
})
