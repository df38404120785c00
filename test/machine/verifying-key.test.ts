/** The verifying key: what a program id is about, and what it is not. */
import { expect, test } from 'vitest'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { Program } from '../../src/index.ts'
import { computeFixedRoot, fixedRoot } from '../../src/machine/fixed-roots.ts'
import { compact, profiles, standard } from '../../src/stark/parameters.ts'
import { encode } from '../vm/support/assembler.ts'
import { bytesOf, CODE, DATA, R, W, writeElf, X } from '../vm/support/elf.ts'

const exit = (code: number) => [
  encode('addi', { rd: 10, imm: code }),
  encode('addi', { rd: 17, imm: 93 }),
  encode('ecall'),
]

interface File {
  readonly code?: readonly number[]
  readonly data?: readonly number[]
  readonly entry?: number
  readonly flags?: number
}

const idOf = async (
  { code = exit(0), data = [1, 2, 3], entry = CODE, flags = R | W }: File,
  profile = standard,
) => {
  const segments = [
    { address: CODE, content: bytesOf(code), flags: R | X },
    { address: DATA, content: bytesOf(data), flags },
  ]
  return (await Program.fromElf(writeElf({ entry, segments }), { profile })).id
}

test.each(profiles)('the fixed root of $name is that of its definition', (profile) => {
  expect(fixedRoot(profile)).toEqual(computeFixedRoot(blake3Hasher, profile))
})

test('another instruction, word of memory, entry or profile is another program', async () => {
  const ids = [
    await idOf({}),
    await idOf({ code: exit(1) }),
    await idOf({ data: [1, 2, 4] }),
    await idOf({ data: [1, 2, 3, 0] }),
    await idOf({ entry: CODE + 4 }),
    await idOf({}, compact),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

test('a file that differs only in the flags of its data is the same program: they protect nothing', async () => {
  expect(await idOf({ flags: R })).toBe(await idOf({ flags: R | W }))
})
