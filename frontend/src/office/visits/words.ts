import type { Row } from '../parts/shapes'
import type { Schemas } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'

export type Visit = Row<'/api/v1/visits'>
export type Finding = Row<'/api/v1/findings'>
export type Missing = Row<'/api/v1/visits/missing'>
export type Pair = Row<'/api/v1/visits/pair-counts'>
export type Level = Schemas['Compliance']['level']

export const CONTACTS: Record<Visit['contact'], string> = {
  home: '入户',
  reception_point: '定点接待',
  phone: '电话',
  village: '到村',
}
export const LEVELS: Record<Level, string> = { village: '村级', township: '乡级', county: '县级' }
export const CADENCES: Record<Missing['cadence'], string> = {
  week: '每周',
  month: '每月',
  quarter: '每季度',
  half_year: '每半年',
  year: '每年',
}
export const FINDING_STATES: Record<Finding['state'], string> = { open: '待处理', acted: '待核实', closed: '已办结' }
export const FINDING_TONES: Record<Finding['state'], Tone> = { open: 'warning', acted: 'info', closed: 'success' }
export const PASSED_ON = { measure: '列入帮扶措施', clue: '转监测线索' }
export const SEVERITY_TONES: Record<string, Tone> = {
  critical: 'danger',
  warning: 'warning',
  notice: 'info',
  remark: 'neutral',
}

const visit = columnOf<Visit>()
const finding = columnOf<Finding>()
const missing = columnOf<Missing>()
const pair = columnOf<Pair>()

export const VISIT_COLUMNS = [
  visit('visited_on', '日期', 108, row => row.visited_on, { sort: 'visited_on' }),
  visit('whom', '户主', 84, row => row.head_name ?? '（到村）'),
  visit('region', '村', 104, row => row.region_name ?? '', { sort: 'region' }),
  visit('contact', '方式', 84, row => CONTACTS[row.contact]),
  visit('purposes', '事由', 140, (row, label) => row.purposes.map(one => label('visit_purpose', one)).join('、')),
  visit('visitor', '走访人', 84, row => row.visitor_name),
  visit('level', '层级', 70, (row, label) => label('unit_layer', row.visitor_level)),
  visit('situation', '情况', 200, row => row.situation ?? ''),
  visit('photos', '照片', 60, row => row.attachments.length
    ? String(row.attachments.length)
    : '', { number: true }),
  visit('findings', '发现', 60, row => row.findings.length
    ? String(row.findings.length)
    : '', { number: true }),
  visit('campaign', '专项行动', 140, row => row.campaign_name ?? '', { extra: true }),
  visit('household_no', '户编号', 168, row => row.household_no ?? '', { extra: true }),
  visit('created_at', '登记时间', 146, row => row.created_at.slice(0, 10), { sort: 'created_at', extra: true }),
]

export const FINDING_COLUMNS = [
  finding('text', '发现的问题', 240, row => row.text),
  finding('head_name', '户主', 84, row => row.head_name ?? '（村里）'),
  finding('region', '村', 104, row => row.region_name ?? '', { sort: 'region' }),
  finding('category', '类别', 96, (row, label) => label('finding_category', row.category)),
  finding('severity', '程度', 92, (row, label) => label('finding_severity', row.severity)),
  finding('owner', '负责人', 84, row => row.owner_name),
  finding('found_on', '发现日期', 108, row => row.found_on, { sort: 'found_on' }),
  finding('due_on', '处理期限', 116, row => row.due_on ?? '', { sort: 'due_on' }),
  finding('state', '状态', 84, row => FINDING_STATES[row.state]),
  finding('passed_on_as', '转办', 110, row => row.passed_on_as ? PASSED_ON[row.passed_on_as] : '', { extra: true }),
]

export const MISSING_COLUMNS = [
  missing('head_name', '户主', 90, row => row.head_name),
  missing('household_no', '户编号', 170, row => row.household_no),
  missing('region', '村', 120, row => row.region_name ?? ''),
  missing('household_class', '户类别', 116, (row, label) => label('household_class', row.household_class)),
  missing('cadence', '应走访', 84, row => CADENCES[row.cadence]),
  missing('due_on', '期满', 110, row => row.due_on),
  missing('last', '上次走访', 110, row => row.last_visited_on ?? '没有'),
  missing('answering', '由谁走访', 170, row => row.answering.join('、')),
]

export const PAIR_COLUMNS = [
  pair('head_name', '户主', 90, row => row.head_name, { sort: 'name' }),
  pair('household_no', '户编号', 170, row => row.household_no),
  pair('region', '村', 120, row => row.region_name ?? '', { sort: 'region' }),
  pair('kind', '结对类别', 120, (row, label) => label('pairing_kind', row.kind)),
  pair('helper', '帮扶人', 90, row => row.helper_name),
  pair('unit', '单位', 150, row => row.helper_unit ?? ''),
  pair('visits', '期间走访', 90, row => row.visits
    ? `${row.visits} 次`
    : '没有', { number: true }),
  pair('last', '最近一次', 110, row => row.last_visited_on ?? '没有'),
]
