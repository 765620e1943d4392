import type { EntityTable, Table } from 'dexie'
import type { Household, Todo } from '@/api/types'
import Dexie from 'dexie'
import { useSession } from '@/session'

/** One request that waits on the phone until the server has it. */
export interface OutboxEntry {
  seq: number
  /** Sent as the Idempotency-Key: at least once on the wire, exactly once on the server. */
  id: string
  method: 'POST' | 'PUT'
  path: string
  json?: unknown
  /** `If-Match` of the row the person saw. */
  etag?: string
  /** Row of `photos` whose bytes are the body. */
  photoId?: string
  /** Entries of one user action: when one is rejected the rest of its group waits. */
  group: string
  label: string
  /** The to-do this action closes. */
  todoId?: string
  queuedAt: number
  attempts: number
  retryAt: number
  /** The server's words; the entry stays until the person decides. */
  rejected?: string
}

/** Bytes, not Blobs: iOS loses Blobs kept in IndexedDB. */
export interface Photo {
  id: string
  kind: 'photo' | 'signature'
  type: string
  bytes: ArrayBuffer
}

export type Store = Dexie & {
  households: EntityTable<Household, 'id'>
  todos: EntityTable<Todo, 'id'>
  outbox: EntityTable<OutboxEntry, 'seq'>
  photos: EntityTable<Photo, 'id'>
  drafts: Table<unknown, string>
  kv: Table<unknown, string>
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

function storeOf(name: string): Store {
  const store = new Dexie(name) as Store
  store.version(1).stores({
    households: 'id, region_code',
    todos: 'id, due_on, household_id',
    outbox: '++seq, &id, group, todoId',
    photos: 'id',
    drafts: '',
    kv: '',
  })
  return store
}

/** Removes a user's store from this device. */
export async function wipe(store: Store) {
  stores.forEach((value, key) => value === store && stores.delete(key))
  await store.delete()
}

/** All stores on this device, of whomever, opened for a look. */
export async function everyStore(): Promise<Store[]> {
  const names = await Dexie.getDatabaseNames()
  return names.filter(name => name.startsWith(PREFIX)).map(storeOf)
}
