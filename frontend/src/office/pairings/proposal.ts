import type { Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'

export type Proposal = Row<'/api/v1/pairing-proposals'>
export type ProposedRow = Row<'/api/v1/pairing-proposals/{proposal_id}/rows'>

export const STATES: Record<Proposal['state'], string> = {
  computing: '正在计算',
  ready: '待确认',
  committed: '已提交',
  discarded: '已放弃',
  failed: '没有算成',
}
export const STATE_TONES: Record<Proposal['state'], Tone> = {
  computing: 'info',
  ready: 'warning',
  committed: 'success',
  discarded: 'neutral',
  failed: 'danger',
}
export const ORIGINS: Record<ProposedRow['origin'], string> = { kept: '原有', proposed: '新配', edited: '人工调整' }

const proposal = columnOf<Proposal>()
const row = columnOf<ProposedRow>()

export const PROPOSAL_COLUMNS = [
  proposal('created_at', '生成时间', 150, row => row.created_at.slice(0, 16).replace('T', ' '), { sort: 'created_at' }),
  proposal('region', '范围', 110, row => row.region_name ?? ''),
  proposal('kind', '帮扶力量', 110, (row, label) => label('pairing_kind', row.kind)),
  proposal('campaign', '专项行动', 160, row => row.campaign_name ?? ''),
  proposal('households', '户', 80, row => row.summary?.households.toString() ?? '', { number: true }),
  proposal('helpers', '帮扶人', 80, row => row.summary?.helpers.toString() ?? '', { number: true }),
  proposal('uncovered', '仍无人联系', 100, row => row.summary?.uncovered.toString() ?? '', { number: true }),
  proposal('made_by', '谁生成', 100, row => row.made_by_name),
  proposal('state', '状态', 90, row => STATES[row.state]),
]

export const ROW_COLUMNS = [
  row('head_name', '户主', 84, row => row.head_name ?? ''),
  row('region', '村', 104, row => row.region_name ?? '', { sort: 'region' }),
  row('household_no', '户编号', 168, row => row.household_no ?? '', { extra: true }),
  row('helper', '帮扶人', 84, row => row.helper_name ?? ''),
  row('helper_unit', '单位', 130, row => row.helper_unit ?? ''),
  row('helper_region', '帮扶人所在地', 110, row => row.helper_region_name ?? ''),
  row('load', '联系户数', 84, row => String(row.load), { number: true }),
  row('origin', '来源', 90, row => ORIGINS[row.origin]),
  row('reason', '为什么是他', 220, row => row.reason),
]
