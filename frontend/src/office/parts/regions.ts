import type { MaybeRefOrGetter } from 'vue'
import type { Schemas } from '@/api/client'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/api/client'
import { useSession } from '@/session'

export type Region = Schemas['RegionRead']

// eslint-disable-next-line ts/consistent-type-definitions -- an interface has no index signature, which the cascader asks for
export type Place = { value: string, label: string, disabled?: boolean, children?: Place[] }

export const ZONES = ['zones']
/** Whether a list is narrowed to a zone and not to a region. */
export const isZone = (place?: string) => place?.includes('-') ?? false

const HOUR = 3600 * 1000
const TOWNSHIP = 9
const VILLAGE = 12
const GROUP = 15

/** One region by its code. */
export function useRegion(code: string) {
  return useQuery({
    queryKey: ['region', code],
    queryFn: async () => (await api.GET('/api/v1/regions/{code}', {
      params: {
        path: { code },
      },
    })).data!,
    staleTime: HOUR,
  })
}

/** The regions directly below one. */
export function useChildren(parent: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: computed(() => [
      'regions',
      toValue(parent),
    ]),
    queryFn: async () => (await api.GET('/api/v1/regions', {
      params: {
        query: {
          parent: toValue(parent)!,
        },
      },
    })).data!.items,
    enabled: computed(() => !!toValue(parent)),
    staleTime: HOUR,
  })
}

/** Townships and villages of the user's county, ended ones too: old records still name them. */
export function useCountyRegions() {
  const county = useSession().user!.county
  return useQuery({
    queryKey: ['regions-of-county', county],
    queryFn: async () => {
      const lists = await Promise.all((['township', 'village'] as const).map(level =>
        api.GET('/api/v1/regions', {
          params: {
            query: { parent: county, level },
          },
        })))
      return lists.flatMap(list => list.data!.items)
    },
    staleTime: HOUR,
  })
}

/** 片区 that hold and have a village in the user's area; their ids stand where a list is narrowed to a region. */
export function useZones() {
  return useQuery({
    queryKey: ZONES,
    queryFn: async () => (await api.GET('/api/v1/zones')).data!,
    staleTime: HOUR,
  })
}

/** `杨柏镇 朽石坎村 2组` for any code of the county, the name of a zone for its id; the county itself is 全县. */
export function useRegionNames() {
  const { data } = useCountyRegions()
  const { data: zones } = useZones()
  const names = computed(() => new Map(data.value?.map(region => [region.code, region.short_name])))
  return (code: string) => {
    if (isZone(code))
      return zones.value?.find(zone => zone.id === code)?.name ?? '片区'
    const parts = [TOWNSHIP, VILLAGE].filter(length => code.length >= length).map(length => code.slice(0, length))
    const group = code.length === GROUP
      ? [`${Number(code.slice(VILLAGE))}组`]
      : []
    return [
      ...parts.map(part => names.value.get(part) ?? part),
      ...group,
    ].join(' ') || '全县'
  }
}

/** The tree below `root` as a cascader takes it. */
export function placesBelow(root: string, regions: readonly Region[]): Place[] {
  return regions.filter(region => region.parent_code === root).map((region) => {
    const children = placesBelow(region.code, regions)
    return {
      value: region.code,
      label: region.valid_to
        ? `${region.name}（已撤并）`
        : region.name,
      ...children.length && { children },
    }
  })
}
