import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'
import { code, day, long, money, place, text } from '../parts/fields'

export type Asset = Row<'/api/v1/collective-assets'>

export const STAGES = { resource: '资源', asset: '资产', equity: '股权' } as const
/** What a resource or an asset may be turned into. */
export const NEXT = { resource: 'asset', asset: 'equity', equity: undefined } as const

const asset = columnOf<Asset>()
export const ASSET_COLUMNS = [
  asset('name', '名称', 126, row => row.name),
  asset('region', '村', 96, row => row.region_name ?? '', { sort: 'region' }),
  asset('stage', '阶段', 64, row => STAGES[row.stage]),
  asset('kind', '种类', 96, (row, label) => label('collective_asset_kind', row.kind)),
  asset('quantity', '数量', 112, row => row.quantity == null
    ? ''
    : `${Number(row.quantity)} ${row.unit}`, { number: true }),
  asset('value', '评估价值（元）', 146, row => amount(row.value), { number: true, sort: 'value' }),
  asset('yearly_income', '年收益（元）', 132, row => amount(row.yearly_income), { number: true, sort: 'yearly_income' }),
  asset('operator', '经营者', 100, row => row.operator ?? ''),
  asset('turned', '变化', 120, row => [
    row.came_from_name && `由“${row.came_from_name}”转来`,
    row.became_name && `转为“${row.became_name}”`,
  ].filter(Boolean).join('；')),
  asset('started_on', '起始', 120, row => row.started_on, { sort: 'started_on', extra: true }),
  asset('ended_on', '终止', 120, row => row.ended_on ?? '', { extra: true }),
  asset('valued_on', '评估日期', 120, row => row.valued_on ?? '', { extra: true }),
  asset('purpose', '用途', 140, row => row.purpose ?? '', { extra: true }),
  asset('shares', '股权构成', 180, row => row.shares ?? '', { extra: true }),
  asset('source', '依据', 150, row => row.source, { extra: true }),
]

const FIELDS = [
  text('name', '名称', { required: true }),
  code('kind', '种类', 'collective_asset_kind', { required: true }),
  money('quantity', '数量', { unit: ' ' }),
  text('unit', '单位', { most: 20, placeholder: '亩、平方米、台、股' }),
  money('value', '评估价值'),
  day('valued_on', '评估日期'),
  text('operator', '经营者'),
  money('yearly_income', '年收益'),
  long('purpose', '用途', { wide: true }),
  long('shares', '股权构成', { wide: true, placeholder: '股权填写：谁持多少' }),
  text('source', '依据', { required: true, wide: true, placeholder: '清查表、评估报告或会议纪要' }),
]
export const TURN_FIELDS = [
  ...FIELDS,
  day('started_on', '起始日期', { required: true }),
]
export const NEW_FIELDS = [
  place('region_code', '村', { required: true }),
  ...TURN_FIELDS,
]
export const OLD_FIELDS = [
  ...FIELDS,
  day('ended_on', '终止日期'),
]
