import type { ShallowRef } from 'vue'
import { effectScope, onScopeDispose, shallowRef, watchEffect } from 'vue'
import { onChange } from './changes'

/**
 * A ref that follows a query of the phone's store, across tabs; undefined until the first answer. Every change asks again,
 * whatever it touched: a query that had to name its tables could forget one.
 */
export function useLive<T>(query: () => Promise<T>): Readonly<ShallowRef<T | undefined>> {
  const value = shallowRef<T>()
  let stop = () => {}
  watchEffect(() => {
    stop()
    stop = follow(query, answer => value.value = answer)
  })
  onScopeDispose(() => stop())
  return value
}

/** The same ref for all who ask, as long as somebody does: a hundred cards read one row once. */
export function shareLive<T>(query: () => Promise<T>) {
  let scope = effectScope(true)
  let value: ReturnType<typeof useLive<T>> | undefined
  let users = 0
  return () => {
    users++
    onScopeDispose(() => {
      if (--users)
        return
      scope.stop()
      scope = effectScope(true)
      value = undefined
    })
    return value ??= scope.run(() => useLive(query))!
  }
}

/** One question at a time; a change in between makes it ask once more. The first is asked at once, so that Vue sees what it reads. */
function follow<T>(query: () => Promise<T>, show: (answer: T) => void) {
  let asking = false
  let stale = false

  async function ask() {
    stale = true
    if (asking)
      return
    asking = true
    while (stale) {
      stale = false
      // What cannot be read now is asked for again at the next change.
      await query().then(answer => show(answer), () => {})
    }
    asking = false
  }

  const ignore = onChange(ask)
  void ask()
  return () => {
    ignore()
    show = () => {}
  }
}
