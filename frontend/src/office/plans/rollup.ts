import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'
import { thisYear } from '../parts/today'

export type Unplanned = Row<'/api/v1/plans/unplanned'>
export type ProjectUse = Row<'/api/v1/plans/projects'>
export type FiveFields = Row<'/api/v1/plans/five-fields'>
type Cell = FiveFields['fields'][number]
export type Field = Cell['field']
type Member = Row<'/api/v1/plans/unreached'>

/** The year of the address, else this one. */
export const yearOf = (text?: string) => text ?? String(thisYear())

export function rollUpTabs(query: Record<string, unknown>) {
  const kept = ['year', 'region_code'].filter(name => query[name]).map(name => [
    name,
    String(query[name]),
  ])
  const asked = kept.length
    ? `?${new URLSearchParams(kept)}`
    : ''
  return [
    { to: `/office/plan-rollup${asked}`, label: '各村情况' },
    { to: `/office/plan-rollup/unplanned${asked}`, label: '没有生效计划的户' },
    { to: `/office/plan-rollup/unreached${asked}`, label: '没有措施的成员' },
    { to: `/office/plan-rollup/batches${asked}`, label: '五个一批人员' },
    { to: `/office/plan-rollup/projects${asked}`, label: '项目到户' },
    { to: `/office/plan-rollup/five-fields${asked}`, label: '边缘户五方面支持' },
  ]
}

export const FIELDS: Record<Field, string> = {
  industry: '产业',
  work: '就业',
  education: '教育',
  dibao: '低保',
  insurance: '保险',
}
/** Neither a measure nor a reason why none is needed. */
export const isOpen = ({ measures, reason }: Cell) => !measures && !reason

function cellText({ measures, reason }: Cell) {
  if (measures)
    return `${measures} 条措施`
  return reason
    ? `不需要：${reason}`
    : '没有考虑'
}

const verge = columnOf<FiveFields>()
export const FIELD_COLUMNS = [
  verge('head_name', '户主', 90, row => row.head_name),
  verge('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  verge('cause', '主要原因', 100, (row, label) => label('poverty_cause', row.main_cause)),
  ...Object.entries(FIELDS).map(([name, word], at) => verge(name, word, 130, row => cellText(row.fields[at]!))),
]
const project = columnOf<ProjectUse>()
const unplanned = columnOf<Unplanned>()
const member = columnOf<Member>()
export const UNPLANNED_COLUMNS = [
  unplanned('head_name', '户主', 100, row => row.head_name, { sort: 'name' }),
  unplanned('region', '村', 120, row => row.region_name ?? '', { sort: 'region' }),
  unplanned('household_no', '户编号', 170, row => row.household_no, { sort: 'household_no' }),
  unplanned('class', '户类别', 130, (row, label) => label('household_class', row.household_class)),
  unplanned('cause', '主要原因', 110, (row, label) => label('poverty_cause', row.main_cause)),
  unplanned('work', '计划', 110, row => row.work_state
    ? {
        draft: '制定中',
        submitted: '待审核',
        returned: '被退回',
        active: '生效',
        replaced: '已被替代',
        closed: '已办结',
      }[row.work_state]
    : '没有计划'),
]
export const PROJECT_COLUMNS = [
  project('name', '项目', 210, row => row.name),
  project('region', '地方', 110, row => row.region_name ?? ''),
  project('category', '类别', 110, (row, label) => label('measure_category', row.category)),
  project('amount', '项目资金（元）', 130, row => amount(row.amount), { number: true }),
  project('households', '到户', 80, row => String(row.households), { number: true }),
  project('measures', '措施', 80, row => String(row.measures), { number: true }),
  project('planned', '措施用款（元）', 130, row => amount(row.planned), { number: true }),
  project('due_on', '完成时限', 112, row => row.due_on ?? ''),
  project('progress', '进度', 80, row => row.finished_on
    ? '已完成'
    : `${row.progress}%`, { number: true }),
]
export const MEMBER_COLUMNS = [
  member('name', '姓名', 100, row => row.name, { sort: 'name' }),
  member('head_name', '户主', 100, row => row.head_name),
  member('region', '村', 120, row => row.region_name ?? '', { sort: 'region' }),
  member('household_no', '户编号', 170, row => row.household_no, { sort: 'household_no' }),
  member('labour', '劳动能力', 130, (row, label) => label('labour', row.labour)),
  member('work', '务工', 130, (row, label) => label('work_status', row.work_status)),
]
