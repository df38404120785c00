// One prover on one key in a process of its own, so that its peak memory is its own. Answers { open }, { prove }, { verify }
// and { close } in order.
import { readFileSync } from 'node:fs'

let prover
let files

async function limpid(threads) {
  const { createGroth16Prover, verify } = await import('../dist/groth16.js')
  const own = await createGroth16Prover({ threads })
  return {
    variant: own.variant,
    prove: () => own.prove(files.zkey, files.witness),
    verify: (signals, proof) => verify(files.vkey, signals, proof).ok,
  }
}

async function snarkjs(threads) {
  const { groth16 } = await import('snarkjs')
  const options = threads === 1 ? { singleThread: true } : undefined
  const file = (data) => ({ type: 'mem', data })
  return {
    prove: () => groth16.prove(file(files.zkey), file(files.witness), undefined, options),
    verify: (signals, proof) => groth16.verify(files.vkey, signals, proof),
  }
}

const ACTIONS = {
  async open({ folder, threads, name }) {
    const read = (file) => new Uint8Array(readFileSync(`${folder}/${file}`))
    const vkey = JSON.parse(readFileSync(`${folder}/vkey.json`, 'utf8'))
    files = { zkey: read('insecure.zkey'), witness: read('witness.wtns'), vkey }
    prover = await { limpid, snarkjs }[name](threads)
    return { variant: prover.variant }
  },
  async prove() {
    const used = process.cpuUsage()
    const start = performance.now()
    const { proof, publicSignals } = await prover.prove()
    const ms = performance.now() - start
    const { user, system } = process.cpuUsage(used)
    return { proof, publicSignals, ms, cpuMs: (user + system) / 1000 }
  },
  verify: ({ publicSignals, proof }) => prover.verify(publicSignals, proof),
  close: () => ({ peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }),
}

process.on('message', async ({ action, argument }) => {
  try {
    process.send({ result: await ACTIONS[action](argument) })
  } catch (error) {
    process.send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
