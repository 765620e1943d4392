import type { Field } from '../parts/fields'
import { day, fieldText, text } from '../parts/fields'
import { HOUSEHOLD_FIELDS, MEMBER_FIELDS } from './fields'

/** Actions of the audit record, as people say them. */
export const ACTIONS: Record<string, string> = {
  'household.registered': '新增农户',
  'household.changed': '修改户信息',
  'personal_data.unmasked': '查看完整号码',
  'household.imported': '批量导入',
  'member.joined': '增加成员',
  'member.changed': '修改成员',
  'member.left': '成员离开',
  'income.set': '登记收入',
}

const OTHERS: Field[] = [
  day('left_on', '离开日期'),
  text('left_reason', '离开原因'),
  text('phone_masked', '联系电话'),
  text('id_masked', '证件号码'),
  text('bank_card_masked', '银行卡号'),
]
const FIELDS = new Map([
  ...MEMBER_FIELDS,
  ...HOUSEHOLD_FIELDS,
  ...OTHERS,
]
  .map(field => [field.name, field]))
/** Follow from other fields, or are told by their masked twin. */
const SILENT = new Set([
  'id',
  'county',
  'household_id',
  'phone',
  'id_number',
  'bank_card',
  'name_initials',
  'name_sort',
  'head_sort',
  'search_text',
])

type Words = Parameters<typeof fieldText>[2]

/** `主要致贫原因：因病 → 因残` for each field an audit row tells about. */
export function changeLines(details: Record<string, unknown>, words: Words): string[] {
  const changes = (details.changes ?? {}) as Record<string, [unknown, unknown]>
  const lines = Object.entries(changes).filter(([name]) => !SILENT.has(name)).map(([name, [old, now]]) => {
    const field = FIELDS.get(name) ?? text(name, name)
    const said = (value: unknown) => typeof value === 'object' && value && !Array.isArray(value)
      ? JSON.stringify(value)
      : fieldText(field, value, words)
    return name === 'conditions'
      ? '生产生活条件有变动'
      : `${field.label}：${said(old)} → ${said(now)}`
  })
  const reason = typeof details.reason === 'string'
    ? [`原因：${details.reason}`]
    : []
  const year = details.year
    ? [`${details.year} 年`]
    : []
  return [
    ...year,
    ...lines,
    ...reason,
  ]
}
