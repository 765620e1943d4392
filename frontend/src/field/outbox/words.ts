import type { RouteLocationRaw } from 'vue-router'
import type { Conflict, Entry, Trouble } from '@/offline/entries'

/** What a field is called, and the code list of its values. */
const FIELDS: Record<string, [title: string, list?: string]> = {
  phone: ['联系电话'],
  address: ['住址'],
  outcome: ['送达结果', 'delivery_outcome'],
  delivered_on: ['送达日期'],
  receiver_name: ['接收人'],
  receiver_relation: ['与借款人的关系', 'receiver_relation'],
  note: ['备注'],
  income_target: ['收入目标'],
  wish: ['农户意愿'],
  text: ['措施内容'],
  category: ['类别', 'measure_category'],
  cause: ['针对的致贫原因', 'poverty_cause'],
  assurance: ['针对的保障', 'assurance_item'],
  quantity: ['数量'],
  unit: ['单位'],
  starts_on: ['开始时间'],
  due_on: ['完成时限'],
  owner_name: ['责任人'],
  fund_source: ['资金来源', 'fund_source'],
  executor: ['由谁实施', 'measure_executor'],
  batch: ['五个一批', 'five_batch'],
  amount: ['计划资金'],
  spent: ['已用资金'],
  progress: ['进度（%）'],
  verdict: ['核实结果'],
  answer: ['核实结果', 'comparison_answer'],
  assignee: ['承办人'],
}

/** One field two people changed: what this person wants and what stands there now. */
export interface Clash {
  field: string
  title: string
  list?: string
  mine: string
  theirs: string
}

export function clashes(conflict?: Conflict | null): Clash[] {
  return Object.entries(conflict?.fields ?? {}).map(([field, { mine, theirs }]) => {
    const [title, list] = FIELDS[field] ?? [field]
    return {
      field,
      title,
      list,
      mine: show(mine),
      theirs: show(theirs),
    }
  })
}

function show(value: unknown): string {
  return Array.isArray(value)
    ? value.join('、')
    : String(value ?? '')
}

/** Why it was not accepted, in the server's words. */
export function reason(problem?: Trouble | null): string {
  const { title, detail } = problem ?? {}
  return [title ?? '服务器没有接受', detail].filter(Boolean).join('：')
}

/** Pages named by the to-do or the record a command is about. */
const PAGES: Record<string, [page: string, about: 'todoId' | 'subjectId']> = {
  notice_delivery: ['notice', 'todoId'],
  alert_verification: ['alert', 'todoId'],
  case_step: ['case', 'todoId'],
  difference_answer: ['difference', 'todoId'],
  finding_action: ['finding', 'subjectId'],
}

/** Where what was typed can be corrected; `redo` names the command. */
export function correction(entry: Entry): RouteLocationRaw | undefined {
  const query = { redo: entry.id }
  const [page, about] = PAGES[entry.kind] ?? []
  if (page && about) {
    return entry[about]
      ? {
          name: page,
          params: { id: entry[about] },
          query,
        }
      : undefined
  }
  switch (entry.kind) {
    case 'visit':
      return entry.householdId
        ? {
            name: 'visit',
            params: { id: entry.householdId },
            query,
          }
        : { name: 'village-visit', query }
    case 'household_contact':
      return {
        name: 'household',
        params: { id: entry.householdId },
        query: { ...query, sheet: 'contact' },
      }
    default:
      return planStep(entry, query)
  }
}

const PLAN_STEPS: Record<string, string> = {
  measure_add: 'measure',
  measure_change: 'measure',
  measure_progress: 'progress',
  plan_change: 'goal',
  plan_confirm: 'confirm',
  plan_submit: 'submit',
}

function planStep({ kind, subjectId, householdId }: Entry, query: Record<string, string>): RouteLocationRaw | undefined {
  if (kind === 'assurance_check') {
    return {
      name: 'assurance-check',
      params: { id: householdId },
      query,
    }
  }
  const what = PLAN_STEPS[kind]
  return what && householdId
    ? {
        name: 'plan',
        params: { id: householdId, what },
        query: {
          ...query,
          ...kind.startsWith('measure') && { measure: subjectId },
        },
      }
    : undefined
}
