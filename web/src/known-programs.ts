/** Programs of this site by their ids, which are computed from the files, not written down. */
import { examples } from './examples/all.ts'
import type { Example } from './examples/example.ts'
import { ProverClient } from './prover-client.ts'

let known: Promise<ReadonlyMap<string, Example>> | undefined

/** The example with this program id; undefined if it is another program. */
export async function exampleOf(programId: string): Promise<Example | undefined> {
  known ??= identify()
  return (await known).get(programId)
}

async function identify(): Promise<ReadonlyMap<string, Example>> {
  const client = new ProverClient()
  const ids = new Map<string, Example>()
  for (const example of examples) {
    if (example.elf === undefined) continue
    try {
      const elf = await (await fetch(example.elf)).arrayBuffer()
      const outcome = await client.load(new Uint8Array(elf))
      if (outcome.ok) ids.set(outcome.value.id, example)
    } catch {
      // Without its file, a program stays unnamed.
    }
  }
  client.dispose()
  return ids
}
