import { ref } from 'vue'
import { explain } from '@/api/client'

/** One sending at a time: whether it runs, and why the last one failed. */
export function useSubmit(action: () => Promise<unknown>) {
  const busy = ref(false)
  const failure = ref('')
  async function submit() {
    if (busy.value)
      return
    busy.value = true
    failure.value = ''
    try {
      await action()
    }
    catch (error) {
      failure.value = explain(error)
    }
    finally {
      busy.value = false
    }
  }
  return { busy, failure, submit }
}
