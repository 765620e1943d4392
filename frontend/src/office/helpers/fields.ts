import type { FieldValues } from '../parts/fields'
import type { Helper } from './columns'
import { area, code, codes, day, flag, money, number, pick, text } from '../parts/fields'
import { named } from '../parts/pick'
import { colleagues, units } from '../parts/searches'

export const HELPER_FIELDS = [
  text('name', '姓名', { required: true, most: 40 }),
  codes('kinds', '类别', 'pairing_kind', { required: true }),
  code('level', '层级', 'unit_layer', { required: true }),
  area('region_code', '所在地', { required: true, placeholder: '选择村、乡镇' }),
  pick('unit_id', '单位', units, { placeholder: '输入单位名称' }),
  text('position', '职务', { most: 40 }),
  text('phone', '工作电话', { most: 30, placeholder: '会告诉联系户' }),
  number('capacity', '最多联系户数', { least: 1, most: 1000 }),
  flag('party_member', '党员'),
  text('roster_no', '名册编号', { most: 40 }),
  pick('user_id', '登录账号', colleagues, { placeholder: '本人用哪个账号登录' }),
]

export function helperForm(row: Helper): FieldValues {
  const { name, kinds, level, region_code, position, phone, capacity, party_member, roster_no } = row
  return {
    name,
    kinds,
    level,
    region_code,
    position,
    phone,
    capacity,
    party_member,
    roster_no,
    unit_id: named(row.unit_id, row.unit_name),
    user_id: named(row.user_id, row.username),
  }
}

export const UNIT_FIELDS = [
  text('name', '名称', { required: true, most: 80 }),
  code('kind', '类别', 'unit_kind', { required: true }),
  code('layer', '层级', 'unit_layer', { required: true }),
  text('system', '所属系统', { most: 40, placeholder: '如 文旅系统' }),
]
export const NEW_UNIT_FIELDS = [
  ...UNIT_FIELDS,
  area('region_code', '所在地'),
]

export const ASSIGN_FIELDS = [
  pick('unit_id', '单位', units, { required: true, placeholder: '输入单位名称' }),
  code('kind', '关系', 'unit_assignment_kind', { required: true }),
  area('region_code', '帮扶的地方', { required: true, placeholder: '选择村、乡镇' }),
  pick('target_unit_id', '帮扶的单位（如结对学校）', units, { placeholder: '不填即帮扶这个地方' }),
  day('valid_from', '起始日期', { required: true }),
  text('source', '依据', { placeholder: '文件名称或文号' }),
]

export const EFFECT_FIELDS = [
  text('effect', '成效评定', { placeholder: '考核结论' }),
  money('effect_score', '得分', { unit: '分' }),
  day('award_claimed_on', '申报奖补日期'),
  money('award_amount', '奖补金额'),
  text('source', '依据', { placeholder: '文件名称或文号' }),
]
