import type { Decision } from './db'
import type { Conflict, Trouble } from './entries'
import { ApiError } from '@/api/client'
import { db } from './db'
import { entries, remove } from './entries'
import { send } from './sending'

/** A command of mine the server keeps undecided. */
export interface Unsettled {
  id: string
  kind: string
  title: string
  head_name?: string | null
  made_at: string
  status: string
  problem?: Trouble | null
  conflict?: Conflict | null
}

const QUERY = '?mine=true&status=conflict&status=quarantined&page_size=100'

/**
 * What of mine the server keeps undecided and this phone does not have: sent from another phone, or before it was wiped.
 * Commands kept here that somebody has settled meanwhile are taken off. Nothing without a network.
 */
export async function reviewMine(): Promise<Unsettled[]> {
  const store = db()
  const before = (await store.outbox.all()).filter(({ onServer, settling }) => onServer && !settling)
  const response = await send(`/api/v1/field-commands${QUERY}`, {})
  if (!response?.ok || store !== db())
    return []
  const { items, next_cursor } = await response.json() as { items: Unsettled[], next_cursor: string | null }
  const open = new Set(items.map(({ id }) => id))
  if (!next_cursor) {
    const gone = before.filter(({ id, state }) => state !== 'waiting' && !open.has(id)).map(({ id }) => id)
    await store.write(['outbox', 'photos'], tables => remove(tables, gone, true))
  }
  const here = new Set((await entries()).flatMap(({ id, replaces }) => [id, replaces]))
  return items.filter(({ id }) => !here.has(id))
}

/** Decides on one that another phone sent. Throws what the API throws. */
export async function settleThere(id: string, how: Decision) {
  const response = await send(`/api/v1/field-commands/${id}:settle`, {
    method: 'POST',
    headers: { 'Idempotency-Key': `${id}-${how}` },
    body: JSON.stringify({ how }),
  })
  if (!response)
    throw new TypeError('no network')
  if (!response.ok)
    throw new ApiError(response.status, await response.json().catch(() => undefined))
}
