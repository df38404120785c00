/**
 * How much there is to do in each phase, and how much a kernel does of it: field elements that are interpolated,
 * extended or hashed, and values of constraints. Other kernels do their work along with these.
 */
import type { KernelName, Memory } from '../../engine/contract.ts'
import { DEGREE } from '../../field/quartic.ts'
import { CHUNKS, LOG_QUOTIENT_COSETS } from '../parameters.ts'
import { SALT_ELEMENTS, type Shape, type TreeName } from '../shape.ts'

/** Elements by phase, filling the traces not included. */
export interface ProofWork {
  readonly trace: number
  readonly commit: number
  readonly lookups: number
  readonly quotient: number
  readonly open: number
}

/** Elements that a job of a kernel works on. */
export function elementsOf(memory: Memory, kernel: KernelName, job: readonly number[]): number {
  switch (kernel) {
    case 'interpolate':
    case 'evaluate':
      return 2 ** job[2]!
    case 'hashRows':
      return job[2]! * job[7]!
    case 'tableQuotient':
      return memory.u32[(job[0]! >>> 2) + 1]! * job[7]!
    default:
      return 0
  }
}

/** The sums of `elementsOf` over all jobs of `preprocess` for the program's tables and of `proveTraces`. */
export function proofWork({ parameters, trees, classes, folds, logHeight }: Shape): ProofWork {
  const blowup = 2 ** parameters.logBlowup
  const cosets = 2 ** LOG_QUOTIENT_COSETS
  const height = 2 ** logHeight
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const tree = (name: TreeName) => {
    const { links, salted } = trees.find((candidate) => candidate.name === name)!
    const hashed = sum(links.map((link) => link.columns * 2 ** link.logHeight))
    const salts = salted ? SALT_ELEMENTS * 2 ** links[links.length - 1]!.logHeight : 0
    return { hashed: blowup * hashed, columns: hashed - salts }
  }
  const [program, main, aux, quotient] = [tree('program'), tree('main'), tree('aux'), tree('quotient')]
  const constraints = classes.flatMap(({ tables }) =>
    tables.map((shaped) => shaped.table.constraints.length * 2 ** shaped.logHeight),
  )
  const word = blowup * DEGREE * height
  const classRows = sum(classes.map((own) => 2 ** own.logHeight))
  return {
    // Messages are constants, whose coefficients are known.
    trace: (1 + blowup) * (program.columns + main.columns) - DEGREE * classRows + program.hashed + word,
    commit: main.hashed,
    lookups: (1 + blowup) * aux.columns + aux.hashed,
    quotient: cosets * (sum(constraints) + classRows + DEGREE * height) + CHUNKS * word + quotient.hashed,
    // One E column for each class and point.
    open: 2 * blowup * DEGREE * classRows + sum(folds.map((fold) => blowup * DEGREE * 2 ** fold.logHeight)),
  }
}
