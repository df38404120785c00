// Offline use, and isolation on hosts whose headers nobody can set. The build puts VERSION, FILES, LARGE and HEADERS in
// front. Large files are kept only for those who use them.
/* global VERSION, FILES, LARGE, HEADERS */
const CACHE = `limpid-${VERSION}`

self.addEventListener('install', (event) => {
  const all = FILES.map((path) => new Request(path, { cache: 'reload' }))
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE)
      await cache.addAll(all)
      // What the version before has kept stays, if it is the same: its name has its digest.
      for (const path of LARGE) {
        const kept = await caches.match(path)
        if (kept !== undefined) await cache.put(path, kept)
      }
    })(),
  )
})

self.addEventListener('message', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE)
      for (const path of LARGE) if ((await cache.match(path)) === undefined) await cache.add(path)
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys()
      const old = names.filter((name) => name.startsWith('limpid-') && name !== CACHE)
      await Promise.all(old.map((name) => caches.delete(name)))
      await self.clients.claim()
    })(),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method === 'GET' && new URL(request.url).origin === self.location.origin)
    event.respondWith(answer(request))
})

async function answer(request) {
  const cache = await caches.open(CACHE)
  const found = (name) => cache.match(name, { ignoreSearch: true })
  // Static hosts serve a page with and without its ending.
  const page = request.mode === 'navigate' ? await found(`${new URL(request.url).pathname}.html`) : undefined
  const response = (await found(request)) ?? page ?? (await fetch(request))
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value)
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}
