// Attacks the verifier with mutants of valid proofs: npm run test:fuzz -- --runs N --seed S
//   --only I      mutant I of the seed alone
//   --file PROOF  mutants of this proof file; its claim by --public FILE --output FILE --exit-code N
// Proofs of the machine are made first, by another process. The campaign runs with a heap of 512 MiB, and ends
// with 1 if a mutant is accepted, makes the verifier throw, or takes more than a second of processor time or 512 MiB.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const folder = join(ROOT, 'build', 'fuzz')
mkdirSync(folder, { recursive: true })
const outfile = join(folder, 'main.mjs')
await build({
  entryPoints: [join(ROOT, 'test/fuzz/main.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'error',
  absWorkingDir: ROOT,
})

function run(flags, args) {
  const { status } = spawnSync(
    process.execPath,
    [...flags, outfile, '--root', ROOT, '--folder', folder, ...args],
    { stdio: 'inherit' },
  )
  if (status !== 0) process.exit(status ?? 1)
}

const args = process.argv.slice(2)
if (!args.includes('--file')) run([], ['--samples'])
run(['--max-old-space-size=512'], args)
