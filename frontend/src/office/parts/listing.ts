import type { MaybeRefOrGetter } from 'vue'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive, toValue, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Paging {
  page_size: number
  cursor?: string
  sort?: string
  include_total: boolean
}

export interface Page<Item> {
  items: Item[]
  next_cursor: string | null
  total: number | null
}

export const PAGE_SIZE = 50

/**
 * A filtered list of the server, page by page. Page and sort order live in the address (`page`, `cursor`, `sort`).
 * The server only goes forward; the way back is remembered while this list stays open.
 */
// eslint-disable-next-line max-lines-per-function -- one composable is one closure
export function useListing<Item, Filters extends object>(
  name: string,
  filters: MaybeRefOrGetter<Filters>,
  fetchPage: (filters: Filters, paging: Paging) => Promise<Page<Item>>,
) {
  const route = useRoute()
  const router = useRouter()
  const trail = reactive(new Map<number, string>())
  const text = (key: string) => route.query[key]?.toString()
  const paging = computed(() => ({
    page: Number(text('page') ?? 1),
    cursor: text('cursor'),
    sort: text('sort'),
  }))
  const scope = computed(() => JSON.stringify([
    toValue(filters),
    paging.value.sort,
  ]))
  const totals = reactive(new Map<string, number>())
  watch(scope, () => trail.clear())

  const { data, error, isFetching, isLoading, refetch } = useQuery({
    queryKey: computed(() => [name, scope.value, paging.value.cursor]),
    queryFn: async () => {
      const { cursor, sort } = paging.value
      const asked = scope.value
      const include_total = !totals.has(asked) || !cursor
      const page = await fetchPage(toValue(filters), {
        page_size: PAGE_SIZE,
        cursor,
        sort,
        include_total,
      })
      if (page.total != null)
        totals.set(asked, page.total)
      return page
    },
    placeholderData: keepPreviousData,
  })

  function turn(to: number, cursor?: string) {
    const { page: _, cursor: __, ...rest } = route.query
    return router.push({
      query: cursor
        ? { ...rest, page: to, cursor }
        : rest,
    })
  }

  function forward() {
    const { page, cursor } = paging.value
    if (cursor)
      trail.set(page, cursor)
    return turn(page + 1, data.value?.next_cursor ?? undefined)
  }

  return reactive({
    rows: computed(() => data.value?.items ?? []),
    total: computed(() => totals.get(scope.value)),
    page: computed(() => paging.value.page),
    sort: computed(() => paging.value.sort),
    error,
    loading: isLoading,
    fetching: isFetching,
    more: computed(() => !!data.value?.next_cursor),
    forward,
    /** To the page before, or to the first one when the way back is not known. */
    back: () => turn(paging.value.page - 1, trail.get(paging.value.page - 1)),
    first: () => turn(1),
    order: (sort?: string) => {
      const { page: _, cursor: __, sort: ___, ...rest } = route.query
      return router.push({
        query: sort
          ? { ...rest, sort }
          : rest,
      })
    },
    refetch,
  })
}
