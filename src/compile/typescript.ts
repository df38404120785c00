/** AssemblyScript programs to executables. The compiler asc is given, so that it is loaded only where it is used. */
import { type CompiledProgram, type CompileOptions, compileWasm } from './compile.ts'
import { CompileError } from './errors.ts'
import { GUEST_LIBRARY } from './guest-library.ts'

/** What of `assemblyscript/asc` is used. */
export interface AssemblyScript {
  main(
    arguments_: string[],
    options: {
      readFile(name: string, baseDirectory: string): string | null | Promise<string | null>
      writeFile(name: string, content: string | Uint8Array, baseDirectory: string): void
      listFiles(directory: string, baseDirectory: string): string[] | null
      reportDiagnostic(diagnostic: unknown): void
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>
}

/** Finds a source by its path relative to the program's folder: the text, or null if there is none. */
export type ReadSource = (path: string) => string | null | Promise<string | null>

export interface TypeScriptOptions extends CompileOptions {
  /** AssemblyScript's runtime: memory that is never freed, or a garbage collector. `stub` if left out. */
  readonly runtime?: 'stub' | 'minimal' | 'incremental'
  /** Leaves out assertions of the program and of the standard library. */
  readonly noAssert?: boolean
}

/** A message of the compiler. Positions are offsets in the source; undefined if it concerns no place. */
export interface Diagnostic {
  readonly message: string
  readonly isError: boolean
  readonly file: string | undefined
  readonly start: number | undefined
  readonly end: number | undefined
}

/**
 * The program was refused by the AssemblyScript compiler.
 *
 * @example
 * import asc from 'assemblyscript/asc'
 *
 * try {
 *   await compileTypeScript(asc, 'broken.ts', (path) => (path === 'broken.ts' ? 'export function main(' : null))
 * } catch (error) {
 *   console.log(error instanceof SourceError && error.code) // SOURCE
 * }
 */
export class SourceError extends CompileError {
  readonly diagnostics: readonly Diagnostic[]

  constructor(text: string, diagnostics: readonly Diagnostic[]) {
    super('SOURCE', text)
    this.name = 'SourceError'
    this.diagnostics = diagnostics
  }
}

export interface TypeScriptProgram extends CompiledProgram {
  readonly wasm: Uint8Array
  readonly warnings: readonly Diagnostic[]
}

const LIBRARY_FILE = /^node_modules\/(limpid\/.*)\.ts$/
const LIBRARY_IMPORT = /['"]limpid\/guest['"]/
const OUTPUT = 'program.wasm'
const ERROR_CATEGORY = 3

/**
 * Compiles `entry`, which exports `main(): i32`, with what it imports. The same sources under the same names give the
 * same program.
 *
 * @throws {SourceError} if asc refuses the sources
 * @throws {CompileError} if the program has what guests do not have, such as floating-point numbers
 * @example
 * import asc from 'assemblyscript/asc'
 *
 * const sources: Record<string, string> = { 'seven.ts': 'export function main(): i32 { return 7 }' }
 * const { elf } = await compileTypeScript(asc, 'seven.ts', (path) => sources[path] ?? null)
 * console.log(elf.length > 0) // true
 */
export async function compileTypeScript(
  asc: AssemblyScript,
  entry: string,
  read: ReadSource,
  options: TypeScriptOptions = {},
): Promise<TypeScriptProgram> {
  const { runtime = 'stub', noAssert = false } = options
  const diagnostics: Diagnostic[] = []
  let wasm: Uint8Array | undefined
  const text = await read(entry)
  if (text === null) throw new SourceError(`there is no ${entry}`, [])
  const abort = LIBRARY_IMPORT.test(text) ? ['--use', 'abort=~lib/limpid/guest/abort'] : []
  const { error, stderr } = await asc.main(
    [
      ...[entry, '--outFile', OUTPUT, '--runtime', runtime, '--path', 'node_modules'],
      ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--zeroFilledMemory', '--debug'],
      ...(noAssert ? ['--noAssert'] : []),
      ...abort,
    ],
    {
      readFile: (name) => {
        const path = normalise(name)
        const library = LIBRARY_FILE.exec(path)
        if (library !== null) return GUEST_LIBRARY[library[1]!] ?? null
        return path === 'asconfig.json' ? null : read(path)
      },
      writeFile: (name, content) => {
        if (name === OUTPUT && typeof content !== 'string') wasm = content
      },
      listFiles: () => [],
      reportDiagnostic: (diagnostic) => diagnostics.push(describe(diagnostic)),
    },
  )
  if (error !== null || wasm === undefined) {
    const first = diagnostics.find(({ isError }) => isError)
    const details = stderr.toString().trim()
    throw new SourceError(first?.message ?? (details === '' ? String(error?.message) : details), diagnostics)
  }
  return { ...compileWasm(wasm, options), wasm, warnings: diagnostics }
}

const normalise = (name: string) => name.replace(/^(\.\/)+/, '')

/** asc's own objects have more than this, and no type here. */
function describe(diagnostic: unknown): Diagnostic {
  const { message, category, range } = diagnostic as {
    message: string
    category: number
    range: { start: number; end: number; source: { normalizedPath: string } } | null
  }
  return {
    message,
    isError: category === ERROR_CATEGORY,
    file: range?.source.normalizedPath,
    start: range?.start,
    end: range?.end,
  }
}
