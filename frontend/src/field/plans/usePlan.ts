import { computed } from 'vue'
import { entries } from '@/offline/entries'
import * as files from '@/offline/files'
import { kitState } from '@/offline/kit'
import { useLive } from '@/offline/live'
import { useLabels } from '../labels'
import { useToday } from '../today'
import { planFile } from './plan'

/** A household and its plan, with all that waits on this phone. `found` turns true when the phone's store has answered. */
export function usePlan(id: () => string) {
  const today = useToday()
  const { label, options } = useLabels()
  const live = useLive(async () => ({
    household: await files.household(id()),
    waiting: await entries(),
    vague: (await kitState())?.vagueWords ?? [],
  }))
  const household = computed(() => live.value?.household)
  const plans = computed(() => household.value
    ? planFile(household.value, live.value!.waiting, today.value, live.value!.vague)
    : undefined)
  return {
    found: computed(() => live.value !== undefined),
    household,
    plans,
    today,
    label,
    options,
  }
}
