import { QueryCache, QueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { ApiError } from '@/api/client'

const TRIES = 2

/** A refusal stays one; a dead line or a stumbling server is worth another try. */
const passing = (error: unknown) => !(error instanceof ApiError && error.status < 500)

/**
 * What the office has read of the server. What is on a page stays there, with all that is being filled in, while it cannot
 * be read again: `outdated` says so. It is read again by itself when the line is back.
 */
export function officeQueries() {
  const outdated = ref(false)
  const client = new QueryClient({
    queryCache: new QueryCache({
      onSuccess: () => outdated.value = false,
      onError(error, query) {
        if (query.state.data === undefined || !passing(error))
          return
        query.setState({ status: 'success', error: null })
        outdated.value = true
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < TRIES && passing(error),
        networkMode: 'always',
        refetchOnReconnect: 'always',
      },
    },
  })
  return { client, outdated }
}
