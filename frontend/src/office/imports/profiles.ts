import { api } from '@/api/client'

/** The kinds of lists this user may import, with their columns. */
export const useProfiles = {
  queryKey: ['import-profiles'],
  queryFn: async () => (await api.GET('/api/v1/import-profiles')).data!.items,
}

/** What headings of each source mean, the latest first. */
export function useKept(profile: () => string | undefined) {
  return () => ({
    queryKey: [
      'import-mappings',
      profile(),
    ],
    queryFn: async () => (await api.GET('/api/v1/import-mappings', {
      params: {
        query: {
          profile: profile(),
        },
      },
    })).data!.items,
    enabled: !!profile(),
  })
}
