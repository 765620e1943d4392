import type { Row } from '../parts/shapes'
import { columnOf } from '../parts/columns'

export type Helper = Row<'/api/v1/helpers'>
export type Unit = Row<'/api/v1/units'>
export type Assignment = Row<'/api/v1/unit-assignments'>
export type Standing = Row<'/api/v1/village-standings'>

const helper = columnOf<Helper>()
const unit = columnOf<Unit>()
const assignment = columnOf<Assignment>()

export const HELPER_COLUMNS = [
  helper('name', '姓名', 84, row => row.name, { sort: 'name' }),
  helper('kinds', '类别', 130, (row, label) => row.kinds.map(kind => label('pairing_kind', kind)).join('、')),
  helper('level', '层级', 74, (row, label) => label('unit_layer', row.level)),
  helper('unit', '单位', 150, row => row.unit_name ?? ''),
  helper('position', '职务', 100, row => row.position ?? ''),
  helper('phone', '工作电话', 118, row => row.phone ?? ''),
  helper('region', '所在地', 108, row => row.region_name ?? '', { sort: 'region' }),
  helper('pairing_count', '现有结对', 84, row => String(row.pairing_count), { number: true }),
  helper('capacity', '最多联系户', 100, row => row.capacity?.toString() ?? '', { number: true, extra: true }),
  helper('party_member', '党员', 64, row => row.party_member == null
    ? ''
    : row.party_member ? '是' : '否', { extra: true }),
  helper('roster_no', '名册编号', 100, row => row.roster_no ?? '', { extra: true }),
  helper('username', '账号', 100, row => row.username ?? '', { extra: true }),
  helper('valid_from', '到岗', 106, row => row.valid_from, { sort: 'valid_from', extra: true }),
  helper('valid_to', '在岗情况', 106, row => row.valid_to
    ? `${row.valid_to} 离岗`
    : '在岗'),
]

export const UNIT_COLUMNS = [
  unit('name', '单位', 220, row => row.name, { sort: 'name' }),
  unit('kind', '类别', 120, (row, label) => label('unit_kind', row.kind)),
  unit('layer', '层级', 80, (row, label) => label('unit_layer', row.layer)),
  unit('system', '所属系统', 130, row => row.system ?? ''),
  unit('region', '所在地', 120, row => row.region_name ?? '', { sort: 'region' }),
  unit('helper_count', '在岗人数', 90, row => String(row.helper_count), { number: true }),
  unit('assignment_count', '包联地方', 90, row => String(row.assignment_count), { number: true }),
  unit('helped', '受帮扶', 80, row => row.helped
    ? '有单位结对'
    : '', { extra: true }),
]

export const ASSIGNMENT_COLUMNS = [
  assignment('unit', '单位', 176, row => row.unit_name, { sort: 'unit' }),
  assignment('kind', '关系', 90, (row, label) => label('unit_assignment_kind', row.kind)),
  assignment('layers', '层级', 110, (row, label) => `${label('unit_layer', row.layer)}—${label('unit_layer', row.target_layer)}`),
  assignment('region', '帮扶的地方', 126, row => row.region_name ?? '', { sort: 'region' }),
  assignment('target', '帮扶的单位', 110, row => row.target_unit_name ?? ''),
  assignment('valid_from', '起', 106, row => row.valid_from, { sort: 'valid_from' }),
  assignment('valid_to', '止', 106, row => row.valid_to ?? '至今'),
  assignment('effect', '成效评定', 100, row => row.effect ?? ''),
  assignment('effect_score', '得分', 76, row => row.effect_score ?? '', { number: true }),
  assignment('award_claimed_on', '申报奖补', 106, row => row.award_claimed_on ?? '', { extra: true }),
  assignment('award_amount', '奖补金额（元）', 110, row => row.award_amount ?? '', { number: true, extra: true }),
  assignment('source', '依据', 150, row => row.source ?? '', { extra: true }),
]
