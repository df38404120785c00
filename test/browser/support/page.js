// The page of the prover's tests: the library and the programs, and nothing that would hide what they do.
import { createProver, Program } from 'limpid'
import { verify } from 'limpid/verify'
import fibonacci from '../../../examples/fibonacci/fibonacci.elf'
import minMax from '../../../examples/min-max/min-max.elf'

const text = (value) => new TextEncoder().encode(value)

/** Proves and verifies. Returns what the tests look at. */
async function prove(prover, program, inputs) {
  const { output, exitCode, proof, stats } = await prover.prove(program, inputs)
  const claim = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
  return {
    output: new TextDecoder().decode(output),
    accepted: verify(claim, proof).ok,
    refused: !verify({ ...claim, exitCode: 1 }, proof).ok,
    cycles: stats.cycles,
  }
}

/** The longest time between two beats of the page's own thread while `work` is done, in milliseconds. */
async function longestSilence(work) {
  let beating = true
  let longest = 0
  let last = performance.now()
  const look = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  const beat = () => {
    look()
    if (beating) setTimeout(beat)
  }
  beat()
  await work()
  beating = false
  look()
  return longest
}

globalThis.limpid = { createProver, Program, verify, fibonacci, minMax, text, prove, longestSilence }
