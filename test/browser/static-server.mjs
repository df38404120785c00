// Serves a folder as a static host does, on a port of its own.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** Serves `folder` below `base`, with the given headers on all answers; `seen` lists what was asked for. */
export async function serve(folder, headers = {}, base = '/') {
  const seen = []
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString('latin1') })
    const path = normalize(new URL(request.url, 'http://localhost').pathname)
    const file = path.startsWith(base) ? path.slice(base.length) : '..'
    try {
      const name = file === '' || file.endsWith('/') ? `${file}index.html` : file
      if (name.startsWith('..')) throw new Error('outside')
      const bytes = await readFile(join(folder, name))
      const type = TYPES[extname(name)] ?? 'application/octet-stream'
      response.writeHead(200, { 'Content-Type': type, ...headers }).end(bytes)
    } catch {
      response.writeHead(404, headers).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    seen,
    url: `http://127.0.0.1:${server.address().port}${base}`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The headers that the build lists for hosts which take such a file. */
export async function headersFile(folder) {
  const lines = (await readFile(join(folder, '_headers'), 'utf8')).split('\n')
  return Object.fromEntries(
    lines.filter((line) => line.startsWith('  ')).map((line) => line.trim().split(/: (.*)/)),
  )
}
