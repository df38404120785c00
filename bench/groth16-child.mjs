// One prover on one key in a process of its own: verifies a proof, then takes times.
import { readFileSync } from 'node:fs'

process.once('message', async ({ folder, threads, runs, prover }) => {
  const read = (name) => new Uint8Array(readFileSync(`${folder}/${name}`))
  const [zkey, witness] = [read('insecure.zkey'), read('witness.wtns')]
  const vkey = JSON.parse(readFileSync(`${folder}/vkey.json`, 'utf8'))
  const { prove, variant } = prover === 'limpid' ? await limpid(threads) : await snarkjs(threads)
  const { verify } = await import('../dist/groth16.js')
  const first = await prove(zkey, witness)
  if (!verify(vkey, first.publicSignals, first.proof).ok)
    throw new Error(`the proof of ${prover} does not verify`)
  const times = []
  const cpu = []
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    const used = process.cpuUsage()
    await prove(zkey, witness)
    times.push(performance.now() - start)
    const { user, system } = process.cpuUsage(used)
    cpu.push((user + system) / 1000)
  }
  process.send({ times, cpu, variant, memory: Math.round(process.resourceUsage().maxRSS / 1024) })
})

async function limpid(threads) {
  const { createGroth16Prover } = await import('../dist/groth16.js')
  const prover = await createGroth16Prover({ threads })
  return { prove: (zkey, witness) => prover.prove(zkey, witness), variant: prover.variant }
}

async function snarkjs(threads) {
  const { groth16 } = await import('snarkjs')
  const { cpus } = await import('node:os')
  if (threads > 1 && threads !== cpus().length)
    throw new Error('snarkjs takes one thread or one for each core')
  const options = threads === 1 ? { singleThread: true } : undefined
  const file = (data) => ({ type: 'mem', data })
  return { prove: (zkey, witness) => groth16.prove(file(zkey), file(witness), undefined, options) }
}
