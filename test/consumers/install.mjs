// Installs what would be published, as a user does, from files alone: no registry is asked.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

/** Packs the package in `folder` into `destination`. Returns the path of the tarball. */
async function pack(folder, destination) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination, folder]
  const { stdout } = await run('npm', args, { cwd: ROOT, maxBuffer: 2 ** 26 })
  return join(destination, JSON.parse(stdout)[0].filename)
}

/** A package and all that it needs at run time, as folders of this repository. */
async function closure(folder, seen = new Map()) {
  const { name, dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  if (seen.has(name)) return seen
  seen.set(name, folder)
  for (const dependency of Object.keys(dependencies))
    await closure(join(ROOT, 'node_modules', dependency), seen)
  return seen
}

/**
 * A folder of its own with limpid installed from its tarball, the given files of this folder, and the program to prove.
 * `dispose` removes it.
 */
export async function install() {
  const folder = await mkdtemp(join(tmpdir(), 'limpid-consumers-'))
  const tarballs = join(folder, 'tarballs')
  await mkdir(tarballs)
  const packages = [...(await closure(ROOT)).values()]
  const files = await Promise.all(packages.map((source) => pack(source, tarballs)))
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...files], {
    cwd: folder,
  })
  const sources = fileURLToPath(new URL('.', import.meta.url))
  for (const name of ['node', 'vite', 'webpack', 'esbuild', 'extension', 'prove.js'])
    await cp(join(sources, name), join(folder, name), { recursive: true })
  await cp(join(ROOT, 'examples/min-max/min-max.elf'), join(folder, 'min-max.elf'))
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) }
}
