/** The editor of programs: CodeMirror in the colours of the page. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { EditorSelection, EditorState, type Extension } from '@codemirror/state'
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Flaw } from './compiler-api.ts'

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--open)', fontWeight: '600' },
  { tag: [tags.string, tags.number, tags.bool], color: 'var(--valid)' },
  { tag: [tags.typeName, tags.className], color: 'var(--type)' },
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: tags.invalid, color: 'var(--refused)' },
])

/** Straight colours and underlines: the pictures that CodeMirror would draw with are data: URLs, which are forbidden. */
const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--well)', fontSize: '0.875rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)', paddingBlock: '0.6rem' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--open) 7%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--open-tint)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--refused-tint)' },
  '.cm-content ::selection': { backgroundColor: 'color-mix(in srgb, var(--open) 30%, transparent)' },
  '.cm-lintRange-error, .cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--refused)',
    textUnderlineOffset: '0.2em',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--type)' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 2px' },
  '.cm-gutter-lint': { width: '0.75rem' },
  '.cm-lint-marker-error, .cm-lint-marker-warning': {
    content: '""',
    width: '0.5rem',
    height: '0.5rem',
    margin: '0.4rem 0 0',
    borderRadius: '50%',
    backgroundColor: 'var(--refused)',
  },
  '.cm-lint-marker-warning': { backgroundColor: 'var(--type)' },
  '.cm-tooltip': {
    maxWidth: '30rem',
    border: '1px solid var(--line)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    fontFamily: 'var(--sans)',
  },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: 'var(--open-tint)' },
})

export class Editor {
  readonly #view: EditorView
  readonly #extensions: Extension

  /** @param onChange called when the visitor changes the text, @param onRun when they ask for it with the keyboard */
  constructor(host: HTMLElement, label: string, onChange: () => void, onRun: () => void) {
    // Only in a shadow tree does CodeMirror use style sheets that the policy of the page allows.
    const root = host.attachShadow({ mode: 'open' })
    const runs = () => {
      onRun()
      return true
    }
    this.#extensions = [
      lineNumbers(),
      history(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      javascript({ typescript: true }),
      syntaxHighlighting(colours),
      lintGutter(),
      look,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, autocapitalize: 'off', spellcheck: 'false' }),
      // Tab is not bound: it leaves the editor, as it leaves every other field.
      keymap.of([{ key: 'Mod-Enter', run: runs }, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange()
      }),
    ]
    this.#view = new EditorView({ extensions: this.#extensions, root, parent: root })
  }

  get text(): string {
    return this.#view.state.doc.toString()
  }

  /** Another program: nothing of the one before can be undone into it. */
  open(text: string): void {
    this.#view.setState(EditorState.create({ doc: text, extensions: this.#extensions }))
  }

  /** Underlines these places, and no others. */
  mark(flaws: readonly Flaw[]): void {
    const { length } = this.#view.state.doc
    const diagnostics = flaws.flatMap(({ message, isError, range }): Diagnostic[] => {
      if (range === undefined) return []
      const [from, to] = range.map((offset) => Math.min(offset, length)) as [number, number]
      return [{ from, to, message, severity: isError ? 'error' : 'warning' }]
    })
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics))
  }

  /** Line and column of an offset, from 1. */
  place(offset: number): readonly [line: number, column: number] {
    const { doc } = this.#view.state
    const { number, from } = doc.lineAt(Math.min(offset, doc.length))
    return [number, offset - from + 1]
  }

  /** Puts the cursor there. */
  show([start, end]: readonly [number, number]): void {
    const { length } = this.#view.state.doc
    this.#view.dispatch({
      selection: EditorSelection.single(Math.min(start, length), Math.min(end, length)),
      effects: EditorView.scrollIntoView(Math.min(start, length), { y: 'center' }),
    })
    this.#view.focus()
  }
}
