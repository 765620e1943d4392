import type { Ref } from 'vue'
import { ref } from 'vue'

/** What a dialog over a list is about, `true` where it is open and that is all; when it is done, the list is read again. */
export function useDialog<About = true>(list: { refetch: () => Promise<unknown> }) {
  const about = ref() as Ref<About | undefined>
  async function done() {
    about.value = undefined
    await list.refetch()
  }
  return { about, done }
}
