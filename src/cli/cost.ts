/** What a proof of a run would cost, without a proof. */
import { createProver, type Plan, type PlanOptions, type Program, type ShapeChoice } from '../index.ts'

export { tableName as tableLabel } from '../machine/machine.ts'

export type Cost = Omit<Plan, 'output' | 'stderr'>

/** Executes a program and counts, in a shape of the menu if one is given. @throws {TrapError} */
export async function measureCost(
  program: Program,
  options: PlanOptions,
  shape?: ShapeChoice,
): Promise<Cost> {
  const prover = await createProver({ threads: 1 })
  try {
    const plan = await prover.plan(program, { ...options, ...(shape === undefined ? {} : { shape }) })
    const { output: _, stderr: __, ...cost } = plan
    return cost
  } finally {
    await prover.dispose()
  }
}
