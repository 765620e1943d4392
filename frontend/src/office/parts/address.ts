import type { Spec, Values } from './filters'
import { writeFilters } from './filters'

/** Where the API has a list, as it is filtered: `/alerts?state=open&sort=-raised_on`. */
export function addressOf(path: string, values: Values<Spec>, sort?: string): string {
  const query = Object.entries(writeFilters({ ...values, sort }))
    .flatMap(([key, value]) => [value].flat().map(one => [
      key,
      String(one),
    ]))
  return `${path.replace('/api/v1', '')}?${new URLSearchParams(query)}`
}
