import { readFile } from 'node:fs/promises'
import { prove } from '../prove.js'

const elf = await readFile(new URL('../min-max.elf', import.meta.url))
console.log(JSON.stringify(await prove(elf, { threads: 2 })))
