/** Starts a worker in whatever environment this is. */
import type { Spawn } from './handle.ts'
import { spawnNode } from './spawn-node.ts'
import { spawnWeb } from './spawn-web.ts'

export const spawn: Spawn = (events, url) =>
  (typeof Worker === 'undefined' ? spawnNode : spawnWeb)(events, url)
