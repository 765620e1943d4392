import type { Store } from './db'
import type { KitState } from './kit'
import type { Rows } from './rows'
import type { Box } from './vault'
import { everyStore } from './db'
import { canSeal, forget, seal, unseal } from './vault'

/** A phone that is lost must not keep people's files for ever; as long as a sign-in lasts on the server. */
const KEPT = 7 * 86_400_000

/** Clears what was fetched too long ago, of any user of this device. */
export async function expireStores(now = Date.now()) {
  for (const store of await everyStore()) {
    const state = await unseal<KitState>(store, 'kv', 'kit', await store.kv.get('kit'))
    if (!canSeal() || !state || now - state.pulledAt > KEPT)
      await dropFiles(store)
    store.close()
  }
}

/** Seals what is not sealed yet, of any user of this device. Looks at every row: not while a page is being opened. */
export async function sealStores() {
  for (const store of canSeal()
    ? await everyStore()
    : []) {
    await sealRest(store)
    store.close()
  }
}

/** Forgets what can be fetched again. What waits to be sent, drafts and the key stay. */
export async function dropFiles(store: Store) {
  await store.write(['households', 'todos', 'kv'], async ({ households, todos, kv }) => {
    await Promise.all([
      households.clear(),
      todos.clear(),
      kv.clear(),
    ])
  })
  forget(store)
}

/** Takes all households but the one at hand off the phone, inside a transaction; the next fetch brings them back. */
export async function shedding(store: Store, householdId = '') {
  const state = await unseal<KitState>(store, 'kv', 'kit', await store.kv.get('kit'))
  const partial = state && await seal(store, 'kv', 'kit', { ...state, cursor: undefined, lists: undefined })
  return async ({ households, kv }: Pick<Rows, 'households' | 'kv'>) => {
    await households.delete(...(await households.keys()).filter(id => id !== householdId))
    if (partial)
      await kv.put(partial, 'kit')
  }
}

const TABLES = [
  'households',
  'todos',
  'kv',
  'outbox',
  'photos',
  'drafts',
] as const

/** What these tables have in common. */
interface Sealing {
  keys: () => Promise<IDBValidKey[]>
  get: (key: IDBValidKey) => Promise<Box & { id?: string } | undefined>
  update: (key: IDBValidKey, change: (row: Box) => Box | undefined) => Promise<void>
}

/** Rows written by the first version of the page, or without cryptography. One changed meanwhile is left to the next time. */
async function sealRest(store: Store) {
  for (const name of TABLES) {
    const table = store[name] as Sealing
    for (const key of await table.keys()) {
      const row = await table.get(key)
      if (row?.plain === undefined)
        continue
      const box = await seal(store, name, String(row.id ?? key), row.plain)
      await table.update(key, ({ plain }) => plain === undefined
        ? undefined
        : box)
    }
  }
}
