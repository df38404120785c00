/**
 * Every function and class of the public doors has an example in its documentation, and all examples compile, run and
 * print what they say. An example may use what its door exports, and the values of `PRELUDES`.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What examples take for granted: a declaration of each name, by door, made after those that it uses. */
const PROVED = {
  bytes: "const bytes = new Uint8Array(await readFile('examples/min-max/min-max.elf'))",
  publicInput: 'const publicInput = new Uint8Array()',
  privateInput: "const privateInput = new TextEncoder().encode('[1,5,7,0]')",
  signal: 'const { signal } = new AbortController()',
  program: "const program = await (await import('limpid')).Program.fromElf(bytes)",
  prover: "const prover = await (await import('limpid')).createProver({ threads: 1 })",
  result: 'const result = await prover.prove(program, { privateInput })',
  output: 'const { output } = result',
  exitCode: 'const { exitCode } = result',
  proof: 'const { proof } = result',
  programId: 'const programId = program.id',
  claim: 'const claim = { programId: program.id, publicInput, output: result.output, exitCode: 0 }',
  executable: "const executable = (await import('limpid/vm')).loadElf(bytes)",
}
const PRELUDES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  index: PROVED,
  verify: PROVED,
  vm: PROVED,
  air: {
    SQUARES: "const SQUARES = (await import('limpid/air')).defineBus(2, 'squares', ['x', 'y'])",
    table: `const { table } = (await import('limpid/air')).defineTable('squares', (t) => {
      const [x, y] = [t.column('x'), t.column('y')]
      t.assertZero('y is the square of x', x.times(x).minus(y))
      t.send(SQUARES, [x, y], 1)
    })`,
  },
  machine: {
    ...PROVED,
    mine: `const { defineTable } = await import('limpid/air')
    const { definePrecompile, receiveCall } = await import('limpid/machine')
    const { table, result: fill } = defineTable('mine', (t) => {
      const [real, clk] = [t.boolean('real'), t.column('clk')]
      receiveCall(t, { number: 0x2000, pointers: [] }, clk, 0, real)
      return (row: import('limpid/machine').Row, call: import('limpid/machine').CallRecord) => {
        row.set(real, 1)
        row.set(clk, call.clk)
      }
    })
    const mine = definePrecompile({
      name: 'mine',
      number: 0x2000,
      pointers: 0,
      tables: [{ table, fill: (call, next) => fill(next(), call) }],
      clock: { table: 0, steps: 0 },
      run: () => ({ steps: 0, rows: [1] }),
    })`,
  },
  compile: {
    wasm: `const wasm = Uint8Array.of(
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0],
      ...[7, 8, 1, 4, 109, 97, 105, 110, 0, 0, 10, 6, 1, 4, 0, 65, 7, 11],
    )`,
  },
  groth16: {
    groth: "const groth = await import('limpid/groth16')",
    circuit: `const circuit = new groth.CircuitBuilder()
    const secret = circuit.privateInput('x')
    circuit.output('y', circuit.add(circuit.mul(secret, secret), 1))`,
    built: 'const built = circuit.build()',
    system: 'const { system } = built',
    zkey: 'const zkey = await groth.INSECURE_setup(system, { threads: 0 })',
    wtns: 'const wtns = groth.writeWitness(built.witness({ x: 3 }))',
    result: 'const result = await groth.prove(zkey, wtns, { threads: 0 })',
    proof: 'const { proof } = result',
    publicSignals: 'const { publicSignals } = result',
    key: 'const key = await groth.readVerificationKey(zkey)',
  },
}
const DOORS = readdirSync(join(ROOT, 'src'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''))

interface Entry {
  /** As users see it. */
  readonly name: string
  readonly kind: string
  readonly examples: readonly string[]
}

/** Text of the examples in TSDoc comments, without their margins and fences. */
function examplesIn(text: string): string[] {
  const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? []
  return comments.flatMap((comment) => {
    const lines = comment
      .replace(/^\/\*\*|\*\/$/g, '')
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
    return lines
      .join('\n')
      .split(/^@example.*$/m)
      .slice(1)
      .map((example) =>
        example
          .split(/^@\w+/m)[0]!
          .replace(/^```\w*$/gm, '')
          .trim(),
      )
  })
}

/** The declarations of a name in a file, with the examples before and inside them. */
function entry(file: string, own: string, name: string): Entry[] {
  const text = readFileSync(file, 'utf8')
  const pattern = `^export (?:abstract )?(?:async )?(function|class|const|interface) ${own}\\b`
  return [...text.matchAll(new RegExp(pattern, 'gm'))].map((found) => {
    const before = text.slice(0, found.index)
    const comment = before.endsWith('*/\n') ? before.slice(before.lastIndexOf('/**')) : ''
    const rest = text.slice(found.index)
    const body = rest.slice(0, rest.search(/^\}/m))
    const isArrow = found[1] === 'const' && /^[^\n]*=> *(\{|$)/m.test(rest.split('\n\n')[0]!)
    const inside = found[1] === 'function' || isArrow ? '' : body
    return { name, kind: isArrow ? 'function' : found[1]!, examples: examplesIn(comment + inside) }
  })
}

/** What a door exports: values, and interfaces, whose members may have examples. */
function entriesOf(door: string): Entry[] {
  const text = readFileSync(join(ROOT, 'src', `${door}.ts`), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const file = (target: string) => join(ROOT, 'src', target)
  const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)].flatMap(
    ([, names, target]) =>
      names!
        .split(',')
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '')
        .flatMap((name) => {
          const [own, alias = own] = name.split(' as ')
          return entry(file(target!), own!, alias!)
        }),
  )
  const namespaces = [...text.matchAll(/export \* as (\w+) from '([^']+)'/g)].flatMap(([, space, target]) => {
    const declared = readFileSync(file(target!), 'utf8').matchAll(/^export (?:async )?function (\w+)/gm)
    return [...declared].flatMap(([, name]) => entry(file(target!), name!, `${space}.${name}`))
  })
  return [...lists, ...namespaces]
}

/** An example as a program: with the values that it takes for granted, and with everything that its door exports. */
function complete(door: string, example: string, exported: readonly string[]): string {
  const imports = example.match(/^import .*$/gm) ?? []
  const uses = (text: string, name: string) => new RegExp(`\\b${name}\\b`).test(text)
  const declares = (name: string) => new RegExp(`\\b(const|let|using) [^=]*\\b${name}\\b[^=]*=`).test(example)
  const granted = Object.entries(PRELUDES[door] ?? {})
  const needed: string[] = []
  for (const [name, code] of granted.reverse())
    if ((uses(example, name) && !declares(name)) || needed.some((other) => uses(other, name)))
      needed.unshift(code)
  const names = exported.filter((name) => uses(example, name) && !imports.some((line) => uses(line, name)))
  const path = door === 'index' ? 'limpid' : `limpid/${door}`
  return [
    "import { readFile } from 'node:fs/promises'",
    ...imports,
    names.length === 0 ? '' : `import { ${names.join(', ')} } from '${path}'`,
    ...needed,
    '{',
    example.replace(/^import .*$/gm, ''),
    '}',
  ].join('\n')
}

/** Compiles the examples, then runs one after the other in one process; what they print is what they say. */
function run(examples: readonly { readonly name: string; readonly code: string }[]): void {
  mkdirSync(join(ROOT, 'build'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, 'build', 'examples-'))
  try {
    const programs = examples.map(({ name, code }, k) => ({
      name,
      file: join(folder, `${k}-${name.replace(/\W/g, '-')}.mts`),
      expected: [...code.matchAll(/console\.log\(.*?\)(?: \/\/ (.*))?$/gm)].map(
        ([, printed]) => printed ?? expect.any(String),
      ),
      code,
    }))
    for (const { file, code } of programs) {
      writeFileSync(file, `${code}\nexport {}\n`)
      writeFileSync(file.replace(/mts$/, 'mjs'), transformSync(code, { loader: 'ts', target: 'es2022' }).code)
    }
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
    const options = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        rootDir: '.',
        noEmit: true,
        incremental: false,
        declaration: false,
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
        noUnusedLocals: false,
      },
      include: ['*.mts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tools = { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' } as const
    execFileSync(process.execPath, [compiler, '-p', folder], tools)
    const runner = join(folder, 'run.mjs')
    writeFileSync(
      runner,
      `import { format } from 'node:util'
      const results = []
      const print = console.log
      for (const { name, file } of ${JSON.stringify(programs)}) {
        const printed = []
        console.log = (...values) => printed.push(format(...values))
        const failure = await import(file.replace(/mts$/, 'mjs')).then(() => undefined, (error) => String(error.stack))
        results.push({ name, printed, failure })
      }
      print(JSON.stringify(results))`,
    )
    const results = JSON.parse(execFileSync(process.execPath, [runner], tools))
    expect(results).toEqual(programs.map(({ name, expected }) => ({ name, printed: expected })))
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw stdout === undefined ? error : new Error(`${stdout}${stderr}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.each(DOORS)('the door %s', (door) => {
  const entries = entriesOf(door)

  test('has an example for every function and class', () => {
    const bare = entries.filter(
      ({ kind, examples }) => (kind === 'function' || kind === 'class') && examples.length === 0,
    )
    expect(bare.map(({ name }) => name)).toEqual([])
  })

  test('has examples that do what they say', () => {
    const exported = entries
      .filter(({ kind }) => kind !== 'interface')
      .map(({ name }) => name.split('.')[0]!)
      .filter((name, k, all) => all.indexOf(name) === k)
    const examples = entries.flatMap(({ name, examples }) =>
      examples.map((example) => ({ name, code: complete(door, example, exported) })),
    )
    expect(examples.length).toBeGreaterThan(0)
    run(examples)
  })
})

test('the examples of the documentation do what they say', () => {
  const pages = ['README.md', 'docs/integrate.md']
  const examples = pages.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => ({
      name: page,
      code: code!,
    })),
  )
  expect(examples.length).toBeGreaterThan(0)
  run(examples)
})
