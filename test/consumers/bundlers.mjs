// The bundlers as users run them, with the least that they have to be told about limpid. Each returns a folder to serve.
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build as bundle } from 'esbuild'
import { build, createServer } from 'vite'
import webpack from 'webpack'

export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** Vite needs to be told nothing. */
export async function viteBuild(folder) {
  await build({ configFile: false, root: join(folder, 'vite'), logLevel: 'warn' })
  return join(folder, 'vite', 'dist')
}

/** The development server, which bundles dependencies on its own. */
export async function viteServer(folder, headers) {
  const server = await createServer({
    configFile: false,
    root: join(folder, 'vite'),
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, headers, fs: { allow: [folder] } },
  })
  await server.listen()
  return { url: server.resolvedUrls.local[0], close: () => server.close() }
}

/** Nor does webpack. */
export async function webpackBuild(folder) {
  const path = join(folder, 'webpack')
  const compiler = webpack({
    mode: 'production',
    context: path,
    entry: './main.js',
    output: { path: join(path, 'dist'), filename: 'main.js' },
    performance: false,
  })
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : compiler.close(() => resolve(result)))),
  )
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true })
  const complaints = [...errors, ...warnings].map(({ message }) => message)
  if (complaints.length > 0) throw new Error(complaints.join('\n'))
  await copyFile(join(path, 'index.html'), join(path, 'dist', 'index.html'))
  return join(path, 'dist')
}

/** esbuild does not look for workers: `limpid/worker` is one more entry point, beside the bundle. */
export async function esbuildBuild(folder, name = 'esbuild') {
  const path = join(folder, name)
  await bundle({
    absWorkingDir: path,
    entryPoints: { main: './main.js', worker: 'limpid/worker' },
    outdir: join(path, 'dist'),
    bundle: true,
    format: 'esm',
    minify: true,
    loader: { '.elf': 'binary' },
    logLevel: 'warning',
  })
  const others = name === 'extension' ? ['manifest.json', 'background.js', 'offscreen.html'] : ['index.html']
  for (const file of others) await copyFile(join(path, file), join(path, 'dist', file))
  return join(path, 'dist')
}
