/// <reference types="node" />
/** limpid build: a program in AssemblyScript or WebAssembly to an executable. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  type AssemblyScript,
  type CompiledProgram,
  compileTypeScript,
  compileWasm,
  SourceError,
} from '../../compile.ts'
import { Program } from '../../index.ts'
import type { Command } from '../command.ts'
import { EXIT, UsageError } from '../errors.ts'
import { note, printJson, printLine, readBytes, writeBytes } from '../files.ts'

const MAX_STACK = 2 ** 24

export const build: Command = {
  name: 'build',
  summary: 'compile a program in TypeScript (AssemblyScript) or WebAssembly to an ELF file',
  positionals: 'SOURCE',
  arity: [1, 1],
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      summary: 'where to write the program; SOURCE with .elf if left out',
    },
    { name: 'stack', value: 'BYTES', summary: 'stack for functions that call themselves (1 MiB)' },
    {
      name: 'runtime',
      value: 'NAME',
      summary: 'memory of AssemblyScript: stub (never freed), minimal or incremental',
    },
    { name: 'no-assert', summary: 'leave out assertions of the program and of the standard library' },
    {
      name: 'trust-alignment',
      summary: 'believe the hints of the module: faster; a misaligned access then ends the execution',
    },
  ],
  details: [
    'SOURCE is a .ts file that exports main(): i32, or a .wasm module that exports main or _start.',
    "Programs import { readPublic, readPrivate, write } from 'limpid/guest'.",
    'TypeScript needs the package assemblyscript: npm install assemblyscript.',
  ],
  async run(args) {
    const source = args.positionals[0]!
    const stackBytes = args.integer('stack', 4096, MAX_STACK)
    const options = {
      ...(stackBytes === undefined ? {} : { stackBytes }),
      runtime: runtimeOf(args.value('runtime')),
      noAssert: args.has('no-assert'),
      alignment: args.has('trust-alignment') ? ('trusted' as const) : ('checked' as const),
    }
    const output = args.value('output') ?? `${source.replace(/\.(ts|wasm)$/, '')}.elf`
    let compiled: CompiledProgram
    if (source.endsWith('.ts')) {
      try {
        const program = await compileTypeScript(
          await loadCompiler(source),
          basename(source),
          reader(source),
          options,
        )
        for (const warning of program.warnings) note(`warning: ${warning.message}`)
        compiled = program
      } catch (error) {
        if (error instanceof SourceError)
          for (const { message, file } of error.diagnostics) note(`${file ?? source}: ${message}`)
        throw error
      }
    } else compiled = compileWasm(await readBytes(source, 'the module'), options)
    await writeBytes(output, compiled.elf)
    const { id } = await Program.fromElf(compiled.elf)
    const { instructions, functions } = compiled
    if (args.has('json')) await printJson({ output, programId: id, instructions, functions })
    else if (output !== '-') await printLine(id)
    return EXIT.ok
  },
}

function runtimeOf(name = 'stub'): 'stub' | 'minimal' | 'incremental' {
  if (name === 'stub' || name === 'minimal' || name === 'incremental') return name
  throw new UsageError(`there is no runtime ${name}: use stub, minimal or incremental`)
}

/** Sources by their path next to the program. */
function reader(source: string): (path: string) => Promise<string | null> {
  const folder = dirname(resolve(source))
  return async (path) => {
    try {
      return await readFile(join(folder, path), 'utf8')
    } catch {
      return null
    }
  }
}

/** The AssemblyScript compiler of the program's project, or else the one next to limpid. */
async function loadCompiler(source: string): Promise<AssemblyScript> {
  for (const start of [dirname(resolve(source)), process.cwd(), dirname(fileURLToPath(import.meta.url))]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const path = join(folder, 'node_modules/assemblyscript/dist/asc.js')
      if (existsSync(path))
        return ((await import(pathToFileURL(path).href)) as { default: AssemblyScript }).default
      if (folder === dirname(folder)) break
    }
  }
  throw new UsageError('TypeScript needs the package assemblyscript: npm install --save-dev assemblyscript')
}
