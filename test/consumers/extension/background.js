// A service worker may be ended at any time, so the proof is made by an offscreen document.
globalThis.prove = async () => {
  await chrome.offscreen.createDocument({
    url: 'offscreen.html',
    reasons: ['WORKERS'],
    justification: 'proves in workers',
  })
  return chrome.runtime.sendMessage('prove')
}
