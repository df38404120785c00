/** A key and a witness go in; a proof with its time comes out. */
import { proxy, type Remote, wrap } from 'comlink'
import type { Groth16Progress } from '../../src/groth16.ts'
import { byId, create, download } from './dom.ts'
import { acceptDrops } from './drops.ts'
import { formatBytes, formatTime } from './format.ts'
import type { Groth16Api, ProvedCircuit } from './groth16-api.ts'
import type { Outcome } from './prover-api.ts'

type Kind = 'zkey' | 'witness' | 'vkey'

const KINDS: readonly { kind: Kind; name: string; none: string }[] = [
  { kind: 'zkey', name: 'Key', none: 'circuit.zkey' },
  { kind: 'witness', name: 'Witness', none: 'witness.wtns' },
  { kind: 'vkey', name: 'Verification key', none: 'optional; the key holds one' },
]

const PHASES: Readonly<Record<Groth16Progress['phase'], string>> = {
  rows: 'reading the constraints',
  transforms: 'transforms',
  sums: 'sums of curve points',
}

/** Public signals that are shown; the file holds all of them. */
const MOST_SIGNALS = 12

const REDRAW_MS = 100

/** What a file is, by its first bytes; undefined if it is of no use here. */
async function kindOf(file: File): Promise<Kind | undefined> {
  const magic = await file.slice(0, 4).text()
  if (magic === 'zkey') return 'zkey'
  if (magic === 'wtns') return 'witness'
  return magic.trimStart().startsWith('{') ? 'vkey' : undefined
}

export class CircuitForm {
  readonly #files = new Map<Kind, File>()
  #remote: Remote<Groth16Api> | undefined
  /** Rejects when the worker dies. */
  #broken: Promise<never> | undefined
  #proved: ProvedCircuit | undefined
  #busy = false

  constructor() {
    acceptDrops(byId('drop'), (files) => void this.#take(files))
    byId<HTMLInputElement>('files').addEventListener('change', async ({ target }) => {
      const picker = target as HTMLInputElement
      await this.#take([...(picker.files ?? [])])
      // The same file may be chosen again.
      picker.value = ''
    })
    byId('circuit').addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#prove()
    })
    byId('cancel').addEventListener('click', () => void this.#remote?.cancel())
    byId('save-proof').addEventListener('click', () => this.#save('proof.json', this.#proved?.proof))
    byId('save-signals').addEventListener('click', () =>
      this.#save('public.json', this.#proved?.publicSignals),
    )
    this.#showFiles()
  }

  async #take(files: readonly File[]): Promise<void> {
    if (this.#busy) return
    this.#complain('')
    for (const file of files) {
      const kind = await kindOf(file)
      if (kind === undefined)
        this.#complain(`${file.name} is neither a .zkey, a .wtns nor a verification key.`)
      else this.#files.set(kind, file)
    }
    this.#forget()
    this.#showFiles()
  }

  #showFiles(): void {
    const rows = KINDS.map(({ kind, name, none }) => {
      const file = this.#files.get(kind)
      const text = file === undefined ? none : `${file.name}, ${formatBytes(file.size)}`
      const value = create('dd', { class: file === undefined ? 'none' : '', text })
      return create('div', {}, create('dt', { text: name }), value)
    })
    byId('given').replaceChildren(...rows)
    const missing = KINDS.filter(({ kind }) => kind !== 'vkey' && !this.#files.has(kind))
    byId<HTMLButtonElement>('go').disabled = missing.length > 0 || this.#busy
    byId('note').textContent =
      missing.length === 0 ? '' : `Still needed: ${missing.map(({ name }) => name.toLowerCase()).join(', ')}.`
  }

  async #prove(): Promise<void> {
    const [zkey, witness] = [this.#files.get('zkey'), this.#files.get('witness')]
    if (this.#busy || zkey === undefined || witness === undefined) return
    this.#forget()
    this.#complain('')
    this.#setBusy(true)
    const start = performance.now()
    const timer = setInterval(() => {
      byId('elapsed').textContent = `${((performance.now() - start) / 1000).toFixed(1)} s`
    }, REDRAW_MS)
    const outcome = await this.#ask((remote) =>
      remote.prove(
        { zkey, witness, vkey: this.#files.get('vkey') },
        proxy((progress: Groth16Progress) => this.#showProgress(progress)),
      ),
    )
    clearInterval(timer)
    this.#setBusy(false)
    if (outcome.ok) this.#show(outcome.value)
    else if (outcome.error.code === 'CANCELLED') byId('note').textContent = 'Cancelled.'
    else this.#complain(outcome.error.message)
  }

  async #ask<T>(ask: (remote: Remote<Groth16Api>) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.#remote ??= this.#start()
    try {
      return await Promise.race([ask(this.#remote), this.#broken!])
    } catch (error) {
      return {
        ok: false,
        error: { code: 'WORKER', message: error instanceof Error ? error.message : String(error) },
      }
    }
  }

  #start(): Remote<Groth16Api> {
    const worker = new Worker(new URL('./groth16-worker.ts', import.meta.url), {
      type: 'module',
      name: 'groth16',
    })
    this.#broken = new Promise((_, reject) => {
      worker.addEventListener('error', () => {
        worker.terminate()
        this.#remote = undefined
        reject(new Error('The prover stopped unexpectedly: reload the page.'))
      })
    })
    // Nobody may be waiting when it dies.
    this.#broken.catch(() => undefined)
    return wrap<Groth16Api>(worker)
  }

  #showProgress({ phase, fraction }: Groth16Progress): void {
    byId('bar').style.setProperty('--done', String(fraction))
    byId<HTMLProgressElement>('overall').value = fraction
    byId('phase').textContent = PHASES[phase]
  }

  #show(proved: ProvedCircuit): void {
    this.#proved = proved
    const { publicSignals, proveMs, threads, kernels, peakMemory, verdict, verifyMs } = proved
    byId('statement').textContent =
      'Somebody knows a witness of this circuit with these public signals, and that is all that shows.'
    const rows = publicSignals
      .slice(0, MOST_SIGNALS)
      .map((signal, i) =>
        create(
          'div',
          {},
          create('dt', { text: `Signal ${i}` }),
          create('dd', {}, create('span', { class: 'number', text: signal })),
        ),
      )
    if (publicSignals.length > MOST_SIGNALS)
      rows.push(
        create(
          'div',
          {},
          create('dt'),
          create('dd', { text: `and ${publicSignals.length - MOST_SIGNALS} more` }),
        ),
      )
    byId('signals').replaceChildren(...rows)
    const figures = [
      ['to prove', formatTime(proveMs)],
      ['threads', threads === 0 ? 'none' : String(threads)],
      ['kernels', kernels],
      ['peak memory', formatBytes(peakMemory)],
      ['to verify', formatTime(verifyMs)],
    ] as const
    byId('figures').replaceChildren(
      ...figures.map(([name, value]) =>
        create('div', {}, create('dd', { text: value }), create('dt', { text: name })),
      ),
    )
    const box = byId('verdict')
    box.className = `verdict ${verdict.ok ? 'valid' : 'refused'}`
    box.dataset.code = verdict.ok ? 'OK' : 'REFUSED'
    const why = verdict.ok
      ? 'The proof holds for these public signals.'
      : `The verifier says: ${verdict.error}. The witness violates a constraint, or the files do not belong together.`
    box.replaceChildren(
      create('strong', { text: verdict.ok ? 'Valid' : 'Refused' }),
      create('p', { class: 'why', text: why }),
    )
    box.hidden = false
    byId('proof').hidden = false
  }

  /** What was shown no longer holds. */
  #forget(): void {
    this.#proved = undefined
    byId('proof').hidden = true
    byId('signals').replaceChildren()
    byId('statement').textContent = 'No proof yet.'
  }

  #setBusy(busy: boolean): void {
    this.#busy = busy
    byId('progress').hidden = !busy
    byId('cancel').hidden = !busy
    byId('go').hidden = busy
    byId('bar').style.removeProperty('--done')
    byId<HTMLProgressElement>('overall').removeAttribute('value')
    byId('phase').textContent = ''
    byId('elapsed').textContent = ''
    this.#showFiles()
  }

  #save(name: string, value: unknown): void {
    if (value !== undefined)
      download(new File([`${JSON.stringify(value, null, 1)}\n`], name, { type: 'application/json' }))
  }

  #complain(text: string): void {
    byId('problem').textContent = text
    byId('problem').hidden = text === ''
  }
}
