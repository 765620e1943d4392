import type { MaybeRefOrGetter } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/api/client'
import { isLive } from './words'

const POLL = 1000

/** A job, asked for again until it has ended. */
export function useJob(id: MaybeRefOrGetter<string | undefined>) {
  const { data, ...rest } = useQuery({
    queryKey: computed(() => [
      'job',
      toValue(id),
    ]),
    queryFn: async () => (await api.GET('/api/v1/jobs/{job_id}', {
      params: {
        path: {
          job_id: toValue(id)!,
        },
      },
    })).data!,
    enabled: () => !!toValue(id),
    refetchInterval: query => query.state.data && isLive(query.state.data.state)
      ? POLL
      : false,
  })
  return { job: data, ...rest }
}
