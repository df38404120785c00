/** The programs of the main page: its examples, or an executable that the visitor brings. */
import { byId, create } from './dom.ts'
import { acceptDrops } from './drops.ts'
import { examples } from './examples/all.ts'
import type { Example } from './examples/example.ts'
import { own } from './examples/own.ts'
import { formatBytes } from './format.ts'
import type { Workbench } from './workbench.ts'

export class ProgramPicker {
  readonly #workbench: Workbench

  constructor(workbench: Workbench) {
    this.#workbench = workbench
    const radios = examples.map(({ slug, name }) => {
      const input = create('input', { type: 'radio', name: 'program', value: slug })
      return create('label', { class: 'chip' }, input, create('span', { text: name }))
    })
    byId('programs').prepend(...radios)
    byId('programs').addEventListener('change', ({ target }) => {
      const { value } = target as HTMLInputElement
      void this.choose(examples.find(({ slug }) => slug === value)!)
    })
    byId<HTMLInputElement>('elf').addEventListener('change', ({ target }) => {
      const file = (target as HTMLInputElement).files?.[0]
      if (file !== undefined) void this.#open(file)
    })
    acceptDrops(byId('upload'), async ([file]) => {
      await this.choose(own)
      await this.#open(file!)
    })
  }

  /** Makes this program the current one. */
  async choose(example: Example): Promise<void> {
    const radio = byId('programs').querySelector<HTMLInputElement>(`[value="${example.slug}"]`)
    if (radio !== null) radio.checked = true
    byId('upload').hidden = example !== own
    showSource(example)
    if ((await this.#workbench.use(example)) && example.elf !== undefined)
      await this.#workbench.load(fetch(example.elf))
  }

  async #open(file: File): Promise<void> {
    byId('elf-name').textContent = `${file.name}, ${formatBytes(file.size)}`
    await this.#workbench.load(file)
  }
}

function showSource({ source, sourceName }: Example): void {
  const box = byId('source')
  box.hidden = source === undefined
  if (source === undefined) return
  const lines = source.trimEnd().split('\n').length
  box.querySelector('summary')!.textContent = `Source: ${sourceName}, ${lines} lines`
  box.querySelector('code')!.textContent = source
}
