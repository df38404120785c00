// Builds examples/*/*.c into ELF files next to them, with clang and lld. The result depends on the sources and the
// version of the tools alone: no paths, times or build ids. `--output DIR` writes to another folder.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const runtime = ['crt0.S', 'limpid.c', 'sha256.c', 'string.c'].map((name) => join('guest/c', name))
const flags = [
  '--target=riscv32', '-march=rv32im', '-mabi=ilp32', '-mno-relax', '-O2', '-std=c11', '-Wall', '-Wextra', '-Werror',
  '-ffreestanding', '-fno-ident', '-fno-pic', '-ffunction-sections', '-fdata-sections', '-msmall-data-limit=0', '-Iguest/c',
  '-nostdlib', '-fuse-ld=lld', '-Wl,-T,guest/c/limpid.ld', '-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,--discard-all',
]

/** Names of the examples: every folder with a C source of its name. */
export const examples = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, `${name}.c`)))

/** Builds all examples to `examples/NAME/NAME.elf`, or to `output/NAME.elf`. */
export function buildGuests(output) {
  if (output !== undefined) mkdirSync(output, { recursive: true })
  for (const name of examples) {
    const source = join('examples', name, `${name}.c`)
    const elf = output === undefined ? join('examples', name, `${name}.elf`) : join(output, `${name}.elf`)
    execFileSync('clang', [...flags, ...runtime, source, '-o', elf], { cwd: root, stdio: 'inherit' })
  }
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'build-guests.mjs') {
  const at = process.argv.indexOf('--output')
  buildGuests(at < 0 ? undefined : process.argv[at + 1])
}
