/** The examples and the C runtime: their results, on both executors, and that they can be built again. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { cases } from './support/examples.ts'
import { runBoth, wasmEngine } from './support/run.ts'

interface Builder {
  readonly examples: readonly string[]
  readonly typeScriptExamples: readonly string[]
  readonly folders: Readonly<Record<string, string>>
  buildGuests(output: string): void
  compile(source: string, elf: string): void
}

const script = new URL('../../scripts/build-guests.mjs', import.meta.url).href
const { buildGuests, compile, examples, folders, typeScriptExamples } = (await import(script)) as Builder

let engine: Engine
beforeAll(async () => {
  engine = await wasmEngine()
})

const clang = spawnSync('clang', ['--version'], { encoding: 'utf8' })
const target = spawnSync('clang', ['--print-targets'], { encoding: 'utf8' })
const canBuild =
  clang.status === 0 && target.stdout.includes('riscv32') && spawnSync('ld.lld', ['--version']).status === 0
const inFolder = async (use: (folder: string) => unknown) => {
  const folder = mkdtempSync(join(tmpdir(), 'limpid-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('examples', () => {
  test.each(cases)('$name', async ({ elf, publicInput, privateInput, output, exitCode, message }) => {
    const execution = await runBoth(engine, elf, { publicInput, privateInput })
    expect([execution.exitCode, execution.output]).toEqual([exitCode, output])
    if (message !== undefined) expect(execution.stderr).toBe(message)
    if (exitCode === 0) expect(execution.unreadPublicInput).toBe(0)
  })

  test('all have cases', () => {
    const names = [...examples, ...typeScriptExamples].sort()
    expect([...new Set(cases.map(({ example }) => example))].sort()).toEqual(names)
  })

  test('are built to the same bytes again', async (ctx) => {
    if (!canBuild) return ctx.skip('clang for riscv32 and lld are not installed')
    if (!/version 14\./.test(clang.stdout))
      return ctx.skip(`the files were built by clang 14, not ${clang.stdout.split('\n')[0]}`)
    await inFolder((folder) => {
      buildGuests(folder)
      for (const name of examples) {
        const [built, committed] = [join(folder, `${name}.elf`), `examples/${name}/${name}.elf`]
        expect(readFileSync(built).equals(readFileSync(committed)), name).toBe(true)
      }
      for (const [name, sources] of Object.entries(folders))
        for (const file of readdirSync(join(folder, name)))
          expect(readFileSync(join(folder, name, file)).equals(readFileSync(join(sources, file))), file).toBe(
            true,
          )
    })
  })
})

describe('the C runtime', () => {
  const run = async (source: string, options = {}) => {
    let elf = new Uint8Array()
    await inFolder((folder) => {
      writeFileSync(join(folder, 'guest.c'), source)
      compile(join(folder, 'guest.c'), join(folder, 'guest.elf'))
      elf = new Uint8Array(readFileSync(join(folder, 'guest.elf')))
    })
    return runBoth(engine, elf, options)
  }

  test('read_input, write_output and zkvm_halt', async (ctx) => {
    if (!canBuild) return ctx.skip('clang for riscv32 and lld are not installed')
    const source = `
      #include "limpid.h"
      int main(void) {
        const uint8_t *a, *b;
        size_t n, m;
        read_input(&a, &n);
        read_input(&b, &m);
        write_output(a, n);
        write_output(b + 1, m - 1);
        write(DEBUG, "done", 4);
        zkvm_halt(a != b || n != m ? 1 : 42);
      }`
    const { output, exitCode, stderr } = await run(source, {
      privateInput: new TextEncoder().encode('hello'),
    })
    expect([new TextDecoder().decode(output), exitCode, stderr]).toEqual(['helloello', 42, 'done'])
  })

  test('data, zeroed memory, heap and the result of main', async (ctx) => {
    if (!canBuild) return ctx.skip('clang for riscv32 and lld are not installed')
    const source = `
      #include "limpid.h"
      extern uint32_t _heap_start[], _heap_end[];
      static volatile uint32_t one = 1, zero;
      int main(void) {
        uint32_t words = _heap_end - _heap_start;
        volatile uint32_t *heap = _heap_start;
        heap[words - 1] = 7;
        return one == 1 && zero == 0 && heap[0] == 0 && heap[words - 1] == 7 && words == 1 << 22 ? 5 : 6;
      }`
    expect((await run(source)).exitCode).toBe(5)
  })

  test('memory functions', async (ctx) => {
    if (!canBuild) return ctx.skip('clang for riscv32 and lld are not installed')
    const source = `
      #include "limpid.h"
      #include "string.h"
      static int sign(int x) { return (x > 0) - (x < 0); }
      int main(void) {
        static uint32_t space[3][16];
        for (unsigned from = 0; from < 4; from++)
          for (unsigned to = 0; to < 9; to++)
            for (unsigned size = 0; size < 14; size++) {
              uint8_t *a = (uint8_t *)space[0], *b = (uint8_t *)space[1], *c = (uint8_t *)space[2];
              for (unsigned i = 0; i < 64; i++) a[i] = b[i] = c[i] = (uint8_t)(i * 7 + size);
              for (unsigned i = 0; i < size; i++) c[to + i] = (uint8_t)((from + i) * 7 + size);
              if (memmove(b + to, b + from, size) != b + to || memcmp(b, c, 64) != 0) return 1;
              if (memcpy(b + to, a + from, size) != b + to || memcmp(b, c, 64) != 0) return 2;
              for (unsigned i = 0; i < size; i++) c[to + i] = 200;
              if (memset(b + to, 456, size) != b + to || memcmp(b, c, 64) != 0) return 3;
              b[to + size] ^= 128;
              int expected = to + size < from ? 0 : sign(b[to + size] - c[to + size]);
              if (sign(memcmp(b + from, c + from, 60)) != expected) return 4;
              b[to + size] = 0;
              if (to != 8 && strlen((char *)memset(b, 1, to + size)) != to + size) return 5;
            }
        return 0;
      }`
    const { exitCode } = await run(source)
    expect(exitCode).toBe(0)
  })
})

test('build-guests writes where it is told to', async (ctx) => {
  if (!canBuild) return ctx.skip('clang for riscv32 and lld are not installed')
  await inFolder((folder) => {
    execFileSync(process.execPath, ['scripts/build-guests.mjs', '--output', join(folder, 'new')])
    expect(readFileSync(join(folder, 'new', 'min-max.elf')).length).toBeGreaterThan(500)
  })
})
