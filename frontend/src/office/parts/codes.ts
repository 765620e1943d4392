import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api/client'
import { today } from './today'

export interface Choice { value: string, label: string }

const DAY = 24 * 3600 * 1000

/** Labels of all code lists, fetched once a day. */
export function useCodes() {
  const { data } = useQuery({
    queryKey: ['code-lists'],
    queryFn: async () => (await api.GET('/api/v1/code-lists')).data!.lists,
    staleTime: DAY,
    gcTime: DAY,
  })

  const labels = computed(() => new Map(Object.entries(data.value ?? {}).map(
    ([list, codes]) => [
      list,
      new Map(codes.map(code => [code.code, code.label])),
    ],
  )))

  /** The label of a code; a code without one shows itself, none shows nothing. */
  function label(list: string, code?: string | number | null): string {
    return code == null
      ? ''
      : labels.value.get(list)?.get(String(code)) ?? String(code)
  }

  /** What may be chosen today, and what is chosen already even if it has been withdrawn since. */
  function choices(list: string, ...chosen: (string | number | null | undefined)[]): Choice[] {
    const now = today()
    const kept = new Set(chosen.map(String))
    return (data.value?.[list] ?? [])
      .filter(code => kept.has(code.code) || (code.valid_from <= now && (!code.valid_to || code.valid_to > now)))
      .map(code => ({ value: code.code, label: code.label }))
  }

  /** What the list says of a code beyond its label. */
  const note = (list: string, code: string) => data.value?.[list]?.find(one => one.code === code)?.note ?? undefined

  return { label, choices, note }
}
