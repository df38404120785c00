// Bundles the campaign of faults, which is TypeScript, and runs it with the arguments given.
import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const outfile = 'build/faults.mjs'
mkdirSync('build', { recursive: true })
await build({
  entryPoints: ['test/faults/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  packages: 'external',
})
await import(pathToFileURL(outfile).href)
