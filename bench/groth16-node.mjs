// Provers of the Groth16 benchmark in Node, each in a process of its own.
import { fork } from 'node:child_process'

/** Starts one: { variant, prove, verify, close }. */
export async function openInNode(options) {
  const child = fork('bench/groth16-child.mjs', { serialization: 'advanced' })
  const ask = (action, argument) =>
    new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`the process of ${options.name} ended with code ${code}`))
      child.once('exit', ended)
      child.once('message', ({ result, error }) => {
        child.off('exit', ended)
        if (error === undefined) resolve(result)
        else reject(new Error(error))
      })
      child.send({ action, argument })
    })
  const { variant } = await ask('open', options)
  return {
    variant,
    prove: () => ask('prove'),
    verify: (publicSignals, proof) => ask('verify', { publicSignals, proof }),
    async close() {
      const result = await ask('close')
      child.kill()
      return result
    },
  }
}
