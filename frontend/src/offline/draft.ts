import { onScopeDispose, shallowReactive, shallowRef, toRaw, watch } from 'vue'
import { db } from './db'

const PAUSE = 400

/**
 * A form that survives a closed page: what was typed comes back from the phone's store, and each change is kept.
 * `ready` turns true when it is safe to show; `discard` forgets it.
 */
export function useDraft<T extends object>(key: string, initial: () => T | Promise<T>) {
  // Shallow: a proxy inside would not go into the phone's store, so fields are replaced, never changed within.
  const draft = shallowRef<T>()
  const { drafts } = db()
  let timer = 0
  let discarded = false

  const save = () => {
    clearTimeout(timer)
    if (draft.value && !discarded) {
      const form = toRaw(draft.value)
      void drafts.put({ ...form }, key)
    }
  }

  void (async () => {
    const kept = await drafts.get(key) as T | undefined
    const form = shallowReactive({
      ...await initial(),
      ...kept,
    })
    draft.value = form
    watch(form, () => {
      clearTimeout(timer)
      timer = window.setTimeout(save, PAUSE)
    })
  })()
  onScopeDispose(save)

  async function discard() {
    discarded = true
    clearTimeout(timer)
    await drafts.delete(key)
  }

  return { draft, discard }
}
