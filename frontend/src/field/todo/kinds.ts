import type { RouteLocationRaw } from 'vue-router'
import type { Notice, Todo } from '@/api/types'
import type { Tone } from '@/ui/StatusTag.vue'

/** What each kind of to-do is called, how it is marked and where it is done. */
interface Kind {
  text: string
  tone: Tone
  page: string
}

const RUNGS: Record<string, Kind> = {
  reminder: { text: '到期提醒', tone: 'info', page: 'notice' },
  written: { text: '书面通知', tone: 'warning', page: 'notice' },
  overdue: { text: '逾期催告', tone: 'danger', page: 'notice' },
}

const OTHERS: Record<string, Kind> = {
  visit_due: { text: '走访', tone: 'info', page: 'visit' },
  finding: { text: '走访发现', tone: 'warning', page: 'finding' },
}

const ALERT: Kind = { text: '预警', tone: 'danger', page: 'alert' }

export const FILTERS = [
  { value: 'all', text: '全部' },
  ...Object.entries({
    ...RUNGS,
    ...OTHERS,
  }).map(([value, { text }]) => ({ value, text })),
  { value: 'alert', text: ALERT.text },
]

/** Key among `FILTERS`: the step of the loan ladder, else the kind itself. */
export function kindKey(todo: Todo): string {
  return todo.kind === 'loan_notice'
    ? noticeOf(todo).rung
    : todo.kind
}

export function kindOf(todo: Todo): Kind {
  const key = kindKey(todo)
  return RUNGS[key] ?? OTHERS[key] ?? ALERT
}

export function pageOf(todo: Todo): RouteLocationRaw {
  const { page } = kindOf(todo)
  return page === 'visit'
    ? {
        name: page,
        params: { id: todo.household_id },
        query: { purpose: 'routine' },
      }
    : {
        name: page,
        params: { id: todo.id },
      }
}

/** The notice a `loan_notice` to-do carries. */
export function noticeOf(todo: Todo): Notice {
  return todo.ref as unknown as Notice
}
