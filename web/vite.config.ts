/** The site: static, works from any path, isolated in development and preview. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Every page in this folder. */
const pages = () =>
  readdirSync(here('.'))
    .filter((name) => name.endsWith('.html'))
    .map(here)

/** Puts what pages share, `parts/NAME.html`, in place of `<!-- part: NAME -->`. */
const parts = (): Plugin => ({
  name: 'parts',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html.replace(/<!-- part: (\w+) -->/g, (_, name) =>
        readFileSync(here(`./parts/${name}.html`), 'utf8').trim(),
      ),
  },
})

/** What the pages may do: run its own scripts and WebAssembly, and talk to its own origin. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "manifest-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** Files above this size are not fetched for every visitor. */
const LARGE_BYTES = 1_000_000

/** Puts the policy into the built pages; the development server needs inline styles and a socket. */
const policy = (): Plugin => ({
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
})

/** Writes the service worker, which knows all files of the build, and its headers for static hosts. */
function offline(): Plugin {
  let folder = ''
  return {
    name: 'offline',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir)
    },
    closeBundle() {
      const own = ['sw.js', '_headers']
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .filter((path) => !own.includes(path))
        .sort()
      const version = createHash('sha256')
      for (const path of files) version.update(path).update(readFileSync(join(folder, path)))
      const headers = { ...ISOLATION, 'Content-Security-Policy': POLICY }
      const isLarge = (path: string) => statSync(join(folder, path)).size > LARGE_BYTES
      const constants = {
        VERSION: version.digest('hex').slice(0, 16),
        FILES: files.filter((path) => !isLarge(path)).map((path) => (path === 'index.html' ? './' : path)),
        LARGE: files.filter(isLarge),
        HEADERS: headers,
      }
      const lines = Object.entries(constants).map(
        ([name, value]) => `const ${name} = ${JSON.stringify(value)}`,
      )
      const code = readFileSync(here('./service-worker.js'), 'utf8')
      writeFileSync(join(folder, 'sw.js'), `${lines.join('\n')}\n${code}`)
      const list = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)
      writeFileSync(join(folder, '_headers'), `/*\n${list.join('\n')}\n`)
    },
  }
}

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [parts(), policy(), offline()],
  server: { headers: ISOLATION, fs: { allow: [here('..')] } },
  preview: { headers: { ...ISOLATION, 'Content-Security-Policy': POLICY } },
  worker: { format: 'es' },
  // Else the development server would find the workers' packages late, and reload the page.
  optimizeDeps: { entries: ['*.html', 'src/*-worker.ts'] },
  build: {
    outDir: '../dist-web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { input: pages() },
  },
})
