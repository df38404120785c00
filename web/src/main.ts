/** The page that proves: puts its parts together. */
import { examples } from './examples/all.ts'
import { startServiceWorker } from './isolation.ts'
import { watchNetwork } from './network.ts'
import { ProgramPicker } from './program-picker.ts'
import { Workbench } from './workbench.ts'

const picker = new ProgramPicker(new Workbench({ absent: 'Choose a program first.' }))
watchNetwork()
void picker.choose(examples.find(({ slug }) => `#${slug}` === location.hash) ?? examples[0]!)
void startServiceWorker()
