/** From a source to a program: the editor, the compiler, links, and the workbench that runs and proves. */

import type { Flaw } from './compiler-api.ts'
import { COMPILER_BYTES, CompilerClient } from './compiler-client.ts'
import { showConsole } from './console-view.ts'
import { byId, copyFrom, create, download } from './dom.ts'
import type { Editor } from './editor.ts'
import { own } from './examples/own.ts'
import { counted, formatBytes, formatTime } from './format.ts'
import { fragmentOf, programOf } from './program-link.ts'
import { blank, type Start, starts } from './starts.ts'
import { Workbench } from './workbench.ts'

/** Pause in typing after which the program is compiled again, once the compiler is here. */
const PAUSE_MS = 700

const MOST_FLAWS = 20

export class Playground {
  readonly #compiler = new CompilerClient()
  readonly #editor: Editor
  readonly #workbench = new Workbench({ absent: 'Not compiled yet.', provide: () => this.#demand() })
  #start: Start = starts[0]!
  /** The part of the link that holds the current program. */
  #fragment = ''
  /** The program that the workbench has, as promised to all who ask for it; undefined after a change. */
  #compiled: Promise<boolean> | undefined
  #pause: ReturnType<typeof setTimeout> | undefined
  /** Counts sources, so that late answers to earlier ones are dropped. */
  #version = 0

  /** @param editorOf makes the editor, given what it calls after a change and when the visitor wants a run */
  constructor(editorOf: (onChange: () => void, onRun: () => void) => Editor) {
    this.#editor = editorOf(
      () => this.#edited(),
      () => void this.#run(),
    )
    const radios = starts.map(({ slug, name }) => {
      const input = create('input', { type: 'radio', name: 'start', value: slug })
      return create('label', { class: 'chip' }, input, create('span', { text: name }))
    })
    byId('starts').replaceChildren(...radios)
    byId('starts').addEventListener('change', ({ target }) => {
      const { value } = target as HTMLInputElement
      this.#open(starts.find(({ slug }) => slug === value)!)
    })
    byId('compile').addEventListener('click', () => void this.#compile())
    byId('run').addEventListener('click', () => void this.#run())
    byId('copy-link').addEventListener('click', ({ currentTarget }) => {
      const link = new URL(this.#fragment, location.href)
      void copyFrom(currentTarget as HTMLButtonElement, link.href)
    })
    byId('save-source').addEventListener('click', () => {
      download(new File([this.#editor.text], this.#start.sourceName, { type: 'text/plain' }))
    })
  }

  /** Opens the program of a link, or else the first one. */
  async begin(fragment: string): Promise<void> {
    if (await this.#follow(fragment)) return
    this.#open(starts[0]!)
    if (/[#&]code=/.test(fragment)) this.#note('The program in this link is damaged, or larger than 1 MB.')
  }

  /** Another link was put into the address. Other fragments are places on the page. */
  async turn(fragment: string): Promise<void> {
    if (!(await this.#follow(fragment))) history.replaceState(null, '', this.#fragment)
  }

  async #follow(fragment: string): Promise<boolean> {
    const linked = await programOf(fragment)
    if (linked === undefined) return false
    const start = starts.find(({ slug }) => slug === linked.start)
    if (start === undefined && linked.source === undefined) return false
    this.#open(start ?? blank, linked.source)
    byId('linked').hidden = linked.source === undefined
    return true
  }

  #open(start: Start, source = start.source): void {
    this.#start = start
    for (const radio of byId('starts').querySelectorAll('input')) radio.checked = radio.value === start.slug
    byId('linked').hidden = true
    this.#editor.open(source)
    this.#edited()
  }

  get #changed(): boolean {
    return this.#editor.text !== this.#start.source
  }

  /** The source is another one: what came of the one before no longer holds. */
  #edited(): void {
    const version = ++this.#version
    this.#compiled = undefined
    this.#showFlaws([])
    showConsole()
    this.#note(
      this.#compiler.loaded
        ? ''
        : `The compiler is loaded when it is needed: ${formatBytes(COMPILER_BYTES)}.`,
    )
    // Of a program that was changed, this page knows no more than its reader.
    const { claim, explain } = this.#changed ? { ...blank, explain: own.explain } : this.#start
    const name = this.#changed ? this.#start.sourceName : this.#start.name
    void this.#workbench.use({ ...this.#start, name, claim, explain })
    void this.#link(version)
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => {
      // The address holds the program, so that it survives a reload.
      history.replaceState(null, '', this.#fragment)
      if (this.#compiler.loaded) void this.#compile()
    }, PAUSE_MS)
  }

  /** Keeps the link at hand: browsers let a page copy only at once when its button is pressed. */
  async #link(version: number): Promise<void> {
    const source = this.#editor.text
    const fragment = await fragmentOf({ start: this.#start.slug, ...(this.#changed ? { source } : {}) })
    if (version === this.#version) this.#fragment = fragment
  }

  /** True if the current source is compiled, and the workbench has it. */
  #compile(): Promise<boolean> {
    this.#compiled ??= this.#compileNow(this.#version)
    return this.#compiled
  }

  async #compileNow(version: number): Promise<boolean> {
    const { sourceName } = this.#start
    const source = this.#editor.text
    try {
      if (!this.#compiler.loaded) {
        this.#note(`Loading the compiler, ${formatBytes(COMPILER_BYTES)}, once.`)
        await this.#compiler.load()
      }
      if (version !== this.#version) return this.#compile()
      this.#note('Compiling.')
      const { elf, instructions, flaws, milliseconds } = await this.#compiler.compile(sourceName, source)
      if (version !== this.#version) return this.#compile()
      this.#showFlaws(flaws)
      const errors = flaws.filter(({ isError }) => isError).length
      this.#note(
        elf === undefined
          ? `Not compiled: ${counted(errors, 'error')}.`
          : `Compiled in ${formatTime(milliseconds)}: ${counted(instructions, 'instruction')}, ${formatBytes(elf.length)}.`,
      )
      return elf === undefined ? false : await this.#workbench.load(elf)
    } catch (error) {
      if (version === this.#version) {
        // The next attempt starts anew.
        this.#compiled = undefined
        this.#note(error instanceof Error ? error.message : String(error))
      }
      return false
    }
  }

  /** Compiles for somebody who waits for it: errors come into view. */
  async #demand(): Promise<boolean> {
    const done = await this.#compile()
    if (!done) byId('flaws').scrollIntoView({ block: 'nearest' })
    return done
  }

  async #run(): Promise<void> {
    if (!(await this.#demand())) return
    const version = this.#version
    const outcome = await this.#workbench.run()
    if (version !== this.#version || outcome === undefined) return
    showConsole(outcome)
    byId('console').scrollIntoView({ block: 'nearest' })
  }

  #showFlaws(flaws: readonly Flaw[]): void {
    this.#editor.mark(flaws)
    const items = flaws.slice(0, MOST_FLAWS).map(({ message, isError, range }) => {
      const kind = isError ? 'error' : 'warning'
      if (range === undefined) return create('li', { class: kind, text: message })
      const [line, column] = this.#editor.place(range[0])
      const button = create('button', { type: 'button', text: `Line ${line}, column ${column}` })
      button.addEventListener('click', () => this.#editor.show(range))
      return create('li', { class: kind }, button, ` ${message}`)
    })
    byId('flaws').replaceChildren(...items)
    byId('flaws').hidden = items.length === 0
  }

  #note(text: string): void {
    byId('compiled').textContent = text
  }
}
