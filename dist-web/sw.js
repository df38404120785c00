const VERSION = "838634ebb0bde87d"
const FILES = ["assets/age-check-DcfQhmnv.elf","assets/fibonacci-KnZ0X3N0.elf","assets/index-B2W8AoBE.css","assets/index-MYtw8Hc2.js","assets/merkle-allowlist-DHTNaZLi.elf","assets/min-max-Dg8gBOFj.elf","assets/prover-worker-Clba-wY4.js","assets/sha256-Csmikg8c.elf","favicon.svg","./"]
const HEADERS = {"Cross-Origin-Opener-Policy":"same-origin","Cross-Origin-Embedder-Policy":"require-corp","Content-Security-Policy":"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"}
// Offline use, and isolation on hosts whose headers nobody can set. The build puts VERSION, FILES and HEADERS in front.
/* global VERSION, FILES, HEADERS */
const CACHE = `limpid-${VERSION}`

self.addEventListener('install', (event) => {
  self.skipWaiting()
  const all = FILES.map((path) => new Request(path, { cache: 'reload' }))
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(all)))
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
  const response = (await cache.match(request, { ignoreSearch: true })) ?? (await fetch(request))
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value)
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}
