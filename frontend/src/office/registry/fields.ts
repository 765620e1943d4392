import type { Field, FieldValues } from '../parts/fields'
import type { Schemas } from '@/api/client'
import { code, codes, day, flag, money, number, place, text } from '../parts/fields'

export type Household = Schemas['HouseholdRead']
export type Member = Household['members'][number]

const UNCHANGED = { placeholder: '不修改请留空' }
const YEAR = { least: 2000, most: 2100 }

/** The parts of a household's file that an office edits, as the national form names them. */
export const HOUSEHOLD_FIELDS: Field[] = [
  code('household_class', '户类别', 'household_class', { required: true }),
  code('status', '脱贫属性', 'household_status'),
  number('exited_year', '脱贫年度', { least: 2013, most: 2100 }),
  code('household_type', '户类型', 'household_type'),
  code('main_cause', '主要致贫原因', 'poverty_cause'),
  codes('other_causes', '其他致贫原因（至多两项）', 'poverty_cause', { most: 2 }),
  flag('unsafe_housing', '是否危房'),
  flag('water_safe', '饮水是否安全'),
  flag('water_difficult', '饮水是否困难'),
  place('region_code', '村组', { required: true, wide: true }),
  text('natural_village', '自然村'),
  text('address', '住址'),
  text('phone', '联系电话', UNCHANGED),
  text('bank_card', '银行卡号', UNCHANGED),
  money('declared_income', '申报人均纯收入'),
  number('declared_income_year', '申报收入年度', YEAR),
]

const MU = { unit: '亩' }

/** Kept together under `conditions`. */
export const CONDITION_FIELDS: Field[] = [
  number('arable_mu', '耕地面积', MU),
  number('irrigated_mu', '有效灌溉面积', MU),
  number('forest_mu', '林地面积', MU),
  number('converted_forest_mu', '退耕还林面积', MU),
  number('orchard_mu', '林果面积', MU),
  number('grassland_mu', '牧草地面积', MU),
  number('water_mu', '水面面积', MU),
  number('housing_m2', '住房面积', { unit: '平方米' }),
  number('main_road_km', '距村主干路', { unit: '公里' }),
  text('entry_road', '入户路类型'),
  text('fuel', '主要燃料类型'),
  flag('household_power', '通生活用电'),
  flag('production_power', '通生产用电'),
  flag('relocated', '易地搬迁户'),
  text('relocation_kind', '搬迁方式'),
  text('resettlement_place', '安置地'),
  flag('in_cooperative', '加入农民专业合作组织'),
  flag('military_family', '军烈属'),
  flag('broadcast', '通广播电视'),
  flag('income_way', '有增收门路'),
]

export const MEMBER_FIELDS: Field[] = [
  text('name', '姓名', { required: true, most: 40 }),
  code('relation', '与户主关系', 'kinship', { required: true }),
  text('id_number', '证件号码', { most: 22, ...UNCHANGED }),
  code('sex', '性别', 'sex'),
  day('born_on', '出生日期'),
  code('nation', '民族', 'nation'),
  code('education', '文化程度', 'education'),
  code('schooling', '在校生状况', 'schooling'),
  code('health', '健康状况', 'health'),
  code('labour', '劳动技能', 'labour'),
  code('work_status', '务工状况', 'work_status'),
  number('work_months', '务工时间', { most: 12, unit: '个月' }),
  flag('serious_illness_insured', '参加大病保险'),
  code('disability_class', '残疾类别', 'disability_class'),
  number('disability_grade', '残疾等级', { least: 1, most: 4, unit: '级' }),
  text('phone', '联系电话', UNCHANGED),
  text('person_no', '人编号', { most: 40 }),
  day('joined_on', '加入日期'),
  codes('special_groups', '特殊群体', 'special_group', { most: 10, wide: true }),
]

const CONDITION = 'conditions.'

/** The form of a household: conditions stand in it under flat names. */
export const HOUSEHOLD_GROUPS: { title?: string, fields: Field[] }[] = [
  { fields: HOUSEHOLD_FIELDS },
  {
    title: '生产生活条件',
    fields: CONDITION_FIELDS.map(field => ({ ...field, name: CONDITION + field.name })),
  },
]

/** What the form holds of a record; masked values are not among it and start empty. */
function pick(fields: Field[], record: object): FieldValues {
  const values = record as FieldValues
  const read = ({ name, kind }: Field) => {
    const value = values[name] ?? null
    return kind === 'number' && value !== null
      ? Number(value)
      : value
  }
  return Object.fromEntries(fields.map(field => [
    field.name,
    read(field),
  ]))
}

export function householdForm(file: Household): FieldValues {
  const conditions = Object.entries(pick(CONDITION_FIELDS, file.conditions)).map(([name, value]) => [CONDITION + name, value])
  return {
    ...pick(HOUSEHOLD_FIELDS, file),
    ...Object.fromEntries(conditions),
  }
}

export const memberForm = (member: Member) => pick(MEMBER_FIELDS, member)

/** What the form changed as the API takes it: the conditions travel whole. */
export function householdPatch(patch: FieldValues, current: Household): Schemas['HouseholdUpdate'] {
  const own: FieldValues = {}
  const conditions: FieldValues = {}
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith(CONDITION))
      conditions[name.slice(CONDITION.length)] = value
    else
      own[name] = value
  }
  return Object.keys(conditions).length
    ? {
        ...own,
        conditions: {
          ...current.conditions,
          ...conditions,
        },
      }
    : own
}
