// Bundles limpid/verify and the script of a page's workers into one file each, without what neither needs: labels of
// constraints, which only findings about traces show; and in the verifier what only a prover does. Functions of rows and
// of records of calls write traces, functions of memory run programs. They stand beside the constraints that they belong
// to, so they are taken away by the type of their first parameter.
import { build } from 'esbuild'
import {
  isArrowFunction,
  isCallExpression,
  isFunctionLikeDeclaration,
  isPropertyAccessExpression,
} from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

const PROVER_TYPE = /^(Row|CallRecord|CallMemory|Pick<Row, .*>)$/
const LABELLING = /^assert(Zero|Boolean)$/

/** All nodes of a source for which `isWanted` holds. */
function nodesOf(source, isWanted) {
  const found = []
  const visit = (node) => {
    if (isWanted(node)) found.push(node)
    node.forEachChild(visit)
  }
  source.forEachChild(visit)
  return found
}

/** Edits that leave the prover's functions without parameters and bodies. */
function withoutProver(source, checker) {
  const functions = nodesOf(
    source,
    (node) => isFunctionLikeDeclaration(node) && node.body && node.parameters.length > 0,
  )
  const types = checker.getTypeAtLocation(functions.map(({ parameters }) => parameters[0]))
  const own = functions.filter((_, k) => PROVER_TYPE.test(checker.typeToString(types[k])))
  const outermost = own.filter((node) => !own.some((other) => other.pos < node.pos && node.end <= other.end))
  return outermost.map((node) => {
    const isArrow = isArrowFunction(node)
    const { text } = source
    const from = isArrow ? node.getStart(source) : text.lastIndexOf('(', node.parameters[0].getStart(source))
    return { from, to: node.body.end, text: isArrow ? '() => {}' : '() {}' }
  })
}

/** Edits that leave constraints without their labels. */
function withoutLabels(source) {
  const calls = nodesOf(
    source,
    (node) =>
      isCallExpression(node) &&
      isPropertyAccessExpression(node.expression) &&
      LABELLING.test(node.expression.name.text) &&
      node.arguments.length === 2,
  )
  return calls.map(({ arguments: [label] }) => ({ from: label.getStart(source), to: label.end, text: "''" }))
}

function edited(source, edits) {
  let { text } = source
  let end = text.length
  for (const edit of edits.toSorted((a, b) => b.from - a.from)) {
    if (edit.to > end) throw new Error('parts that are left out overlap')
    end = edit.from
    text = `${text.slice(0, edit.from)}${edit.text}${text.slice(edit.to)}`
  }
  return text
}

/** Bundles the project's sources after the edits that `editsOf(source, checker)` gives for each. */
async function bundle({ program, checker }, options, editsOf) {
  const plugin = {
    name: 'edits',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = program.getSourceFile(path)
        if (source === undefined) throw new Error(`${path} is not of the project`)
        return { contents: edited(source, editsOf(source, checker)), loader: 'ts' }
      })
    },
  }
  await build({
    ...options,
    allowOverwrite: true,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    legalComments: 'eof',
    logLevel: 'warning',
    plugins: [plugin],
  })
}

/** Writes both bundles to the files of these names. */
export async function bundleBoth({ verifier, worker }) {
  const compiler = new API()
  try {
    const [project] = compiler.updateSnapshot({ openProject: 'tsconfig.json' }).getProjects()
    await bundle(
      project,
      { entryPoints: ['src/verify.ts'], outfile: verifier, format: 'esm' },
      (source, checker) => [...withoutProver(source, checker), ...withoutLabels(source)],
    )
    // Whoever has this file has all that a worker needs, under any policy and as a module or not. Without import.meta no
    // bundler looks into it for more workers.
    await bundle(
      project,
      {
        entryPoints: ['src/sdk/worker.ts'],
        outfile: worker,
        minify: true,
        format: 'iife',
        define: { 'import.meta.url': 'self.location.href' },
      },
      withoutLabels,
    )
  } finally {
    compiler.close()
  }
}
