import type { Ref } from 'vue'
import { computed } from 'vue'
import { useRoute } from 'vue-router'

/** Which command the query asks to redo, and whether another one about the same thing waits on this phone. */
export function useWaiting(found: Ref<{ waiting?: { id: string } } | undefined>) {
  const route = useRoute()
  const redo = computed(() => typeof route.query.redo === 'string'
    ? route.query.redo
    : undefined)
  const waits = computed(() => !!found.value?.waiting && found.value.waiting.id !== redo.value)
  return { redo, waits }
}
