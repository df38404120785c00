/** Files that are dropped on the page. */

/** Takes files that are dropped on an element. */
export function acceptDrops(target: HTMLElement, take: (file: File) => void): void {
  target.addEventListener('dragover', (event) => {
    event.preventDefault()
    target.classList.add('over')
  })
  target.addEventListener('dragleave', () => target.classList.remove('over'))
  target.addEventListener('drop', (event) => {
    event.preventDefault()
    target.classList.remove('over')
    for (const file of event.dataTransfer?.files ?? []) take(file)
  })
}
