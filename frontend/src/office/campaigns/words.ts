import type { FieldValues } from '../parts/fields'
import type { Row } from '../parts/shapes'
import { columnOf } from '../parts/columns'
import { area, code, codes, day, lines, number, pick, text } from '../parts/fields'
import { named } from '../parts/pick'
import { units } from '../parts/searches'

export type Campaign = Row<'/api/v1/campaigns'>
export type Participant = Row<'/api/v1/campaigns/{campaign_id}/participants'>
export type Target = Row<'/api/v1/campaigns/{campaign_id}/targets'>

export const CAMPAIGN_KINDS: Record<Campaign['kind'], string> = { pairing: '结对帮扶', full_coverage: '全覆盖走访', festival: '走访慰问' }

const campaign = columnOf<Campaign>()
const participant = columnOf<Participant>()
const target = columnOf<Target>()

/** `120 / 123`: what is on file beside what the plan declares. */
function beside(there: number, declared?: number | null) {
  return declared == null
    ? String(there)
    : `${there} / ${declared}`
}

export const CAMPAIGN_COLUMNS = [
  campaign('name', '名称', 200, row => row.name, { sort: 'name' }),
  campaign('kind', '种类', 92, row => CAMPAIGN_KINDS[row.kind]),
  campaign('pairing_kind', '帮扶力量', 100, (row, label) => label('pairing_kind', row.pairing_kind)),
  campaign('region', '范围', 100, row => row.region_name ?? ''),
  campaign('starts_on', '起', 106, row => row.starts_on, { sort: 'starts_on' }),
  campaign('ends_on', '止', 106, row => row.ends_on),
  campaign('participants', '参加人 / 方案', 110, row => beside(row.participants, row.declared_helpers), { number: true }),
  campaign('targets', '走访对象 / 方案', 124, row => beside(row.targets, row.declared_households), { number: true }),
  campaign('running', '状态', 80, row => row.running ? '进行中' : '不在期内'),
  campaign('source', '依据', 150, row => row.source ?? '', { extra: true }),
]

export const PARTICIPANT_COLUMNS = [
  participant('name', '姓名', 84, row => row.helper_name, { sort: 'name' }),
  participant('unit', '单位', 150, row => row.unit_name ?? ''),
  participant('position', '职务', 100, row => row.position ?? ''),
  participant('level', '层级', 76, (row, label) => label('unit_layer', row.level)),
  participant('region', '所在地', 110, row => row.region_name ?? '', { sort: 'region' }),
  participant('phone', '工作电话', 120, row => row.phone ?? ''),
  participant('pairing_count', '结对', 70, row => String(row.pairing_count), { number: true }),
  participant('on_duty', '在岗', 70, row => row.on_duty ? '在岗' : '已离岗'),
]

export const TARGET_COLUMNS = [
  target('name', '对象', 90, row => row.head_name ?? row.name ?? ''),
  target('kind', '种类', 96, (row, label) => label('target_kind', row.kind)),
  target('household_no', '户编号', 170, row => row.household_no ?? ''),
  target('region', '村', 120, row => row.region_name ?? '', { sort: 'region' }),
  target('helper', '谁去', 100, row => row.helper_name ?? ''),
]

const EDITED = [
  text('name', '名称', { required: true, most: 80, wide: true }),
  code('pairing_kind', '帮扶力量', 'pairing_kind'),
  pick('unit_id', '牵头单位', units, { placeholder: '输入单位名称' }),
  text('source', '依据', { placeholder: '文件名称或文号' }),
  day('starts_on', '开始', { required: true }),
  day('ends_on', '结束', { required: true }),
  number('declared_helpers', '方案参加人数', { unit: '人' }),
  number('declared_households', '方案联系户数', { unit: '户' }),
  codes('household_classes', '面向的户类别', 'household_class', { placeholder: '不选为所有户' }),
  codes('statuses', '面向的脱贫属性', 'household_status', { placeholder: '不选为不限' }),
  lines('activities', '活动内容', { wide: true }),
]

export function campaignFields(isNew: boolean) {
  return isNew
    ? [
        ...EDITED,
        area('region_code', '范围'),
      ]
    : EDITED
}

export function campaignForm(row: Campaign): FieldValues {
  const { name, pairing_kind, source, starts_on, ends_on, declared_helpers, declared_households, household_classes, statuses, activities } = row
  return {
    name,
    pairing_kind,
    source,
    starts_on,
    ends_on,
    declared_helpers,
    declared_households,
    household_classes,
    statuses,
    activities,
    unit_id: named(row.unit_id, row.unit_name),
  }
}

export function campaignTabs(id: string) {
  const base = `/office/campaigns/${id}`
  return [
    { to: base, label: '进度' },
    { to: `${base}/participants`, label: '参加人' },
    { to: `${base}/targets`, label: '走访对象' },
  ]
}
