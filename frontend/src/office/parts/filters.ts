import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** How a filter stands in the address: one text, several codes, or yes and no. */
export type Kind = 'text' | 'list' | 'flag'
export type Spec = Readonly<Record<string, Kind>>

interface Shapes { text: string, list: string[], flag: boolean }
export type Values<S extends Spec> = { -readonly [Name in keyof S]?: Shapes[S[Name]] }

/** Reads the filters of an address; what is not one of them, or not of its kind, is left out. */
export function readFilters<S extends Spec>(spec: S, query: LocationQuery): Values<S> {
  const found: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(spec)) {
    const given = [query[name] ?? []].flat().filter((text): text is string => !!text)
    if (!given.length)
      continue
    if (kind === 'list')
      found[name] = given
    else if (kind === 'text')
      found[name] = given[0]
    else if (given[0] === 'true' || given[0] === 'false')
      found[name] = given[0] === 'true'
  }
  return found as Values<S>
}

/** The address for these filters; empty ones leave no trace in it. */
export function writeFilters(values: Record<string, string | string[] | boolean | null | undefined>): LocationQueryRaw {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => {
    const empty = value == null || value === '' || (Array.isArray(value) && !value.length)
    return empty
      ? []
      : [
          [
            name,
            typeof value === 'boolean'
              ? String(value)
              : value,
          ],
        ]
  }))
}

/**
 * The filters of a list live in the address alone, so that reloading, Back and a sent link show the same list.
 * Every change starts again at the first page.
 */
export function useFilters<S extends Spec>(spec: S) {
  const route = useRoute()
  const router = useRouter()
  const values = computed(() => readFilters(spec, route.query))
  const active = computed(() => Object.keys(values.value).length > 0)

  function replaceAll(next: Record<string, string | string[] | boolean | null | undefined>) {
    const sort = route.query.sort
    return router.push({
      query: {
        ...writeFilters(next),
        ...sort && { sort },
      },
    })
  }

  return {
    values,
    active,
    /** Change some filters, keep the others and the sort order. */
    change: (patch: Partial<{ [Name in keyof S]: Shapes[S[Name]] | null }>) => replaceAll({
      ...values.value,
      ...patch,
    }),
    replaceAll,
    clear: () => replaceAll({}),
  }
}
