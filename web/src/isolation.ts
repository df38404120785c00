/** Offline use, and isolation on hosts that set no headers: a service worker adds them. */

/** Registers the service worker of a built page. */
export async function startServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const first = navigator.serviceWorker.controller === null
  let touched = false
  addEventListener('input', () => {
    touched = true
  })
  if (first && globalThis.crossOriginIsolated === false) {
    // Only a page that was loaded through the service worker is isolated. Nobody's typing is lost for it.
    navigator.serviceWorker.addEventListener('controllerchange', () => touched || location.reload(), {
      once: true,
    })
  }
  try {
    await navigator.serviceWorker.register('./sw.js')
  } catch {
    // A browser that refuses (a private window, say) shows the page without it.
  }
}
