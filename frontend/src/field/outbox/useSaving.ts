import { ref, shallowRef } from 'vue'
import { explain } from '@/api/client'
import { makeRoom, sendUnstored, StorageFull } from '@/offline/outbox'

/**
 * Saves a form on the phone, once at a time; `done` follows when it is kept or sent. When the phone is full the form stays as
 * it is, and `full` offers what can be done (see SaveTrouble.vue).
 */
export function useSaving(save: () => Promise<unknown>, done: () => unknown) {
  const busy = ref(false)
  const failure = ref('')
  const full = shallowRef<StorageFull>()

  async function attempt(action: () => Promise<unknown>, words: (error: unknown) => string) {
    if (busy.value)
      return
    busy.value = true
    failure.value = ''
    try {
      await action()
      full.value = undefined
      await done()
    }
    catch (error) {
      full.value = error instanceof StorageFull
        ? error
        : full.value
      failure.value = words(error)
    }
    finally {
      busy.value = false
    }
  }

  return {
    busy,
    failure,
    full,
    submit: () => attempt(save, () => full.value ? '' : '没有保存成功，请再试一次'),
    makeRoom: () => attempt(() => makeRoom(full.value!), () => '清理后空间还是不够，请删除手机上的照片、视频后再试，或直接上传'),
    sendNow: () => attempt(() => sendUnstored(full.value!), explain),
  }
}
