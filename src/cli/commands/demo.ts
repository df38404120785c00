/// <reference types="node" />
/** limpid demo: a proof about a private list, checked, and tampered with. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createProver, Program } from '../../index.ts'
import { type VerificationResult, verify } from '../../verify.ts'
import type { Command } from '../command.ts'
import { EXIT, FileError } from '../errors.ts'
import { printJson, printLine } from '../files.ts'
import { formatBytes, formatTime } from '../format.ts'

const PROGRAM = fileURLToPath(new URL('../../../examples/min-max/min-max.elf', import.meta.url))
const LIST = '[1,5,7,0]'

export const demo: Command = {
  name: 'demo',
  summary: 'prove something about a private list, verify it, and try to cheat',
  positionals: '',
  arity: [0, 0],
  options: [],
  examples: ['limpid demo'],
  async run(args) {
    const json = args.has('json')
    const say = async (text: string) => {
      if (!json) await printLine(text)
    }
    const program = await Program.fromElf(await readProgram())
    await say(
      `A program that prints the least and the greatest number of a list:\n  program id ${program.id}`,
    )
    await say(`You run it on your private list ${LIST} and prove what it printed ...`)
    const prover = await createProver()
    const privateInput = new TextEncoder().encode(LIST)
    const { output, exitCode, proof, stats } = await prover.prove(program, { privateInput })
    const text = new TextDecoder().decode(output)
    await say(
      `  it printed ${text}; ${stats.cycles} cycles proved in ${formatTime(stats.milliseconds)}, ${formatBytes(proof.length)}`,
    )

    const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
    const start = performance.now()
    const honest = verify(claim, proof)
    const verifyMs = performance.now() - start
    await say(`Someone who has the proof, but never saw the list, verifies it in ${formatTime(verifyMs)}:`)
    const bits = honest.ok ? honest.security.bits : 0
    const strength = `(a cheater gets this far with probability below 2^-${Math.floor(bits)})`
    await say(
      `  ${verdict(honest)}: some list has the least and greatest numbers ${text} ${honest.ok ? strength : ''}`,
    )

    const other = verify({ ...claim, output: new TextEncoder().encode('[0,8]') }, proof)
    await say(`The same proof for another result, [0,8]:\n  ${verdict(other)}`)
    const tampered = proof.slice()
    tampered[tampered.length >> 1]! ^= 1
    const flipped = verify(claim, tampered)
    await say(`The proof with one bit flipped in the middle:\n  ${verdict(flipped)}`)

    const ok = honest.ok && !other.ok && !flipped.ok
    const worked = 'All as it should be. Next: npm run limpid -- --help'
    await say(ok ? worked : 'Something is wrong: please report this as a bug.')
    if (json) {
      await printJson({
        ok,
        output: text,
        exitCode,
        proofBytes: proof.length,
        proveMs: stats.milliseconds,
        verifyMs,
        provenBits: bits,
        otherOutput: other,
        tamperedProof: flipped.ok ? { ok: true } : flipped,
      })
    }
    return ok ? EXIT.ok : EXIT.failed
  },
}

const verdict = (result: VerificationResult): string =>
  result.ok ? 'valid' : `refused: ${result.error.message}`

async function readProgram(): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(PROGRAM))
  } catch (error) {
    throw new FileError(
      'the demo needs examples/min-max/min-max.elf: run it in a checkout of the repository',
      { cause: error },
    )
  }
}
