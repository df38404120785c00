// Builds examples/*/*.c and the guests of tests and benchmarks into ELF files next to them, with clang and lld, and those examples that
// are written in TypeScript alone with AssemblyScript and limpid/compile, as last built. The result depends on the sources
// and the version of the tools alone: no paths, times or build ids. `--output DIR` writes to another folder.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const runtime = [
  ...['crt0.S', 'limpid.c', 'sha256.c', 'sha512.c', 'string.c'],
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

const has = (name, extension) => existsSync(join(root, 'examples', name, name + extension))

/** Names of the examples in C: every folder with a source of its name. */
export const examples = readdirSync(join(root, 'examples')).filter((name) => has(name, '.c'))

/** Names of those in TypeScript alone. */
export const typeScriptExamples = readdirSync(join(root, 'examples')).filter(
  (name) => has(name, '.ts') && !has(name, '.c'),
)

/** Folders of sources with their files beside them, by the name of the folder in another output. */
export const folders = { precompiles: 'test/machine/precompiles/guests', csp: 'guest/bench/csp' }

/** Compiles a C source with the runtime of guest/c to an executable. */
export function compile(source, elf) {
  execFileSync('clang', [...flags, ...runtime, resolve(source), '-o', resolve(elf)], {
    cwd: root,
    stdio: 'inherit',
  })
}

/** Builds all examples to `examples/NAME/NAME.elf`, or to `output/NAME.elf`; and other guests beside their sources, or to `output/FOLDER`. */
export function buildGuests(output) {
  if (output !== undefined) mkdirSync(output, { recursive: true })
  for (const name of examples) {
    const folder = join(root, 'examples', name)
    compile(join(folder, `${name}.c`), join(output ?? folder, `${name}.elf`))
  }
  for (const [name, sources] of Object.entries(folders)) {
    const folder = output === undefined ? join(root, sources) : join(output, name)
    mkdirSync(folder, { recursive: true })
    for (const file of readdirSync(join(root, sources)).filter((file) => file.endsWith('.c')))
      compile(join(root, sources, file), join(folder, `${basename(file, '.c')}.elf`))
  }
}

/** Builds the examples in TypeScript to the same places. */
export async function buildTypeScriptGuests(output) {
  const { default: asc } = await import('assemblyscript/asc')
  const { compileTypeScript } = await import('../dist/compile.js')
  for (const name of typeScriptExamples) {
    const folder = join(root, 'examples', name)
    const read = (path) => (path === `${name}.ts` ? readFileSync(join(folder, path), 'utf8') : null)
    const { elf } = await compileTypeScript(asc, `${name}.ts`, read)
    writeFileSync(join(output ?? folder, `${name}.elf`), elf)
  }
}

if (basename(process.argv[1] ?? '') === 'build-guests.mjs') {
  const at = process.argv.indexOf('--output')
  const output = at < 0 ? undefined : process.argv[at + 1]
  buildGuests(output)
  await buildTypeScriptGuests(output)
}
