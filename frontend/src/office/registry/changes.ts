import type { Field } from '../parts/fields'
import { day, fieldText, text } from '../parts/fields'
import { HOUSEHOLD_FIELDS, MEMBER_FIELDS } from './fields'

/** Actions of the audit record, as people say them. */
export const ACTIONS: Record<string, string> = {
  'household.registered': '新增农户',
  'household.changed': '修改户信息',
  'personal_data.unmasked': '查看完整号码',
  'household.imported': '批量导入',
  'household.import_reversed': '撤销导入',
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

/** As an edit tells it, by field; and as an import tells it, ready to read. */
type Edited = Record<string, [unknown, unknown]>
interface Imported { title: string, old: string | null, new: string | null }

function editedLine(name: string, [old, now]: [unknown, unknown], words: Words): string {
  if (name === 'conditions')
    return '生产生活条件有变动'
  const field = FIELDS.get(name) ?? text(name, name)
  return `${field.label}：${fieldText(field, old, words)} → ${fieldText(field, now, words)}`
}

/** `主要致贫原因：因病 → 因残` for each field an audit row tells about. */
export function changeLines(details: Record<string, unknown>, words: Words): string[] {
  const { year, source, reason, changes = {} } = details as {
    year?: number
    source?: string
    reason?: string
    changes?: Edited | Imported[]
  }
  const lines = Array.isArray(changes)
    ? changes.map(change => `${change.title}：${change.old ?? '未填'} → ${change.new ?? '未填'}`)
    : Object.entries(changes).filter(([name]) => !SILENT.has(name)).map(([name, pair]) => editedLine(name, pair, words))
  const about = [year && `${year} 年`, source && `文件：${source}`, reason && `原因：${reason}`]
  return [
    ...about.filter((line): line is string => !!line),
    ...lines,
  ]
}
