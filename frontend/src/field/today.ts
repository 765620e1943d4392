import type { ComputedRef } from 'vue'
import type { KitState } from '@/offline/kit'
import { computed, shallowRef, watchEffect } from 'vue'
import { kitState } from '@/offline/kit'
import { useLive } from '@/offline/live'
import { addDays, isoDay } from '@/ui/format'

const latest = shallowRef<KitState>()

/** Follows the kit for `useToday`; true once it is read, so that no form begins on the phone's own idea of the day. */
export function followKit(): ComputedRef<boolean> {
  const kit = useLive(async () => ({ state: await kitState() }))
  watchEffect(() => latest.value = kit.value?.state)
  return computed(() => kit.value !== undefined)
}

/** The business day as the server counts it, carried on by the phone's clock while there is no network. */
export function useToday(): ComputedRef<string> {
  return computed(() => {
    if (!latest.value)
      return isoDay(new Date())
    const pulled = Date.parse(isoDay(new Date(latest.value.pulledAt)))
    const passed = Math.round((Date.parse(isoDay(new Date())) - pulled) / 86_400_000)
    return addDays(latest.value.businessOn, Math.max(0, passed))
  })
}
