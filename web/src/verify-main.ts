/** The page that verifies: puts its parts together. */
import { Checker } from './checker.ts'
import { startServiceWorker } from './isolation.ts'
import { claimOf } from './link.ts'
import { watchNetwork } from './network.ts'

const checker = new Checker()

/** A claim in the address is one to verify. */
function follow(): void {
  const claim = claimOf(location.hash)
  if (claim !== undefined) void checker.take({ claim })
}

addEventListener('hashchange', follow)
watchNetwork()
follow()
void startServiceWorker()
