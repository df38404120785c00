import elf from '../min-max.elf'
import { prove } from '../prove.js'

chrome.runtime.onMessage.addListener((message, _sender, reply) => {
  if (message !== 'prove') return false
  prove(elf).then(reply, (error) => reply({ error: error.message }))
  return true
})
