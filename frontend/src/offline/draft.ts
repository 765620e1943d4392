import { onScopeDispose, shallowReactive, shallowRef, toRaw, watch } from 'vue'
import { db } from './db'
import { seal, unseal } from './vault'

const PAUSE = 400

/**
 * A form that survives a closed page: what was typed comes back from the phone's store, and each change is kept.
 * `ready` turns true when it is safe to show; `discard` forgets it.
 */
export function useDraft<T extends object>(key: string, initial: () => T | Promise<T>) {
  // Shallow: a proxy inside would not go into the phone's store, so fields are replaced, never changed within.
  const draft = shallowRef<T>()
  const store = db()
  let timer = 0
  let discarded = false

  async function save() {
    clearTimeout(timer)
    if (!draft.value || discarded)
      return
    const box = await seal(store, 'drafts', key, {
      ...toRaw(draft.value),
    })
    if (!discarded)
      await store.drafts.put(box, key)
  }

  /** A full phone must not disturb the typing: the form on the screen has it all. */
  const quietly = () => void save().catch(() => {})

  void (async () => {
    const kept = await unseal<T>(store, 'drafts', key, await store.drafts.get(key))
    const form = shallowReactive({
      ...await initial(),
      ...kept,
    })
    draft.value = form
    watch(form, () => {
      clearTimeout(timer)
      timer = window.setTimeout(quietly, PAUSE)
    })
  })()
  onScopeDispose(quietly)

  async function discard() {
    discarded = true
    clearTimeout(timer)
    await store.drafts.delete(key)
  }

  return { draft, discard }
}
