/** The compiler of the playground, off the page's thread: AssemblyScript to a RISC-V executable. */
import { expose, transfer } from 'comlink'
import { type AssemblyScript, CompileError, compileTypeScript, SourceError } from '../../src/compile.ts'
import { fromBase64 } from './bytes.ts'
import type { Compilation, CompilerApi, Flaw } from './compiler-api.ts'

/** asc is large: it is loaded when the first program is compiled. */
let loading: Promise<AssemblyScript> | undefined

async function load(): Promise<AssemblyScript> {
  answerDataUrls()
  const { default: asc } = await import('assemblyscript/asc')
  return asc as unknown as AssemblyScript
}

const api: CompilerApi = {
  async load() {
    loading ??= load()
    try {
      await loading
      return true
    } catch {
      loading = undefined
      return false
    }
  },

  async compile(name, source) {
    loading ??= load()
    const asc = await loading
    const start = performance.now()
    const took = () => performance.now() - start
    try {
      const compiled = await compileTypeScript(asc, name, (path) => (path === name ? source : null))
      const { elf, instructions, warnings } = compiled
      const flaws = warnings.map((warning) => flawOf(warning, name))
      const done: Compilation = { elf, instructions, flaws, milliseconds: took() }
      return transfer(done, [elf.buffer])
    } catch (error) {
      return { elf: undefined, instructions: 0, flaws: flawsOf(error, name, source), milliseconds: took() }
    }
  },
}

/** asc fetches a part of itself from a data: URL, which the policy of this site forbids: it is handed over instead. */
function answerDataUrls(): void {
  const { fetch } = globalThis
  globalThis.fetch = async (resource, options) => {
    const [, type, data] = /^data:([^;,]+);base64,(.*)$/.exec(String(resource)) ?? []
    const bytes = data === undefined ? undefined : fromBase64(data)
    if (bytes === undefined) return fetch(resource, options)
    return new Response(bytes.slice(), { headers: { 'Content-Type': type! } })
  }
}

type Diagnostic = SourceError['diagnostics'][number]

function flawOf({ message, isError, file, start, end }: Diagnostic, name: string): Flaw {
  const here = file === name && start !== undefined && end !== undefined
  const elsewhere = file === undefined || file === name ? '' : ` (in ${file})`
  return { message: `${message}${elsewhere}`, isError, range: here ? [start, end] : undefined }
}

/** What is wrong with a source. asc names places, the translator at most a function. */
function flawsOf(error: unknown, name: string, source: string): Flaw[] {
  if (error instanceof SourceError && error.diagnostics.length > 0)
    return error.diagnostics.map((diagnostic) => flawOf(diagnostic, name))
  const message = error instanceof Error ? error.message : String(error)
  const functionName = error instanceof CompileError ? error.functionName : undefined
  return [{ message: sentence(message), isError: true, range: rangeOf(functionName, source) }]
}

/** Where a function of the source is named; WebAssembly calls it `file/name`. */
function rangeOf(functionName: string | undefined, source: string): readonly [number, number] | undefined {
  const own = functionName?.split(/[/#~]/).at(-1)
  if (own === undefined || !/^\w+$/.test(own)) return undefined
  const found = new RegExp(`\\bfunction\\s+(${own})\\b`).exec(source)
  if (found === null) return undefined
  const end = found.index + found[0].length
  return [end - own.length, end]
}

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`

expose(api)
