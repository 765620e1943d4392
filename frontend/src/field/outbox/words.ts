import type { RouteLocationRaw } from 'vue-router'
import type { Conflict, Entry, Trouble } from '@/offline/entries'

const FIELDS: Record<string, string> = {
  phone: '联系电话',
  phone_masked: '联系电话',
  address: '住址',
}

/** One field two people changed: what this person wants and what stands there now. */
export interface Clash {
  field: string
  title: string
  mine: string
  theirs: string
}

export function clashes(conflict?: Conflict | null): Clash[] {
  return Object.entries(conflict?.fields ?? {}).map(([field, { mine, theirs }]) => ({
    field,
    title: FIELDS[field] ?? field,
    mine: show(mine),
    theirs: show(theirs),
  }))
}

function show(value: unknown): string {
  if (value == null || value === '')
    return '（空）'
  return Array.isArray(value)
    ? value.join('、')
    : String(value)
}

/** Why it was not accepted, in the server's words. */
export function reason(problem?: Trouble | null): string {
  const { title, detail } = problem ?? {}
  return [title ?? '服务器没有接受', detail].filter(Boolean).join('：')
}

/** Where what was typed can be corrected; `redo` names the command. */
export function correction(entry: Entry): RouteLocationRaw | undefined {
  const query = { redo: entry.id }
  switch (entry.kind) {
    case 'notice_delivery':
      return entry.todoId
        ? {
            name: 'notice',
            params: { id: entry.todoId },
            query,
          }
        : undefined
    case 'visit':
      return entry.householdId
        ? {
            name: 'visit',
            params: { id: entry.householdId },
            query,
          }
        : undefined
    case 'household_contact':
      return {
        name: 'household',
        params: { id: entry.householdId },
        query: { ...query, sheet: 'contact' },
      }
    default:
      return undefined
  }
}
