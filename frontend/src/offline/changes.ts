const listeners = new Set<() => void>()

/** The other tabs of this browser. Where it is missing (iOS 14) a tab catches up when it is looked at. */
const tabs = globalThis.BroadcastChannel && new BroadcastChannel('yihu-store')

/** Calls back after each change of a phone's store, in whichever tab; the answer ends it. */
export function onChange(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function changed() {
  tell()
  tabs?.postMessage('changed')
}

function tell() {
  listeners.forEach(listener => listener())
}

tabs?.addEventListener('message', tell)
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tell())
