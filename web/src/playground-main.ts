/** The page on which programs are written: puts its parts together. */
import { startServiceWorker } from './isolation.ts'
import { watchNetwork } from './network.ts'
import { Playground } from './playground.ts'

const playground = new Playground()
addEventListener('hashchange', () => void playground.turn(location.hash))
watchNetwork()
void playground.begin(location.hash)
void startServiceWorker()
