/** The script of a pool's thread. */
import { joinPool } from './thread.ts'

joinPool()
