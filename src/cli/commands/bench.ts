/// <reference types="node" />
/** limpid bench: the benchmark of a checkout. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command } from '../command.ts'
import { PROFILE } from '../common.ts'
import { EXIT, FileError } from '../errors.ts'

const SCRIPT = fileURLToPath(new URL('../../../bench/prove.mjs', import.meta.url))
const FORWARDED = ['sizes', 'programs', 'profile', 'runs'] as const

export const bench: Command = {
  name: 'bench',
  summary: 'measure the prover (in a checkout of the repository)',
  positionals: '',
  arity: [0, 0],
  options: [
    { name: 'sizes', value: '16,18,20', summary: 'log2 of the numbers of cycles' },
    { name: 'programs', value: 'NAMES', summary: 'fibonacci,sha256' },
    PROFILE,
    { name: 'runs', value: 'N', summary: 'proofs of each; medians are shown' },
  ],
  async run(args) {
    if (!existsSync(SCRIPT)) {
      throw new FileError(
        'the benchmark is not part of the installed package: run npm run bench in a checkout of the repository',
      )
    }
    const given = FORWARDED.flatMap((name) => {
      const value = args.value(name)
      return value === undefined ? [] : [`--${name}`, value]
    })
    const child = spawn(process.execPath, [SCRIPT, ...given, ...(args.has('json') ? ['--json'] : [])], {
      stdio: 'inherit',
    })
    return new Promise((resolve) => child.on('close', (code) => resolve(code ?? EXIT.failed)))
  },
}
