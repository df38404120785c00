/** The page: puts its parts together. */
import { Checker } from './checker.ts'
import { examples } from './examples/all.ts'
import { startServiceWorker } from './isolation.ts'
import { claimOf } from './link.ts'
import { watchNetwork } from './network.ts'
import { Workbench } from './workbench.ts'

const workbench = new Workbench()
const checker = new Checker()

/** Follows the fragment of the address: a claim to verify, or the name of a program. */
function follow(): void {
  const claim = claimOf(location.hash)
  if (claim !== undefined) {
    checker.fill(claim)
    document.getElementById('verify')?.scrollIntoView()
  }
}

addEventListener('hashchange', follow)
watchNetwork()
void workbench.choose(examples.find(({ slug }) => `#${slug}` === location.hash) ?? examples[0]!)
follow()
void startServiceWorker()
