import { watch } from 'vue'
import { useSession } from '@/session'
import { heartbeat } from './commands'
import { db } from './db'
import { expireStores, sealStores } from './expiry'
import { pullKit } from './kit'
import { flush, flushNow } from './outbox'

const TICK = 5_000
const REFRESH = 300_000
/** By then a slow phone shows its lists. */
const SETTLED = 20_000

/** Sends what waits, then fetches what is new; a dead line is nothing to report, the next tick tries again. */
export async function synchronise() {
  if (!useSession().user)
    return
  await flushNow()
  await heartbeat(db())
  await pullKit()
}

let started = false

/** No Background Sync: iOS and WebViews lack it. The page itself synchronises while it is open. */
export function startSynchronising() {
  const quietly = () => void synchronise().catch(() => {})
  if (!started) {
    started = true
    addEventListener('online', quietly)
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && quietly())
    setInterval(() => useSession().user && void flush().catch(() => {}), TICK)
    setInterval(() => document.visibilityState === 'visible' && quietly(), REFRESH)
    watch(() => useSession().expired, expired => !expired && quietly())
  }
  void expireStores().catch(() => {}).then(quietly)
  setTimeout(() => void sealStores().catch(() => {}), SETTLED)
  void navigator.storage?.persist?.()
}
