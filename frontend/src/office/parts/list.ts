import type { Column } from './columns'
import type { Spec, Values } from './filters'
import type { Page } from './listing'
import type { Row } from './shapes'
import type { paths } from '@/api/schema'
import { computed, reactive, toRefs } from 'vue'
import { api } from '@/api/client'
import { addressOf } from './address'
import { useColumns } from './columns'
import { useFilters } from './filters'
import { useListing } from './listing'

interface Setup<Item> {
  /** The order the server uses unless asked for another. */
  sort?: string
  columns?: Column<Item>[]
  /** Name under which filters and columns are kept; without one they are not. */
  screen?: string
  /** Names in the path. */
  params?: Record<string, string>
  /** Asked for besides the filters. */
  always?: () => Record<string, unknown>
}

/** What a grid needs of a list. */
export interface Gridded<Item> {
  rows: readonly Item[]
  shown: Column<Item>[]
  sort?: string
  order: (sort?: string) => unknown
}

/** A list of the server with its filters (`v-model="list.where.state"`), pages, sort order and columns. */
// eslint-disable-next-line max-lines-per-function -- one composable is one closure
export function useList<Path extends keyof paths, S extends Spec>(path: Path, spec: S, setup: Setup<Row<Path>> = {}) {
  const filters = useFilters(spec)
  const asked = computed(() => ({
    ...setup.always?.(),
    ...filters.values.value,
  }))
  const name = [
    path,
    ...Object.values(setup.params ?? {}),
  ].join(' ')
  const listing = useListing<Row<Path>, object>(name, asked, async (query, paging) => {
    const params = {
      path: setup.params,
      query: {
        ...query,
        ...paging,
      },
    }
    // One call for every list: the path decides what the query may be, and the server refuses what it does not know.
    const { data } = await api.GET(path as '/api/v1/households', { params } as never)
    return data as unknown as Page<Row<Path>>
  })
  const place = Object.entries(setup.params ?? {}).reduce((found, [key, value]) => found.replace(`{${key}}`, value), path as string)
  const columns = useColumns<Row<Path>>(setup.screen ?? name, setup.columns ?? [])
  const where = reactive(Object.fromEntries(Object.keys(spec).map(key => [
    key,
    computed({
      get: () => filters.values.value[key],
      set: value => filters.change({ [key]: value ?? null } as Parameters<typeof filters.change>[0]),
    }),
  ]))) as unknown as Values<S>

  return reactive({
    ...toRefs(listing),
    sort: computed(() => listing.sort ?? setup.sort),
    screen: setup.screen,
    address: computed(() => addressOf(place, asked.value, listing.sort ?? setup.sort)),
    all: setup.columns ?? [],
    keys: columns.keys,
    shown: columns.shown,
    resetColumns: columns.reset,
    values: filters.values,
    active: filters.active,
    where,
    change: filters.change,
    use: filters.replaceAll,
    clear: filters.clear,
  })
}
