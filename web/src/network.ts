/** Counts what the browser fetched, so that a visitor need not take our word. */
import { byId } from './dom.ts'

let own = 0
let foreign = 0

/** Shows, and keeps up to date, how many requests went where. */
export function watchNetwork(): void {
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      if (name.startsWith('blob:') || new URL(name).origin === location.origin) own++
      else foreign++
    }
    show()
  }).observe({ type: 'resource', buffered: true })
  addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    // Inline styles and the like are refused too, and are no requests.
    if (!URL.canParse(blockedURI)) return
    foreign++
    show()
  })
  show()
}

function show(): void {
  const files = own === 1 ? 'file' : 'files'
  byId('network').textContent = `${foreign} requests to other sites; ${own} ${files} from ${location.host}.`
}
