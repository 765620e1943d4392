import { shallowRef } from 'vue'

/** Switches to the new version, once one is waiting. */
export const applyUpdate = shallowRef<() => void>()

/** Keeps the app shell on the phone; a new version waits until the person accepts it. */
export async function installShell() {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator))
    return
  const workers = navigator.serviceWorker
  const registration = await workers.register('/sw.js')
  const offer = () => {
    const worker = registration.waiting
    if (worker && workers.controller)
      applyUpdate.value = () => worker.postMessage('activate')
  }
  offer()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer))
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void registration.update().catch(() => {}))
  let reloading = !workers.controller
  workers.addEventListener('controllerchange', () => {
    if (!reloading) {
      reloading = true
      location.reload()
    }
  })
}
