import type { Store } from './db'
import { uuid } from './uuid'

/** Which build this page is: the hash in its script's name. */
export const PAGE_VERSION = `${__VERSION__}+${/-([\w-]{8})\.js/.exec(import.meta.url)?.[1] ?? 'dev'}`

/** Kind of phone and browser, as far as it takes to tell two phones apart. */
const LABEL = (/\(([^)]*)\)/.exec(navigator.userAgent)?.[1] ?? '').slice(0, 80)

/**
 * What this phone says of its pending work with each request, so that the office sees who cannot synchronise. The commands
 * the request carries do not count: when the office reads it they have arrived.
 */
export async function report(store: Store, carried: string[] = []) {
  const rows = await store.outbox.all()
  const pending = rows.filter(({ id, state, settling }) => (state === 'waiting' || settling) && !carried.includes(id))
  const oldest = Math.min(...pending.map(({ queuedAt }) => queuedAt))
  return {
    id: await deviceId(store),
    label: LABEL,
    page_version: PAGE_VERSION,
    pending: pending.length,
    failed: rows.filter(needsPerson).length,
    oldest_pending_at: pending.length
      ? new Date(oldest).toISOString()
      : null,
    storage_kept: await navigator.storage?.persisted?.() ?? null,
  }
}

/** Whether a command waits for the person, not for the network. */
export function needsPerson({ state, settling }: { state: string, settling?: string }) {
  return !settling && (state === 'conflict' || state === 'quarantined')
}

/** One id per phone and user: two users of one phone are not tied to each other. */
async function deviceId({ own }: Store) {
  return await own.getOrPut('device', uuid()) as string
}
