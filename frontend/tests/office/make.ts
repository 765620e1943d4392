import { QueryClient } from '@tanstack/vue-query'
import { useSession } from '@/session'

const VALID = { valid_from: '2000-01-01', valid_to: null, note: null }

/** A query cache that knows these code lists, and a signed-in officer, so that no test asks a server. */
export function queryClientWith(lists: Record<string, Record<string, string>>) {
  useSession().user = {
    id: 'u',
    county: '511921',
    region: { code: '511921119' },
    permissions: [],
  } as never
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity },
    },
  })
  client.setQueryData(['code-lists'], Object.fromEntries(Object.entries(lists).map(([list, codes]) =>
    [
      list,
      Object.entries(codes).map(([code, label]) => ({ code, label, ...VALID })),
    ])))
  client.setQueryData(['regions-of-county', '511921'], [])
  return client
}
