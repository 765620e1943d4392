import type { RouteLocationRaw } from 'vue-router'
import type { Notice, Todo } from '@/api/types'
import type { Tone } from '@/ui/StatusTag.vue'

/** What each kind of to-do is called, how it is marked and where it is done. */
interface Kind {
  text: string
  tone: Tone
  page: string
  /** Its title says what the word and the button do not. */
  told?: boolean
}

const RUNGS: Record<string, Kind> = {
  reminder: { text: '到期提醒', tone: 'info', page: 'notice' },
  written: { text: '书面通知', tone: 'warning', page: 'notice' },
  overdue: { text: '逾期催告', tone: 'danger', page: 'notice' },
}

const OTHERS: Record<string, Kind> = {
  visit_due: { text: '走访', tone: 'info', page: 'visit' },
  alert_verification: {
    text: '核实预警',
    tone: 'danger',
    page: 'alert',
    told: true,
  },
  finding: {
    text: '走访发现',
    tone: 'warning',
    page: 'finding',
    told: true,
  },
  case: {
    text: '监测个案',
    tone: 'warning',
    page: 'case',
    told: true,
  },
  assurance_due: { text: '核查', tone: 'info', page: 'assurance-check' },
  difference: {
    text: '部门比对',
    tone: 'warning',
    page: 'difference',
    told: true,
  },
}

const PLANS: Record<string, Kind> = {
  plan_missing: { text: '制定计划', tone: 'info', page: 'household' },
  plan_returned: { text: '修改计划', tone: 'danger', page: 'household' },
  plan_unconfirmed: { text: '农户确认', tone: 'info', page: 'household' },
  plan_adjust: { text: '调整计划', tone: 'warning', page: 'household' },
  measure_due: { text: '措施进度', tone: 'warning', page: 'plan' },
}

const ALERT: Kind = {
  text: '预警',
  tone: 'danger',
  page: 'alert',
  told: true,
}

export const FILTERS = [
  { value: 'all', text: '全部' },
  ...Object.entries({
    ...RUNGS,
    ...OTHERS,
  }).map(([value, { text }]) => ({ value, text })),
  { value: 'plan', text: '一户一策' },
  { value: 'alert', text: ALERT.text },
]

/** Key among `FILTERS`: the step of the loan ladder, one for all of plans, else the kind itself. */
export function kindKey(todo: Todo): string {
  if (PLANS[todo.kind])
    return 'plan'
  return todo.kind === 'loan_notice'
    ? noticeOf(todo).rung
    : todo.kind
}

export function kindOf(todo: Todo): Kind {
  const key = kindKey(todo)
  return RUNGS[key] ?? OTHERS[key] ?? PLANS[todo.kind] ?? ALERT
}

export function pageOf(todo: Todo): RouteLocationRaw {
  const { page } = kindOf(todo)
  if (page === 'household' || page === 'plan')
    return planPage(todo, page)
  if (page === 'assurance-check') {
    return {
      name: page,
      params: { id: todo.household_id },
    }
  }
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

function planPage({ id, household_id }: Todo, name: string): RouteLocationRaw {
  return name === 'plan'
    ? {
        name,
        params: { id: household_id, what: 'progress' },
        query: { measure: id },
      }
    : {
        name,
        params: { id: household_id },
        query: { part: 'plan' },
      }
}

/** The notice a `loan_notice` to-do carries. */
export function noticeOf(todo: Todo): Notice {
  return todo.ref as unknown as Notice
}

/** From how many of one rule on they share a line. */
const STORM = 4

/** To-dos in their order; many alerts of one rule, wherever they stand, come together in the place of the first. */
export function bundles(todos: Todo[]): Todo[][] {
  const rules = new Map<string, Todo[]>()
  for (const todo of todos) {
    const key = todo.kind.startsWith('alert')
      ? `${todo.kind} ${todo.title}`
      : todo.id
    rules.set(key, [
      ...rules.get(key) ?? [],
      todo,
    ])
  }
  return [
    ...rules.values(),
  ].flatMap(some => some.length < STORM
    ? some.map(todo => [todo])
    : [some])
}
