/** The same files under qemu-user, which knows nothing of this machine. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { executor } from '../../src/vm/execute.ts'
import { defaultPlan } from '../../src/vm/plan.ts'
import { loadElf } from '../../src/vm/program.ts'
import { cases } from './support/examples.ts'
import { randomProgram } from './support/random.ts'
import { wasmEngine } from './support/run.ts'

const QEMU = 'qemu-riscv32'
/** Examples that call precompiles. qemu knows none of them, and answers that the call does not exist. */
const ACCELERATED = ['ecdsa-credential', 'private-inference']
const portable = cases.filter(({ example }) => !ACCELERATED.includes(example))
const present = spawnSync(QEMU, ['--version']).status === 0

let engine: Engine
let folder: string
beforeAll(async () => {
  engine = await wasmEngine()
  folder = mkdtempSync(join(tmpdir(), 'limpid-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Outcome {
  readonly output: Uint8Array
  readonly exitCode: number
}

/** Runs a file with descriptors 0 and 3 as inputs. */
function qemu(elf: Uint8Array, publicInput: Uint8Array, privateInput: Uint8Array): Outcome {
  const [program, x, y] = ['program', 'x', 'y'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(program, elf)
  chmodSync(program, 0o755)
  writeFileSync(x, publicInput)
  writeFileSync(y, privateInput)
  const { stdout, status, signal } = spawnSync(
    'sh',
    ['-c', 'exec "$0" "$1" <"$2" 3<"$3"', QEMU, program, x, y],
    { maxBuffer: 1 << 26 },
  )
  expect(signal).toBeNull()
  return { output: new Uint8Array(stdout), exitCode: status! }
}

async function limpid(elf: Uint8Array, publicInput: Uint8Array, privateInput: Uint8Array): Promise<Outcome> {
  const executable = loadElf(elf)
  const { output, exitCode } = await executor.count(engine, executable, defaultPlan(executable), {
    publicInput,
    privateInput,
  })
  return { output, exitCode: exitCode & 255 }
}

describe('qemu-riscv32 gives the same output and exit code', () => {
  test('for random programs', async (ctx) => {
    if (!present) return ctx.skip(`${QEMU} is not installed (package qemu-user)`)
    const none = new Uint8Array()
    await fc.assert(
      fc.asyncProperty(randomProgram, async (elf) => {
        expect(await limpid(elf, none, none)).toEqual(qemu(elf, none, none))
      }),
      { numRuns: 60 },
    )
  })

  for (const { name, elf, publicInput, privateInput } of portable) {
    test(`for ${name}`, async (ctx) => {
      if (!present) return ctx.skip(`${QEMU} is not installed (package qemu-user)`)
      expect(await limpid(elf, publicInput, privateInput)).toEqual(qemu(elf, publicInput, privateInput))
    })
  }
})
