/** Elements, without markup in strings. */

type Child = Node | string | undefined

interface Properties {
  readonly class?: string | undefined
  readonly text?: string | undefined
  readonly [attribute: string]: string | boolean | undefined
}

/** Creates an element; `true` and `false` set and leave out an attribute. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue
    if (name === 'text') element.textContent = String(value)
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** The element with this id, which the page has to have. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no element #${id}`)
  return element as T
}

/** Offers a file. */
export function download(file: File): void {
  const url = URL.createObjectURL(file)
  create('a', { href: url, download: file.name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

/** Copies text and says so on the button for a moment. */
export async function copyFrom(button: HTMLButtonElement, text: string): Promise<void> {
  const label = button.dataset.label ?? button.textContent
  button.dataset.label = label
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
  } catch {
    button.textContent = 'The browser refused to copy'
  }
  setTimeout(() => {
    button.textContent = label
  }, 1600)
}
