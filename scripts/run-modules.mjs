// Bundles the campaign of random modules, which is TypeScript, and runs it with the arguments given.
import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const outfile = 'build/compile.mjs'
mkdirSync('build', { recursive: true })
await build({
  entryPoints: ['test/compile/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  packages: 'external',
})
await import(pathToFileURL(outfile).href)
