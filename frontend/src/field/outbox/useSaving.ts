import { computed, nextTick, ref, shallowRef } from 'vue'
import { explain } from '@/api/client'
import { makeRoom, sendUnstored, StorageFull } from '@/offline/outbox'

/**
 * Saves a form on the phone, once at a time; `done` follows when it is kept or sent. `gap` says what is still missing; it is
 * asked from the first try on. When the phone is full the form stays as it is, and `full` offers what can be done (see
 * SaveTrouble.vue).
 */
export function useSaving(save: () => Promise<unknown>, done: () => unknown, gap = () => '') {
  const tried = ref(false)
  const missing = computed(() => tried.value
    ? gap()
    : '')
  const { attempt, full, ...state } = useAttempt(done)

  async function submit() {
    tried.value = true
    if (!missing.value)
      return attempt(save, () => full.value ? '' : '没有保存成功，请再试一次')
    await nextTick()
    document.querySelector('form [role=alert]')?.scrollIntoView({ block: 'center' })
  }

  return {
    ...state,
    full,
    tried,
    missing,
    submit,
    makeRoom: () => attempt(() => makeRoom(full.value!), () => '清理资料也腾不出足够的空间，资料没有清理。请删除手机里的照片、视频后再试，或直接上传'),
    sendNow: () => attempt(() => sendUnstored(full.value!), explain),
  }
}

function useAttempt(done: () => unknown) {
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

  return { busy, failure, full, attempt }
}

/** What stands at the button of a form that says beside each field what it lacks. */
export function several(gaps: object): string {
  return Object.keys(gaps).length
    ? '还有内容要补充，请看上面红色提示'
    : ''
}
