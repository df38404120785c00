// Bundles a campaign, which is TypeScript, and runs it: node scripts/run-campaign.mjs faults --runs 100
import { mkdirSync } from 'node:fs'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const [name] = argv.splice(2, 1)
const outfile = `build/${name}.mjs`
mkdirSync('build', { recursive: true })
await build({
  entryPoints: [`test/${name}/main.ts`],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  packages: 'external',
})
await import(pathToFileURL(outfile).href)
