/** Modules of C compilers: WASI preview 1, indirect calls, jump tables, misaligned and 64-bit accesses. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compileWasm } from '../../src/compile.ts'
import { runElf } from './support/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'limpid-wasi-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PRELUDE = `
typedef unsigned char u8; typedef unsigned int u32; typedef unsigned long long u64; typedef long long s64;
#define WASI(n) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#n)))
struct vector { void *at; u32 length; };
WASI(fd_read) int fd_read(int, const struct vector *, u32, u32 *);
WASI(fd_write) int fd_write(int, const struct vector *, u32, u32 *);
WASI(proc_exit) _Noreturn void proc_exit(int);
WASI(args_sizes_get) int args_sizes_get(u32 *, u32 *);
WASI(environ_sizes_get) int environ_sizes_get(u32 *, u32 *);
WASI(environ_get) int environ_get(u8 **, u8 *);
WASI(fd_prestat_get) int fd_prestat_get(int, void *);
WASI(fd_fdstat_get) int fd_fdstat_get(int, void *);
WASI(random_get) int random_get(void *, u32);
WASI(clock_time_get) int clock_time_get(int, u64, u64 *);
#define START __attribute__((export_name("_start"))) void start(void)
`

function clang(body: string, level = '-O2'): Uint8Array {
  const [source, output] = [join(folder, 'program.c'), join(folder, 'program.wasm')]
  writeFileSync(source, PRELUDE + body)
  const flags = ['--target=wasm32', level, '-ffreestanding', '-nostdlib', '-mbulk-memory', '-msign-ext']
  execFileSync('clang', [...flags, '-Wl,--no-entry', source, '-o', output])
  return new Uint8Array(readFileSync(output))
}

const text = (value: string) => new TextEncoder().encode(value)

describe.each(['-O0', '-O1', '-O2', '-Os'])('C with %s', (level) => {
  test('reads, writes and exits', async () => {
    const wasm = clang(
      `START {
        static u8 a[5], b[100]; u32 n = 0, m = 0;
        struct vector in[2] = {{a, 5}, {b, 100}};
        if (fd_read(3, in, 2, &n)) proc_exit(90);
        struct vector out[3] = {{"<", 1}, {a, 5}, {b, n - 5}};
        if (fd_write(1, out, 3, &m) || m != n + 1) proc_exit(91);
        fd_write(2, out, 1, &m);
        u32 c = 9, s = 9; args_sizes_get(&c, &s); if (c | s) proc_exit(92);
        c = 9; environ_sizes_get(&c, &s); if (c | s || environ_get(0, 0)) proc_exit(93);
        u8 stat[24]; if (fd_prestat_get(3, stat) != 8 || fd_fdstat_get(1, stat) || stat[0] != 2) proc_exit(94);
        u64 t; if (random_get(b, 4) != 52 || clock_time_get(0, 0, &t) != 52) proc_exit(95);
        if (fd_write(7, out, 1, &m) != 8) proc_exit(96);
        u8 *odd = stat + 1;
        if (fd_write(1, (void *)odd, 1, &m) != 28 || fd_read(3, in, 1, (void *)odd) != 28) proc_exit(97);
        if (args_sizes_get((void *)odd, &s) != 28) proc_exit(98);
        proc_exit(17);
      }`,
      level,
    )
    const result = await runElf(compileWasm(wasm).elf, text('hello world'))
    expect(Buffer.from(result.output, 'hex').toString()).toBe('<hello world')
    expect([result.exitCode, result.stderr]).toEqual([17, '<'])
  })

  test('computes', async () => {
    const wasm = clang(
      `typedef u64 (*operation)(u64, u64);
      static u64 add(u64 a, u64 b) { return a + b; } static u64 sub(u64 a, u64 b) { return a - b; }
      static u64 mul(u64 a, u64 b) { return a * b; } static u64 div(u64 a, u64 b) { return b ? a / b : 1; }
      static u64 mod(u64 a, u64 b) { return b ? (u64)((s64)a % (s64)b) : 2; }
      static operation operations[] = {add, sub, mul, div, mod};
      struct __attribute__((packed)) odd { u8 x; u64 y; u32 z; };
      static u32 kind(u32 k) { switch (k % 9) { case 0: return 5; case 1: return 77; case 2: return 1; case 3: return 4;
        case 4: return 1000; case 5: return 3; case 6: return 12; default: return 9; } }
      START {
        u64 x = 0; u32 n; struct vector in = {&x, 8};
        fd_read(3, &in, 1, &n);
        volatile struct odd odd = {1, x, 3};
        u64 y = 88172645463325252ull;
        for (u32 i = 0; i < 200; i++) {
          y ^= y << 13; y ^= y >> 7; y ^= y << 17;
          odd.y = operations[i % 5](odd.y, y >> (i % 64)) + kind(i); odd.z += (u32)odd.y;
        }
        struct vector out = {(void *)&odd, sizeof odd};
        fd_write(1, &out, 1, &n);
      }`,
      level,
    )
    const input = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const expected = compute(0x0807060504030201n)
    for (const alignment of ['trusted', 'checked'] as const) {
      expect(await runElf(compileWasm(wasm, { alignment }).elf, input)).toMatchObject({
        exitCode: 0,
        output: expected,
      })
    }
  })
})

/** What the C program above computes. */
function compute(x: bigint): string {
  const u64 = (value: bigint) => BigInt.asUintN(64, value)
  const signed = (value: bigint) => BigInt.asIntN(64, value)
  const kinds = [5n, 77n, 1n, 4n, 1000n, 3n, 12n, 9n, 9n]
  let [value, z, y] = [x, 3n, 88172645463325252n]
  for (let i = 0; i < 200; i++) {
    y ^= u64(y << 13n)
    y ^= y >> 7n
    y ^= u64(y << 17n)
    const b = y >> BigInt(i % 64)
    const results = [
      value + b,
      value - b,
      value * b,
      b === 0n ? 1n : value / b,
      b === 0n ? 2n : signed(value) % (signed(b) || 1n),
    ]
    value = u64(results[i % 5]! + kinds[i % 9]!)
    z = BigInt.asUintN(32, z + value)
  }
  const bytes = Buffer.alloc(13)
  bytes[0] = 1
  bytes.writeBigUInt64LE(value, 1)
  bytes.writeUInt32LE(Number(z), 9)
  return bytes.toString('hex')
}
