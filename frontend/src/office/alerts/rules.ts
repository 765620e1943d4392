import { useQuery } from '@tanstack/vue-query'
import { api } from '@/api/client'

export function useAlertRules() {
  return useQuery({
    queryKey: ['alert-rules'],
    queryFn: async () => (await api.GET('/api/v1/alert-rules')).data!,
  })
}
