import type { WritableComputedRef } from 'vue'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Whether the sheet `name` is open. It lives in the address, so the phone's Back closes it and not the page. */
export function useSheet(name: string): WritableComputedRef<boolean> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => route.query.sheet === name,
    set(open) {
      if (open === (route.query.sheet === name))
        return
      if (open) {
        void router.push({
          query: { ...route.query, sheet: name },
        })
      }
      else {
        router.back()
      }
    },
  })
}
