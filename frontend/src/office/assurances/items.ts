import type { Field, FieldValues } from '../parts/fields'
import type { Schemas } from '@/api/client'
import { useQuery } from '@tanstack/vue-query'
import { api } from '@/api/client'
import { code, day, flag, number, text } from '../parts/fields'

export type Item = Schemas['ItemRead']

/** The items and their forms, as the server declares them. */
export function useItems() {
  return useQuery({
    queryKey: ['assurance-items'],
    queryFn: async () => (await api.GET('/api/v1/assurance-items')).data!,
    staleTime: Infinity,
  })
}

const KINDS: Record<string, typeof text> = {
  bool: flag,
  int: number,
  date: day,
  text,
}

/** Lines of a form for the figures of an item. */
export function fieldsOf(item: Item): Field[] {
  return item.fields.map(({ name, title, kind, unit, list }) => list
    ? code(name, title, list)
    : KINDS[kind]!(name, title, { unit: unit ?? undefined }))
}

/** What a form holds, apart into figures and the rest. */
export function apart(item: Item, values: FieldValues) {
  const names = new Set(item.fields.map(({ name }) => name))
  const entries = Object.entries(values)
  return {
    figures: Object.fromEntries(entries.filter(([name]) => names.has(name))),
    rest: Object.fromEntries(entries.filter(([name]) => !names.has(name))),
  }
}
