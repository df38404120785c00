// Writes guest/typescript into src/compile/guest-library.ts, so that it is there in browsers too.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Names to import, with their files. */
const files = {
  'limpid/guest': 'index.ts',
  'limpid/guest/merkle': 'merkle.ts',
  'limpid/guest/sha256': 'sha256.ts',
  'limpid/guest/sha512': 'sha512.ts',
  ...Object.fromEntries(
    readdirSync(`${root}guest/typescript/zkvm`)
      .sort()
      .map((file) => [`limpid/guest/zkvm/${basename(file, '.ts')}`, `zkvm/${file}`]),
  ),
}

/** The text that src/compile/guest-library.ts has to have. */
export function guestLibrary() {
  const entries = Object.entries(files).map(([name, file]) => {
    const source = readFileSync(`${root}guest/typescript/${file}`, 'utf8')
    return `  '${name}':\n    ${JSON.stringify(source)},\n`
  })
  return `/** The library of guests by import name: written by scripts/embed-guest.mjs from guest/typescript. */
export const GUEST_LIBRARY: Readonly<Record<string, string>> = {\n${entries.join('')}}\n`
}

if (basename(process.argv[1] ?? '') === 'embed-guest.mjs') {
  writeFileSync(`${root}src/compile/guest-library.ts`, guestLibrary())
}
