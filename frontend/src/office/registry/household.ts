import type { MaybeRefOrGetter } from 'vue'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/api/client'

/** Reads the whole file of a household. */
export async function readHousehold(id: string) {
  return (await api.GET('/api/v1/households/{household_id}', {
    params: {
      path: { household_id: id },
    },
  })).data!
}

export function useHousehold(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [
      'household',
      toValue(id),
    ]),
    queryFn: () => readHousehold(toValue(id)),
  })
}

/** Every list and page that shows this household is read again. */
export function useHouseholdRefresh() {
  const client = useQueryClient()
  return () => Promise.all(['household', 'household-changes', 'households'].map(name => client.invalidateQueries({
    queryKey: [name],
  })))
}
