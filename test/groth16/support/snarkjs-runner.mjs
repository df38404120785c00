// Runs snarkjs in a process of its own: it takes the threads of vitest for its own workers.
import { groth16, wtns, zKey } from 'snarkjs'

const snarkjs = { groth16, wtns, zKey }

// Some functions want a logger, which no message can carry.
const silent = { debug() {}, info() {}, warn() {}, error() {} }

// The tests are gone.
process.on('disconnect', () => process.exit())

process.on('message', async ({ id, name, args }) => {
  try {
    const [group, method] = name.split('.')
    const result = await snarkjs[group][method](...args.map((arg) => (arg === 'logger' ? silent : arg)))
    process.send({ id, result, args })
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
