import type { Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'

export type Defect = Row<'/api/v1/assurance-defects'>
export type Check = Row<'/api/v1/assurance-checks'>
export type Round = Row<'/api/v1/assurance-rounds'>
type RoundHousehold = Row<'/api/v1/assurance-rounds/{round_id}/households'>

export const STATES = { open: '未解决', mended: '已解决待销号', closed: '已销号' }
export const STATE_TONES: Record<keyof typeof STATES, Tone> = { open: 'danger', mended: 'warning', closed: 'success' }
export const RESULTS = { ok: '达标', defect: '未达标', not_applicable: '不适用' }
export const RESULT_TONES: Record<keyof typeof RESULTS, Tone> = { ok: 'success', defect: 'danger', not_applicable: 'neutral' }
export const KINDS = { recheck: '全面核查', screening: '每月排查', special: '专项排查' }
export const TABS = [
  { to: '/office/assurance-defects?state=open&state=mended', label: '问题台账' },
  { to: '/office/assurance-counts', label: '各村清零情况' },
  { to: '/office/assurance-checks?current=true', label: '核查记录' },
]

const defect = columnOf<Defect>()
export const DEFECT_COLUMNS = [
  defect('head_name', '户主', 84, row => row.head_name),
  defect('member', '成员', 84, row => row.member_name ?? ''),
  defect('region', '村', 100, row => row.region_name ?? '', { sort: 'region' }),
  defect('household_no', '户编号', 160, row => row.household_no, { extra: true }),
  defect('household_class', '户类别', 110, (row, label) => label('household_class', row.household_class), { extra: true }),
  defect('item', '项目', 120, (row, label) => label('assurance_item', row.item), { sort: 'item' }),
  defect('reasons', '问题', 150, (row, label) => [
    ...row.reasons.map(code => label('assurance_reason', code)),
    row.note,
  ].filter(Boolean).join('；')),
  defect('state', '状态', 110, row => STATES[row.state]),
  defect('opened_on', '发现', 116, row => row.opened_on, { sort: 'opened_on' }),
  defect('days', '天数', 70, row => String(row.days), { number: true }),
  defect('next_step', '下一步', 150, row => [row.next_step, row.owner_name, row.next_step_on].filter(Boolean).join(' ')),
  defect('closed', '销号', 130, row => row.closed_on
    ? `${row.closed_on} ${row.closed_by_name}`
    : '', { extra: true }),
]

const check = columnOf<Check>()
export const CHECK_COLUMNS = [
  check('head_name', '户主', 84, row => row.head_name),
  check('member', '成员', 84, row => row.member_name ?? ''),
  check('checked_on', '核查日期', 120, row => row.checked_on, { sort: 'checked_on' }),
  check('region', '村', 100, row => row.region_name ?? '', { sort: 'region' }),
  check('household_no', '户编号', 160, row => row.household_no, { extra: true }),
  check('item', '项目', 130, (row, label) => label('assurance_item', row.item)),
  check('result', '结果', 84, row => RESULTS[row.result]),
  check('reasons', '问题', 180, (row, label) => [
    ...row.reasons.map(code => label('assurance_reason', code)),
    row.note,
  ].filter(Boolean).join('；')),
  check('checker', '核查人', 90, row => row.checker_name),
  check('source', '依据', 110, row => row.source ?? '', { extra: true }),
  check('voided', '更正', 150, row => row.voided_why ?? ''),
]

const round = columnOf<Round>()
export const ROUND_COLUMNS = [
  round('name', '名称', 230, row => row.name),
  round('kind', '种类', 90, row => KINDS[row.kind]),
  round('region', '范围', 90, row => row.region_name ?? ''),
  round('items', '项目', 260, (row, label) => row.items.map(code => label('assurance_item', code)).join('、')),
  round('starts_on', '开始', 116, row => row.starts_on, { sort: 'starts_on' }),
  round('due_on', '截止', 116, row => row.due_on, { sort: 'due_on' }),
  round('closed', '状态', 100, row => row.closed_on
    ? `${row.closed_on} 结束`
    : '进行中'),
]

const home = columnOf<RoundHousehold>()
export const HOUSEHOLD_COLUMNS = [
  home('head_name', '户主', 90, row => row.head_name, { sort: 'name' }),
  home('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  home('household_no', '户编号', 170, row => row.household_no),
  home('household_class', '户类别', 120, (row, label) => label('household_class', row.household_class)),
  home('checked_on', '最近核查', 110, row => row.checked_on ?? ''),
  home('left', '还没核查', 220, (row, label) => row.left.map(code => label('assurance_item', code)).join('、')),
  home('defects', '未达标', 220, (row, label) => row.defects.map(code => label('assurance_item', code)).join('、')),
]

export function share(done: number, of: number) {
  return of
    ? `${Math.floor(100 * done / of)}%`
    : ''
}
