/** The page that proves: puts its parts together. */
import { examples } from './examples/all.ts'
import { startServiceWorker } from './isolation.ts'
import { watchNetwork } from './network.ts'
import { Workbench } from './workbench.ts'

const workbench = new Workbench()
watchNetwork()
void workbench.choose(examples.find(({ slug }) => `#${slug}` === location.hash) ?? examples[0]!)
void startServiceWorker()
