// Builds examples/*/*.c and the guests of tests into ELF files next to them, with clang and lld. The result depends on the sources
// and the version of the tools alone: no paths, times or build ids. `--output DIR` writes to another folder.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const runtime = [
  ...['crt0.S', 'limpid.c', 'sha256.c', 'string.c'],
  ...readdirSync(join(root, 'guest/c/zkvm'))
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => join('zkvm', name)),
].map((name) => join('guest/c', name))
const flags = [
  '--target=riscv32',
  '-march=rv32im',
  '-mabi=ilp32',
  '-mno-relax',
  '-msmall-data-limit=0',
  '-O2',
  '-std=c11',
  '-ffreestanding',
  '-fno-pic',
  '-fno-ident',
  '-ffunction-sections',
  '-fdata-sections',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Iguest/c',
  '-nostdlib',
  '-fuse-ld=lld',
  '-Wl,-T,guest/c/limpid.ld',
  '-Wl,--gc-sections',
  '-Wl,--build-id=none',
  '-Wl,--discard-all',
]

/** Names of the examples: every folder with a C source of its name. */
export const examples = readdirSync(join(root, 'examples')).filter((name) =>
  existsSync(join(root, 'examples', name, `${name}.c`)),
)

/** Guests of the tests: their sources and where their files are. */
const tests = 'test/machine/precompiles/guests'

/** Compiles a C source with the runtime of guest/c to an executable. */
export function compile(source, elf) {
  execFileSync('clang', [...flags, ...runtime, resolve(source), '-o', resolve(elf)], {
    cwd: root,
    stdio: 'inherit',
  })
}

/** Builds all examples to `examples/NAME/NAME.elf`, or to `output/NAME.elf`; and the guests of tests beside them. */
export function buildGuests(output) {
  if (output !== undefined) mkdirSync(output, { recursive: true })
  for (const name of examples) {
    const folder = join(root, 'examples', name)
    compile(join(folder, `${name}.c`), join(output ?? folder, `${name}.elf`))
  }
  for (const file of readdirSync(join(root, tests)).filter((name) => name.endsWith('.c'))) {
    const folder = output === undefined ? join(root, tests) : join(output, 'precompiles')
    mkdirSync(folder, { recursive: true })
    compile(join(root, tests, file), join(folder, `${basename(file, '.c')}.elf`))
  }
}

if (basename(process.argv[1] ?? '') === 'build-guests.mjs') {
  const at = process.argv.indexOf('--output')
  buildGuests(at < 0 ? undefined : process.argv[at + 1])
}
