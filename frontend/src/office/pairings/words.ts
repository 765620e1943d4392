import type { Row } from '../parts/shapes'
import { columnOf } from '../parts/columns'

export type Pairing = Row<'/api/v1/pairings'>

const column = columnOf<Pairing>()

/** Whom a pairing is about: a household, one of its members, or a whole village. */
export function whom(row: Pick<Pairing, 'head_name' | 'member_name'>) {
  return row.head_name
    ? [row.head_name, row.member_name].filter(Boolean).join(' · ')
    : '（全村）'
}

export const PAIRING_COLUMNS = [
  column('whom', '联系的户', 88, whom),
  column('region', '村', 100, row => row.region_name ?? '', { sort: 'region' }),
  column('household_no', '户编号', 168, row => row.household_no ?? '', { extra: true }),
  column('household_class', '户类别', 116, (row, label) => label('household_class', row.household_class), { extra: true }),
  column('kind', '结对类别', 116, (row, label) => label('pairing_kind', row.kind)),
  column('helper', '帮扶人', 94, row => row.helper_name, { sort: 'helper' }),
  column('helper_unit', '单位', 110, row => row.helper_unit ?? ''),
  column('unit_system', '派出系统', 110, row => row.unit_system ?? '', { extra: true }),
  column('helper_phone', '工作电话', 134, row => row.helper_phone ?? ''),
  column('helper_level', '层级', 74, (row, label) => label('unit_layer', row.helper_level), { extra: true }),
  column('campaign', '专项行动', 140, row => row.campaign_name ?? '', { extra: true }),
  column('valid_from', '起', 124, row => row.valid_from, { sort: 'valid_from' }),
  column('valid_to', '止', 116, row => row.valid_to ?? '至今'),
  column('end', '结束原因', 130, (row, label) => [
    label('pairing_end', row.end_reason),
    row.end_note,
  ].filter(Boolean).join('：'), { extra: true }),
  column('misfit', '不符之处', 100, row => row.misfit ?? ''),
]
