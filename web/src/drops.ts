/** Files that are dropped on the page. */

/** Takes files that are dropped anywhere; `target` is marked while one hovers. */
export function acceptDrops(target: HTMLElement, take: (files: readonly File[]) => void): void {
  addEventListener('dragover', (event) => {
    // Without this, the browser would leave the page for the file.
    event.preventDefault()
    target.classList.add('over')
  })
  addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) target.classList.remove('over')
  })
  addEventListener('drop', (event) => {
    event.preventDefault()
    target.classList.remove('over')
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length > 0) take(files)
  })
}
