/** Rows of the table of modular arithmetic that lie as consistently as they can. */
import type { Forgery, RowAttack } from '../rows.ts'
import type { Call, ModmulSample } from './modmul-rows.ts'

type Sampler = (call: Call) => ModmulSample

export function attacksOnModmul(_: Sampler): RowAttack<ModmulSample>[] {
  return []
}

export function forgeriesOfModmul(_: Sampler): Forgery<ModmulSample>[] {
  return []
}
