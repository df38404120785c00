/** snarkjs as an oracle, in a child process. */
import { type ChildProcess, fork } from 'node:child_process'

export interface MemoryFile {
  readonly type: 'mem'
  data?: Uint8Array
}

export const file = (data?: Uint8Array): MemoryFile =>
  data === undefined ? { type: 'mem' } : { type: 'mem', data }

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly args?: readonly unknown[]
  readonly error?: string
}

let child: ChildProcess | undefined
let next = 0
const waiting = new Map<number, (answer: Answer) => void>()

/** Calls for example `groth16.prove`; files that snarkjs writes get their data, and 'logger' stands for a silent one. */
export async function snarkjs(name: string, ...args: readonly unknown[]): Promise<unknown> {
  if (child === undefined) {
    child = fork('test/groth16/support/snarkjs-runner.mjs', {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer))
  }
  const id = next++
  const answer = await new Promise<Answer>((resolve) => {
    waiting.set(id, resolve)
    child!.send({ id, name, args })
  })
  waiting.delete(id)
  if (answer.error !== undefined) throw new Error(answer.error)
  for (const [i, arg] of args.entries()) {
    const back = answer.args?.[i] as MemoryFile | undefined
    if ((arg as MemoryFile | undefined)?.type === 'mem' && back?.data !== undefined)
      (arg as MemoryFile).data = back.data
  }
  return answer.result
}

export function endSnarkjs(): void {
  child?.kill()
  child = undefined
}
