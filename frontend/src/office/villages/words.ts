import type { FieldValues } from '../parts/fields'
import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'
import { code, day, money, number, place, text } from '../parts/fields'

export type VillagePlan = Row<'/api/v1/village-plans'>
export type Project = Row<'/api/v1/village-projects'>

const plan = columnOf<VillagePlan>()
const project = columnOf<Project>()

export const PLAN_COLUMNS = [
  plan('title', '规划', 240, row => row.title),
  plan('region', '村', 130, row => row.region_name ?? ''),
  plan('years', '年份', 120, row => `${row.first_year} 至 ${row.last_year}`),
  plan('adopted_on', '村民会议通过', 130, row => row.adopted_on ?? ''),
  plan('goals', '目标', 70, row => String(row.goal_count), { number: true }),
  plan('projects', '项目', 70, row => String(row.project_count), { number: true }),
]
export const PROJECT_COLUMNS = [
  project('name', '项目', 200, row => row.name),
  project('region', '地方', 110, row => row.region_name ?? ''),
  project('category', '类别', 110, (row, label) => label('measure_category', row.category)),
  project('fund', '资金来源', 140, (row, label) => label('fund_source', row.fund_source)),
  project('amount', '金额（元）', 120, row => amount(row.amount), { number: true }),
  project('due_on', '完成时限', 112, row => row.due_on ?? '', { sort: 'due_on' }),
  project('owner', '负责人', 90, row => row.owner_name ?? ''),
  project('progress', '进度', 80, row => row.finished_on
    ? '已完成'
    : `${row.progress}%`, { number: true }),
]
export const PROJECT_FIELDS = [
  text('name', '名称', { required: true, wide: true }),
  code('category', '类别', 'measure_category', { required: true }),
  code('fund_source', '资金来源', 'fund_source'),
  text('fund_line', '资金科目或文号'),
  money('amount', '金额'),
  day('starts_on', '开工'),
  day('due_on', '完成时限'),
  text('owner_name', '负责人', { most: 40 }),
  number('progress', '进度', { most: 100, unit: '%' }),
  day('finished_on', '完成日期'),
]
export const PLACE = place('region_code', '村', { required: true })

export function projectForm({ name, category, fund_source, fund_line, amount, starts_on, due_on, owner_name, progress, finished_on }: Project): FieldValues {
  return {
    name,
    category,
    fund_source,
    fund_line,
    amount,
    starts_on,
    due_on,
    owner_name,
    progress,
    finished_on,
  }
}
