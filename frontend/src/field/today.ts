import type { ComputedRef } from 'vue'
import { computed } from 'vue'
import { kitState } from '@/offline/kit'
import { useLive } from '@/offline/live'
import { addDays, isoDay } from '@/ui/format'

/** The business day as the server counts it, carried on by the phone's clock while there is no network. */
export function useToday(): ComputedRef<string> {
  const kit = useLive(kitState)
  return computed(() => {
    if (!kit.value)
      return isoDay(new Date())
    const pulled = Date.parse(isoDay(new Date(kit.value.pulledAt)))
    const passed = Math.round((Date.parse(isoDay(new Date())) - pulled) / 86_400_000)
    return addDays(kit.value.businessOn, Math.max(0, passed))
  })
}
