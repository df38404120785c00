// A worker of a page's own, where a machine with a precompile of its own is: docs/precompiles.md.
import { createProver, Program } from 'limpid'
import { createMachine, standardMachine, verify } from 'limpid/machine'
import { bitReverse } from '../../../examples/own-precompile/bit-reverse.ts'

globalThis.onmessage = async ({ data: words }) => {
  try {
    const machine = createMachine([...standardMachine.precompiles, bitReverse])
    const elf = new Uint8Array(await (await fetch('own-precompile.elf')).arrayBuffer())
    const program = await Program.fromElf(elf, { machine })
    const prover = await createProver()
    const privateInput = new Uint8Array(Uint32Array.from(words).buffer)
    const { output, exitCode, proof } = await prover.prove(program, { privateInput })
    const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
    const { shared } = prover.capabilities
    await prover.dispose()
    globalThis.postMessage({
      words: [...new Uint32Array(output.slice().buffer)],
      shared,
      accepted: verify(claim, proof, machine).ok,
      refused: !verify(claim, proof).ok,
    })
  } catch (error) {
    globalThis.postMessage({ error: String(error) })
  }
}
