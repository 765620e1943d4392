import type { LocationQuery } from 'vue-router'
import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'
import { thisYear } from '../parts/today'

export type Income = Row<'/api/v1/incomes'>

export const STANDINGS = {
  below: '低于线',
  near: '接近线',
  above: '高于线',
  unknown: '没有收入数据',
  no_line: '没有设置线',
}
export const CHANGES = { entering: '将低于线', leaving: '将不低于线' }
export const BASES = { year: '按年度', rolling: '近 12 个月' }
export const WHICH = { monitoring: '监测线', poverty: '贫困标准' }
/** What both pages hold in the address. */
export const ASKED = {
  region_code: 'text',
  basis: 'text',
  year: 'text',
  which: 'text',
  line: 'text',
} as const

/** The year of the address, else the one before this. */
export const yearOf = (text?: string) => text ?? String(thisYear() - 1)

export function tabs(query: LocationQuery) {
  const kept = Object.keys(ASKED).filter(name => query[name]).map(name => [
    name,
    String(query[name]),
  ])
  const asked = kept.length
    ? `?${new URLSearchParams(kept)}`
    : ''
  return [
    { to: `/office/incomes${asked}`, label: '收入核算' },
    { to: `/office/incomes/households${asked}`, label: '农户名单' },
  ]
}

const column = columnOf<Income>()
export const COLUMNS = [
  column('head_name', '户主', 92, row => row.head_name),
  column('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  column('household_no', '户编号', 170, row => row.household_no, { extra: true }),
  column('class', '户类别', 120, (row, label) => label('household_class', row.household_class)),
  column('members', '人口', 60, row => String(row.member_count), { number: true }),
  column('per_head', '人均纯收入（元）', 130, row => amount(row.per_head), { number: true, sort: 'per_head' }),
  column('before', '上一期（元）', 120, row => amount(row.per_head_before), { number: true }),
  column('drop', '下降', 80, row => row.drop_percent == null
    ? ''
    : row.drop_percent > 0
      ? `${row.drop_percent}%`
      : '', { number: true, sort: 'drop' }),
  column('line', '现行线（元）', 100, row => row.line == null
    ? '未设置'
    : String(row.line), { number: true }),
  column('standing', '情况', 150, row => [
    STANDINGS[row.standing],
    row.falling && '下滑',
    row.change && CHANGES[row.change],
  ].filter(Boolean).join('、')),
]
