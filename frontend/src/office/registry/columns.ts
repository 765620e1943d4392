import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'

export type HouseholdRow = Row<'/api/v1/households'>

const column = columnOf<HouseholdRow>()

/** The columns of the register. */
export const HOUSEHOLD_COLUMNS = [
  column('head_name', '户主', 84, row => row.head_name, { sort: 'name' }),
  column('household_no', '户编号', 168, row => row.household_no, { sort: 'household_no' }),
  column('region', '村组', 124, row => [row.region_name, row.natural_village].filter(Boolean).join(' '), { sort: 'region' }),
  column('member_count', '人口', 76, row => String(row.member_count), { sort: 'member_count', number: true }),
  column('household_class', '户类别', 112, (row, label) => label('household_class', row.household_class)),
  column('status', '脱贫属性', 90, (row, label) => label('household_status', row.status)),
  column('main_cause', '主要致贫原因', 138, (row, label) => label('poverty_cause', row.main_cause)),
  column('income', '人均纯收入/元', 148, row => amount(row.net_income_per_capita), { sort: 'income', number: true }),
  column('income_year', '收入年度', 90, row => row.income_year?.toString() ?? '', { extra: true }),
  column('phone', '联系电话', 120, row => row.phone_masked ?? ''),
  column('issue_count', '疑点', 78, row => row.issue_count
    ? String(row.issue_count)
    : '', { sort: 'issue_count' }),
  column('updated_at', '更新日期', 110, row => row.updated_at.slice(0, 10), { sort: 'updated_at', extra: true }),
]

/** What the file may say that a household lacks. */
export const LACKS = {
  water: '缺安全饮水',
  power: '缺生活用电',
  broadcast: '缺广播电视',
  income: '缺增收门路',
}
