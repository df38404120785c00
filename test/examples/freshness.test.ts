/** Two proofs of one statement have nothing in common that depends on the execution. */
import { expect, test } from 'vitest'
import { proofDetails } from '../../src/cli/proof-details.ts'
import { caseNamed, proveCase } from './support.ts'

test('two proofs of the same statement differ everywhere', async () => {
  const example = caseNamed('min-max: the list of the specification')
  const [a, b] = (await Promise.all([proveCase(example), proveCase(example)])).map(({ result }) =>
    proofDetails(result.proof),
  )
  const { shape } = a!
  expect(a!.proof.heights).toEqual(b!.proof.heights)
  for (const root of ['main', 'aux', 'quotient'] as const)
    expect(a!.proof.roots[root]).not.toEqual(b!.proof.roots[root])
  for (const [k, sum] of a!.proof.sums.entries()) expect(sum, `sum ${k}`).not.toEqual(b!.proof.sums[k])
  shape.openings.forEach((opening, k) => {
    if (opening.tree === 'fixed' || opening.tree === 'program') return
    expect(a!.proof.values[k], `value of tree ${opening.tree}, column ${opening.column}`).not.toEqual(
      b!.proof.values[k],
    )
  })
  for (const [k, root] of a!.proof.layerRoots.entries())
    expect(root, `layer ${k}`).not.toEqual(b!.proof.layerRoots[k])
  for (const [k, value] of a!.proof.final.entries()) {
    expect(value, `coefficient ${k}`).not.toEqual(b!.proof.final[k])
  }
  const rows = new Set(
    b!.proof.trees.flatMap((tree, k) => (shape.trees[k]!.salted ? tree.rows.map(String) : [])),
  )
  a!.proof.trees.forEach((tree, k) => {
    if (shape.trees[k]!.salted) for (const row of tree.rows) expect(rows.has(String(row))).toBe(false)
  })
})

test('no opened value of a hiding tree is zero', async () => {
  const { result } = await proveCase(caseNamed('min-max: the list of the specification'))
  const { proof, shape } = proofDetails(result.proof)
  shape.openings.forEach(({ tree, column }, k) => {
    if (tree === 'fixed' || tree === 'program') return
    expect(
      proof.values[k]!.some((coordinate) => coordinate !== 0),
      `tree ${tree}, column ${column}`,
    ).toBe(true)
  })
})
