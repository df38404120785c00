// Bundles limpid/verify into one file without what only a prover does: functions of rows and of records of calls write
// traces, functions of memory run programs. They stand beside the constraints that they belong to, so they are taken
// away by the type of their first parameter.
import { build as bundle } from 'esbuild'
import { isArrowFunction, isFunctionLikeDeclaration } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

const ENTRY = 'src/verify.ts'
const PROVER_TYPE = /^(Row|CallRecord|CallMemory|Pick<Row, .*>)$/

/** The source without the parameters and the bodies of the prover's functions. */
function withoutProver(source, checker) {
  const functions = []
  const visit = (node) => {
    if (isFunctionLikeDeclaration(node) && node.body && node.parameters.length > 0) functions.push(node)
    node.forEachChild(visit)
  }
  source.forEachChild(visit)
  let { text } = source
  let end = text.length
  const types = checker.getTypeAtLocation(functions.map(({ parameters }) => parameters[0]))
  const own = functions.filter((_, k) => PROVER_TYPE.test(checker.typeToString(types[k])))
  const outermost = own.filter((node) => !own.some((other) => other.pos < node.pos && node.end <= other.end))
  for (const node of outermost.reverse()) {
    if (node.body.end > end) throw new Error('functions are not in order')
    const isArrow = isArrowFunction(node)
    const from = isArrow ? node.getStart(source) : text.lastIndexOf('(', node.parameters[0].getStart(source))
    end = from
    text = `${text.slice(0, from)}${isArrow ? '() => {}' : '() {}'}${text.slice(node.body.end)}`
  }
  return text
}

export async function bundleVerifier(outfile) {
  const compiler = new API()
  try {
    const [{ program, checker }] = compiler.updateSnapshot({ openProject: 'tsconfig.json' }).getProjects()
    const withoutProverPlugin = {
      name: 'without-prover',
      setup({ onLoad }) {
        onLoad({ filter: /\.ts$/ }, ({ path }) => {
          const source = program.getSourceFile(path)
          if (source === undefined) throw new Error(`${path} is not of the project`)
          return { contents: withoutProver(source, checker), loader: 'ts' }
        })
      },
    }
    await bundle({
      entryPoints: [ENTRY],
      outfile,
      allowOverwrite: true,
      bundle: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      legalComments: 'eof',
      logLevel: 'warning',
      plugins: [withoutProverPlugin],
    })
  } finally {
    compiler.close()
  }
}
