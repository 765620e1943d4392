import type { Answer, Row } from '../parts/shapes'
import type { Schemas } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'
import { amount, columnOf } from '../parts/columns'

export type PlanRow = Row<'/api/v1/plans'>
export type Plan = Answer<'/api/v1/plans/{plan_id}'>
export type Measure = Plan['measures'][number]
export type MeasureRow = Row<'/api/v1/measures'>
export type Suggestion = Schemas['Suggestion']
export type Template = Row<'/api/v1/measure-templates'>
export type Risk = Row<'/api/v1/risk-signals'>
export type Sample = Row<'/api/v1/plan-samples'>

export const PLAN_STATES: Record<PlanRow['state'], string> = {
  draft: '制定中',
  submitted: '待审核',
  returned: '被退回',
  active: '生效',
  replaced: '已被新版替代',
  closed: '已办结',
}
export const PLAN_TONES: Record<PlanRow['state'], Tone> = {
  draft: 'neutral',
  submitted: 'warning',
  returned: 'danger',
  active: 'success',
  replaced: 'neutral',
  closed: 'info',
}
export const MEASURE_STATES: Record<Measure['state'], string> = {
  planned: '未开始',
  going: '进行中',
  done: '已完成',
  cancelled: '已取消',
}
export const MEASURE_TONES: Record<Measure['state'], Tone> = {
  planned: 'neutral',
  going: 'info',
  done: 'success',
  cancelled: 'neutral',
}
export const ANSWERS: Record<string, string> = { met: '达标', failed: '未达标', unknown: '未核实' }
/** Codes of what a plan may lack. */
export const GAPS: Record<string, string> = {
  no_measure: '没有措施',
  no_cause: '没有写明原因',
  cause_unanswered: '原因没有措施',
  assurance_unanswered: '未达标项没有措施',
  able_member_without_measure: '劳动力没有措施',
  measure_without_quantity: '措施没有数量',
  measure_without_owner: '措施没有责任人',
  measure_without_date: '措施没有时限',
  measure_vague: '措施空泛',
  no_income_target: '没有收入目标',
  no_wish: '没有农户意愿',
  no_consent: '农户没有确认',
}

const plan = columnOf<PlanRow>()
const measure = columnOf<MeasureRow>()

export function quantityOf({ quantity, unit }: Pick<Measure, 'quantity' | 'unit'>) {
  return quantity
    ? `${Number(quantity)} ${unit ?? ''}`.trim()
    : ''
}
export function moneyOf(one: Pick<Measure, 'amount' | 'fund_source'>, label: (list: string, code?: string | null) => string) {
  return [
    label('fund_source', one.fund_source),
    one.amount && `${amount(one.amount)} 元`,
  ].filter(Boolean).join(' ')
}

export const PLAN_COLUMNS = [
  plan('head_name', '户主', 92, row => row.head_name),
  plan('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  plan('household_no', '户编号', 170, row => row.household_no, { extra: true }),
  plan('class', '户类别', 116, (row, label) => label('household_class', row.household_class)),
  plan('year', '年度', 80, row => `${row.year}${row.edition > 1
    ? ` 第${row.edition}版`
    : ''}`),
  plan('kind', '类型', 116, (row, label) => label('plan_kind', row.kind)),
  plan('state', '状态', 100, row => PLAN_STATES[row.state]),
  plan('completeness', '完整度', 90, row => `${row.completeness}%`, { sort: 'completeness', number: true }),
  plan('gaps', '缺项', 64, row => String(row.gap_count), { number: true }),
  plan('measures', '措施', 90, row => `${row.done_count}/${row.measure_count}`, { number: true }),
  plan('target', '收入目标（元）', 116, row => amount(row.income_target), { number: true, extra: true }),
  plan('result', '年终收入（元）', 116, row => amount(row.income_result), { number: true, extra: true }),
  plan('satisfaction', '满意度', 80, row => row.satisfaction?.toString() ?? '', { number: true, extra: true }),
  plan('consent', '农户确认', 112, row => row.consent_on
    ? row.consent_stale ? '改后未再确认' : row.consent_on
    : '未确认'),
  plan('author', '制定人', 88, row => row.author_name),
  plan('reviewer', '审核人', 88, row => row.reviewed_by_name ?? '', { extra: true }),
  plan('updated', '最近修改', 116, row => row.updated_at.slice(0, 10), { sort: 'updated_at', extra: true }),
]

export const MEASURE_COLUMNS = [
  measure('text', '措施', 230, row => row.text),
  measure('head_name', '户主', 84, row => [row.head_name, row.member_name].filter(Boolean).join(' · ')),
  measure('region', '村', 100, row => row.region_name ?? '', { sort: 'region' }),
  measure('category', '类别', 104, (row, label) => label('measure_category', row.category)),
  measure('quantity', '数量', 84, quantityOf),
  measure('owner', '责任人', 88, row => row.owner_name ?? ''),
  measure('due_on', '完成时限', 116, row => row.due_on ?? '', { sort: 'due_on' }),
  measure('state', '状态', 88, row => MEASURE_STATES[row.state]),
  measure('progress', '进度', 70, row => `${row.progress}%`, { number: true }),
  measure('money', '资金', 140, moneyOf, { extra: true }),
  measure('executor', '实施者', 104, (row, label) => label('measure_executor', row.executor), { extra: true }),
  measure('batch', '五个一批', 128, (row, label) => label('five_batch', row.batch), { extra: true }),
  measure('project', '项目', 130, row => row.project_name ?? '', { extra: true }),
  measure('policy', '政策', 130, row => row.policy_name ?? '', { extra: true }),
]

/** What plans are written with. */
export const CATALOGUE_TABS = [
  { to: '/office/measure-templates', label: '措施库' },
  { to: '/office/vague-words', label: '空泛用语' },
]
