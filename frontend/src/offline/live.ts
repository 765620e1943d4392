import type { ShallowRef } from 'vue'
import { liveQuery } from 'dexie'
import { onScopeDispose, shallowRef, watchEffect } from 'vue'

/** A ref that follows a query of the phone's store, across tabs; undefined until the first answer. */
export function useLive<T>(query: () => Promise<T>): Readonly<ShallowRef<T | undefined>> {
  const value = shallowRef<T>()
  let stop = () => {}
  watchEffect(() => {
    stop()
    const subscription = liveQuery(query).subscribe(answer => value.value = answer)
    stop = () => subscription.unsubscribe()
  })
  onScopeDispose(() => stop())
  return value
}
