/** Who may import whom. A lower layer that needs an upper one is missing a parameter. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Layers by folder; what each may import next to itself. Public doors are files of `src`. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  field: [],
  util: ['field'],
  hash: ['field', 'util'],
  curve: ['field', 'util'],
  poly: ['field', 'util'],
  engine: ['util'],
  'engine/reference': ['engine', 'field', 'hash', 'poly', 'util'],
  'engine/wasm': ['engine', 'util'],
  transcript: ['field', 'hash', 'util'],
  vm: ['engine', 'util'],
  compile: ['util', 'vm'],
  air: ['field', 'util'],
  stark: ['air', 'field', 'hash', 'poly', 'transcript', 'util', 'stark/security'],
  'stark/security': ['air', 'field', 'stark', 'util'],
  'stark/pcs': ['engine', 'field', 'hash', 'poly', 'util'],
  'stark/prover': [
    'air',
    'engine',
    'field',
    'hash',
    'poly',
    'stark',
    'stark/pcs',
    'stark/security',
    'stark/verifier',
    'transcript',
    'util',
  ],
  'stark/verifier': [
    'air',
    'field',
    'hash',
    'poly',
    'stark',
    'stark/pcs',
    'stark/security',
    'transcript',
    'util',
  ],
  machine: [
    'air',
    'engine',
    'field',
    'hash',
    'stark',
    'stark/pcs',
    'stark/security',
    'stark/verifier',
    'util',
    'vm',
  ],
  r1cs: ['curve', 'field', 'util'],
  groth16: ['curve', 'engine', 'field', 'r1cs', 'util'],
  workers: ['engine', 'engine/wasm', 'util'],
  sdk: [
    'air',
    'engine',
    'engine/wasm',
    'field',
    'hash',
    'machine',
    'stark',
    'stark/prover',
    'stark/security',
    'util',
    'vm',
    'workers',
  ],
  cli: [
    'index',
    'verify',
    'compile-door',
    'vm',
    'groth16-door',
    'engine/wasm',
    'field',
    'machine',
    'stark',
    'util',
  ],
}

/** Doors re-export; they are the only files that nothing but `cli` may import. */
const DOORS = ['index', 'verify', 'compile-door', 'vm-door', 'air-door', 'machine-door', 'groth16-door']

/** Files that may use what only Node has: the command line, and what starts workers. */
const MAY_USE_NODE = /^src\/(cli\/.*|.*\/spawn(-node)?\.ts)$/

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sources(path)
    return path.endsWith('.ts') ? [path] : []
  })
}

function importsOf(file: string): Import[] {
  // Examples in comments import what users have.
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/^ *\* .*$/gm, '')
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)
  const calls = text.matchAll(/(typeof\s+)?\bimport\('([^']+)'\)/g)
  // TypeScript demands the extension; what has none is text that a generator writes.
  const real = [...statements, ...calls].filter(
    ([, , target]) => !target!.startsWith('.') || target!.endsWith('.ts'),
  )
  return real.map(([, typeOnly, target]) => ({
    from: file,
    to: target!.startsWith('.') ? normalize(join(dirname(file), target!)) : target!,
    typeOnly: typeOnly !== undefined,
  }))
}

function layerOf(file: string): string {
  const parts = file.split('/').slice(1)
  if (parts.length === 1) {
    const name = parts[0]!.replace('.ts', '')
    return ['compile', 'vm', 'air', 'machine', 'groth16'].includes(name) ? `${name}-door` : name
  }
  const nested = `${parts[0]}/${parts[1]}`
  return parts.length > 2 && nested in ALLOWED ? nested : parts[0]!
}

const files = sources('src')
const imports = files.flatMap(importsOf)
const internal = imports.filter(({ to }) => to.startsWith('src/'))

describe('layers', () => {
  test('all are known', () => {
    const layers = new Set(files.map(layerOf).filter((layer) => !DOORS.includes(layer)))
    expect([...layers].filter((layer) => !(layer in ALLOWED))).toEqual([])
  })

  test('import only what the table allows', () => {
    const forbidden = internal.filter(({ from, to }) => {
      const [a, b] = [layerOf(from), layerOf(to)]
      if (a === b) return false
      if (DOORS.includes(a)) return DOORS.includes(b)
      return !ALLOWED[a]!.includes(b)
    })
    expect(forbidden.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  test('import files that exist', () => {
    const known = new Set(files)
    const generated = /\.wasm\.ts$/
    expect(internal.filter(({ to }) => !known.has(to) && !generated.test(to))).toEqual([])
  })

  test('have no cycles', () => {
    const edges = new Map<string, string[]>()
    for (const { from, to, typeOnly } of internal)
      if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to])
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]) => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
        return
      }
      state.set(file, 'open')
      for (const next of edges.get(file) ?? []) visit(next, [...path, file])
      state.set(file, 'done')
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })
})

test('the engine contract imports nothing', () => {
  expect(importsOf('src/engine/contract.ts')).toEqual([])
})

test('doors only re-export', () => {
  for (const file of files.filter((path) => DOORS.includes(layerOf(path)))) {
    const statements = readFileSync(join(ROOT, file), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .split(/\n(?=\S)/)
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '' && statement !== '}' && !/^\}? ?from /.test(statement))
    for (const statement of statements)
      expect(statement, file).toMatch(/^(export (type )?\{|export \* (as \w+ )?from|\} from)/)
  }
})

test('Node is used by the command line and the spawn adapters only', () => {
  const users = imports.filter(({ to, from }) => to.startsWith('node:') && !MAY_USE_NODE.test(from))
  expect(users.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
})

test('packages are the declared dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const used = imports.filter(({ to }) => !to.startsWith('src/') && !to.startsWith('node:'))
  const undeclared = used.filter(
    ({ to }) => !Object.keys(dependencies).some((name) => to.startsWith(`${name}/`) || to === name),
  )
  expect(undeclared).toEqual([])
  for (const name of Object.keys(dependencies)) expect(name).toMatch(/^(@noble\/|comlink$)/)
})
