// Runs snarkjs in a process of its own: it takes the threads of vitest for its own workers.
import * as snarkjs from 'snarkjs'

process.on('message', async ({ id, name, args }) => {
  try {
    const [group, method] = name.split('.')
    const result = await snarkjs[group][method](...args)
    process.send({ id, result, args })
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
