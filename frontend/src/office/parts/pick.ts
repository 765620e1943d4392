import { shallowReactive } from 'vue'

/** Something that may be chosen, with what tells it from its namesakes. */
export interface Found { value: string, label: string, note?: string }
export interface Search {
  (text: string): Promise<Found[]>
  /** Reads one that an address names by its id alone. */
  one?: (id: string) => Promise<Found>
}

export const withOne = (search: (text: string) => Promise<Found[]>, one: Search['one']): Search => Object.assign(search, { one })

/** What was found or shown before, by id: a chosen one keeps its name when the next search does not find it. */
export const remember = shallowReactive(new Map<string, Found>())

export const nameOf = (id: string) => remember.get(id)?.label ?? id

/** Gives the name of something that is already chosen. */
export function named(value?: string | null, label?: string | null): string | undefined {
  if (value && label)
    remember.set(value, { value, label })
  return value ?? undefined
}

export const MOST_FOUND = 20
