/** The page on which programs are written: puts its parts together, each in a turn of its own, so that it stays free. */
import { byId } from './dom.ts'
import { startServiceWorker } from './isolation.ts'
import { watchNetwork } from './network.ts'
import { Playground } from './playground.ts'

const LABEL = 'Program in TypeScript. Control and Enter runs it, Tab leaves it.'

watchNetwork()
void startServiceWorker()
const { Editor } = await import('./editor.ts')
const turn = () => new Promise((resolve) => setTimeout(resolve))
await turn()
const playground = new Playground((onChange, onRun) => new Editor(byId('editor'), LABEL, onChange, onRun))
await turn()
await playground.begin(location.hash)
addEventListener('hashchange', () => void playground.turn(location.hash))
