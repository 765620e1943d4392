import type { Row } from '../parts/shapes'
import { columnOf } from '../parts/columns'

export type Uncovered = Row<'/api/v1/pairings/uncovered-households'>
export type Idle = Row<'/api/v1/pairings/idle-helpers'>

export const COVERAGE_SPEC = { region_code: 'text', kind: 'text', campaign_id: 'text' } as const

/** The gap lists carry the choice of the overview with them. */
export function coverageTabs(query: Record<string, unknown>) {
  const kept = Object.entries(query).filter(([name, value]) => name in COVERAGE_SPEC && value) as [string, string][]
  const asked = kept.length
    ? `?${new URLSearchParams(kept)}`
    : ''
  return [
    { to: `/office/coverage${asked}`, label: '各村情况' },
    { to: `/office/coverage/households${asked}`, label: '没有人联系的户' },
    { to: `/office/coverage/helpers${asked}`, label: '没有联系户的人' },
  ]
}

const household = columnOf<Uncovered>()
const helper = columnOf<Idle>()

export const UNCOVERED_COLUMNS = [
  household('head_name', '户主', 90, row => row.head_name),
  household('household_no', '户编号', 160, row => row.household_no),
  household('region', '村', 116, row => row.region_name ?? ''),
  household('household_class', '户类别', 116, (row, label) => label('household_class', row.household_class)),
  household('status', '脱贫属性', 100, (row, label) => label('household_status', row.status)),
  household('phone', '联系电话', 120, row => row.phone_masked ?? ''),
  household('former', '原联系人', 102, row => row.former_helper ?? ''),
  household('ended_on', '结束于', 110, row => row.ended_on ?? ''),
  household('end_reason', '原因', 130, (row, label) => label('pairing_end', row.end_reason)),
]

export const IDLE_COLUMNS = [
  helper('name', '姓名', 90, row => row.helper_name),
  helper('unit', '单位', 170, row => row.unit_name ?? ''),
  helper('position', '职务', 110, row => row.position ?? ''),
  helper('level', '层级', 80, (row, label) => label('unit_layer', row.level)),
  helper('region', '所在地', 120, row => row.region_name ?? ''),
  helper('phone', '工作电话', 120, row => row.phone ?? ''),
  helper('roster_no', '名册编号', 110, row => row.roster_no ?? ''),
]
