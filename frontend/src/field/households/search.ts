import type { Card } from '@/offline/lists'

/** The three classes under monitoring (三类户). */
const MONITORED = new Set(['unstable_exited', 'verge', 'sudden_hardship'])

export const isMonitored = (household: Pick<Card, 'household_class'>) => MONITORED.has(household.household_class)

/** Village and group (or natural village) as people say them. */
export const placeOf = (household: Pick<Card, 'region_name' | 'natural_village'>) => `${household.region_name ?? ''}${household.natural_village ?? ''}`

/** Whether name, pinyin initials, household number, village or group contain every word of `query`. */
export function matches(household: Card, query: string): boolean {
  const text = `${household.search_text}\n${household.head_name}\n${household.household_no}\n${household.region_name}`.toLowerCase()
  return query.toLowerCase().split(/\s+/).every(word => text.includes(word))
}
