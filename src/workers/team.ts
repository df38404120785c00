/** The workers of a pool: started together, given batches together, and given up together when one of them dies. */
import { giveWay, TURN_MS } from '../engine/abortable.ts'
import type { WorkerHandle } from './handle.ts'
import { CONTROL_WORDS, LAYOUT, type WorkerStart } from './protocol.ts'
import { spawn } from './spawn.ts'

/** Checks for the end of a batch before the owner goes to sleep: about as long as a short job takes. */
const SPINS = 20000

export class Team {
  /** Shared with this team's workers only: one that was given up and still wakes finds nothing to do in its own. */
  readonly control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS))
  readonly #handles: WorkerHandle[] = []
  readonly #dead = new Set<WorkerHandle>()
  #failure: Error | undefined

  private constructor() {}

  /** Starts one worker for every scratch slab and waits until all are ready. Rejects with the cause if one is not. */
  static async start(
    shared: Pick<WorkerStart, 'module' | 'memory'>,
    slabs: readonly number[],
    url: string | URL | undefined,
  ): Promise<Team> {
    const team = new Team()
    const { control } = team
    try {
      await Promise.all(
        slabs.map((scratch, index) => team.#add({ ...shared, control, layout: LAYOUT, index, scratch }, url)),
      )
    } catch (error) {
      await team.terminate()
      throw error
    }
    for (const handle of team.#handles) handle.unref()
    return team
  }

  /** Why the team cannot be used any more: a worker of it died. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Opens the batch that the control block describes. */
  begin(): void {
    const { control } = this
    Atomics.store(control, LAYOUT.next, 0)
    Atomics.store(control, LAYOUT.done, 0)
    Atomics.add(control, LAYOUT.generation, 1)
    Atomics.notify(control, LAYOUT.generation)
  }

  /** The next job of the batch for the calling thread to do, or undefined if all are taken. */
  take(): number | undefined {
    const job = Atomics.add(this.control, LAYOUT.next, 1)
    return job < this.control[LAYOUT.jobs]! ? job : undefined
  }

  /** How many jobs of the batch are taken. */
  get taken(): number {
    return Math.min(Atomics.load(this.control, LAYOUT.next), this.control[LAYOUT.jobs]!)
  }

  /** Leaves the jobs that nobody has taken undone. */
  drop(): void {
    Atomics.store(this.control, LAYOUT.next, this.control[LAYOUT.jobs]!)
  }

  /** Waits until every worker that lives has finished its last job. */
  async finish(): Promise<void> {
    const { control } = this
    const all = this.#handles.length
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, LAYOUT.done) === all) return
    for (;;) {
      const done = Atomics.load(control, LAYOUT.done)
      if (!this.#busy()) return
      // Only a thread that gives way hears of a worker's death.
      if (Atomics.wait(control, LAYOUT.done, done, TURN_MS) === 'timed-out') await giveWay()
    }
  }

  #busy(): boolean {
    const generation = Atomics.load(this.control, LAYOUT.generation)
    return this.#handles.some(
      (handle, index) =>
        !this.#dead.has(handle) && Atomics.load(this.control, LAYOUT.finished + index) !== generation,
    )
  }

  /** Ends all workers. They are woken for it: browsers let a worker that is blocked live on for seconds. */
  async terminate(): Promise<void> {
    const { control } = this
    Atomics.store(control, LAYOUT.jobs, -1)
    Atomics.add(control, LAYOUT.generation, 1)
    Atomics.notify(control, LAYOUT.generation)
    await Promise.all(this.#handles.map((handle) => handle.terminate()))
  }

  #add(start: WorkerStart, url: string | URL | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const handle = spawn(
        {
          onMessage: () => resolve(),
          onFailure: (cause) => {
            this.#failure ??= cause
            this.#dead.add(handle)
            reject(cause)
          },
        },
        url,
      )
      this.#handles.push(handle)
      handle.post(start)
    })
  }
}
