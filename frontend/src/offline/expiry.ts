import type { KitState } from './kit'
import { everyStore } from './db'

/** A phone that is lost must not keep people's files for ever; as long as a sign-in lasts on the server. */
const KEPT = 7 * 86_400_000

/** Clears what was fetched too long ago, of any user of this device. What waits to be sent always stays. */
export async function expireStores(now = Date.now()) {
  for (const store of await everyStore()) {
    const state = await store.kv.get('kit') as KitState | undefined
    if (state && now - state.pulledAt > KEPT) {
      await Promise.all([
        store.households.clear(),
        store.todos.clear(),
        store.kv.clear(),
      ])
    }
    store.close()
  }
}
