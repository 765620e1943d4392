/** What the fields of a command are called, for reading what was typed. */
const NAMES: Record<string, string> = {
  visited_on: '走访日期',
  contact: '方式',
  purposes: '事由',
  person_met: '见到谁',
  participants: '同行',
  causes_seen: '看到的致贫原因',
  supports: '送去',
  topics: '宣传内容',
  situation: '情况',
  needs: '需求',
  suggestions: '意见建议',
  materials: '发放资料',
  copies: '份数',
  households_reached: '覆盖户数',
  next_on: '下次走访',
  findings: '发现',
  delivered_on: '送达日期',
  outcome: '送达方式',
  receiver_name: '接收人',
  receiver_relation: '与户主关系',
  note: '备注',
  action: '做了什么',
  acted_on: '处理日期',
  phone: '联系电话',
  phone_masked: '联系电话',
  address: '住址',
}
/** Code lists of those fields that hold codes. */
const LISTS: Record<string, string> = {
  purposes: 'visit_purpose',
  causes_seen: 'poverty_cause',
  supports: 'visit_support',
  topics: 'domain',
  outcome: 'delivery_outcome',
  receiver_relation: 'receiver_relation',
}
const CONTACTS: Record<string, string> = {
  home: '入户',
  reception_point: '定点接待',
  phone: '电话',
  village: '到村',
}

export const fieldName = (name: string) => NAMES[name] ?? name

type Label = (list: string, code: string) => string

/** A typed value as people read it; empty for what is not for reading, such as ids. */
export function typedText(name: string, value: unknown, label: Label): string {
  if (value == null || name === 'id' || name.endsWith('_id') || name.endsWith('_ids') || name === 'made_at')
    return ''
  if (Array.isArray(value)) {
    return value.map(one => typeof one === 'object'
      ? (one as { text?: string }).text ?? ''
      : typedText(name, one, label)).join('、')
  }
  if (name === 'contact')
    return CONTACTS[String(value)] ?? String(value)
  return LISTS[name]
    ? label(LISTS[name], String(value))
    : String(value)
}
