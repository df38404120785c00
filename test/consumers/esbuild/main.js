import elf from '../min-max.elf'
import { prove } from '../prove.js'

globalThis.prove = (options) => prove(elf, options)
