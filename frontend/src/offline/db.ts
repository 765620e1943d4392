import type { Store } from './store'
import type { Box } from './vault'
import { useSession } from '@/session'
import { storeOf } from './store'

export type { Store }

/** A household or a to-do: only its id can be read without the key. */
export interface FileRow extends Box {
  id: string
}

/**
 * `waiting`: the server has not answered yet. `conflict`: somebody changed the same field, the person chooses.
 * `quarantined`: not accepted, the person decides. `handed`: not accepted, left to the office.
 */
export type State = 'waiting' | 'conflict' | 'quarantined' | 'handed'

/** How a conflict or a command that was not accepted is settled. */
export type Decision = 'apply' | 'keep_theirs' | 'abandon'

/** One command that waits on the phone until the server has answered and the person has nothing left to decide. */
export interface OutboxRow extends Box {
  seq: number
  /** The server knows a repeat by it: at least once on the wire, exactly once on the server. */
  id: string
  householdId?: string
  /** The to-do this action closes. */
  todoId?: string
  photoIds: string[]
  state: State
  /** The server keeps it too, so it cannot get lost with the phone. */
  onServer: boolean
  /** What the person decided, not yet told to the server. */
  settling?: Decision
  queuedAt: number
  /** How often it has left the phone. */
  attempts: number
}

/** Bytes, not Blobs: iOS loses Blobs kept in IndexedDB. */
export interface Photo {
  id: string
  kind: 'photo' | 'signature'
  type: string
  bytes: ArrayBuffer
}

/** A photo on its way. One that has arrived stays as long as a command names it: that may have to be corrected. */
export interface PhotoRow extends Omit<Photo, 'bytes'>, Box {
  size: number
  /** Bytes the server is known to have. */
  offset: number
  sent: boolean
  queuedAt: number
  attempts: number
  /** The server's words when it does not want the picture. */
  failed?: string
}

const PREFIX = 'yihu-'
const stores = new Map<string, Store>()

/** The signed-in user's own store: on a shared phone nobody reads or sends as somebody else. */
export function db(): Store {
  const user = useSession().user
  if (!user)
    throw new Error('no one is signed in')
  const store = stores.get(user.id) ?? storeOf(PREFIX + user.id)
  stores.set(user.id, store)
  return store
}

/** Removes a user's store from this device, its key with it. */
export async function wipe(store: Store) {
  stores.forEach((value, key) => value === store && stores.delete(key))
  await store.remove()
}

/** All stores on this device, of whomever, opened for a look. Where the browser does not list them (iOS 13), the user's own. */
export async function everyStore(): Promise<Store[]> {
  const known = await indexedDB.databases?.() ?? [
    ...stores.values(),
  ]
  return known.map(({ name }) => name ?? '').filter(name => name.startsWith(PREFIX)).map(storeOf)
}

/** Whether the phone had no room for it. */
export const isFull = (error: unknown) => (error as Error).name === 'QuotaExceededError'

/** For a note that may be missing. */
export function unlessFull(error: unknown) {
  if (!isFull(error))
    throw error
}
