/** The page for circuits of circom: puts its parts together. */
import { CircuitForm } from './groth16-form.ts'
import { startServiceWorker } from './isolation.ts'
import { watchNetwork } from './network.ts'

new CircuitForm()
watchNetwork()
void startServiceWorker()
