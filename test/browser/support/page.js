// The page of the prover's tests: the library and the programs, and nothing that would hide what they do.
import { createProver, Program } from 'limpid'
import { createMachine } from 'limpid/machine'
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

/** Stops a proof in a phase. Returns why it ended, and after how long the call was over and the prover was free. */
async function stopIn(phase, prover, long, short) {
  const controller = new AbortController()
  let start
  const proof = prover.prove(long, {
    publicInput: text('20000'),
    signal: controller.signal,
    onProgress(progress) {
      if (progress.phase !== phase || start !== undefined) return
      start = performance.now()
      controller.abort(new Error('changed my mind'))
    },
  })
  const reason = await proof.then(() => 'proved').catch(({ message }) => message)
  const rejected = performance.now() - start
  // Calls wait for each other: an answer to this one says that the work has stopped.
  await prover.run(short, { privateInput: text('[1,5,7,0]') })
  return { reason, rejected, free: performance.now() - start }
}

/** What a worker of the page's own, which has another machine, makes of words. */
const proveElsewhere = (words) =>
  new Promise((resolve, reject) => {
    const worker = new Worker('own-worker.js', { type: 'module' })
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.onmessage = ({ data }) => {
      worker.terminate()
      resolve(data)
    }
    worker.postMessage(words)
  })

/** The code of the error for a program of another machine than that of limpid's worker. */
async function refusalOfOtherMachine(prover) {
  const program = await Program.fromElf(minMax, { machine: createMachine([]) })
  return prover.prove(program, { privateInput: text('[1,5,7,0]') }).then(
    () => 'none',
    ({ code }) => code,
  )
}

globalThis.limpid = {
  createProver,
  Program,
  verify,
  fibonacci,
  minMax,
  text,
  prove,
  proveElsewhere,
  refusalOfOtherMachine,
  longestSilence,
  stopIn,
}
