import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'

export type Record = Row<'/api/v1/department-records'>
export type Batch = Row<'/api/v1/push-batches'>

export const STATES = {
  unmatched: '未对应',
  matched: '已对应',
  not_ours: '不属本县',
  wrong: '数据有误',
}
export const WHY: { [why: string]: string } = {
  not_looked: '尚未比对',
  person_unknown: '没有登记此人',
  person_left: '此人已迁出或去世',
  household_unknown: '没有这一户',
  disagrees: '证件号码和户编号不是同一户',
  id_number_wrong: '证件号码有误',
  not_named: '没有证件号码和户编号',
  reopened: '已退回重新核对',
}
const DETAILS: { [field: string]: string } = {
  hospital: '医院',
  hospital_level: '医院级别',
  total: '总费用',
  deposit: '押金',
  one_stop: '一站式结算',
  in_county: '县域内',
  days: '天数',
  illness: '病种',
  disability_class: '残疾类别',
  disability_grade: '残疾等级',
  school: '学校',
  grade: '年级',
  reason: '原因',
  item: '事项',
  employer: '单位',
  willingness: '就业意愿',
  paid_on: '兑付',
  counselled_on: '个体咨询',
  recommended_on: '优先推荐',
  trained_on: '技能培训',
  subsidised_on: '就业补贴',
  for_production: '生产经营用',
  area_m2: '面积（平方米）',
  percent: '降幅（%）',
}
const VALUES: { [value: string]: string } = {
  true: '是',
  false: '否',
  village: '村',
  township: '乡镇',
  county: '县',
  city: '市',
  province: '省',
  can_leave: '可外出务工',
  willing_cannot_leave: '有意愿不能外出',
  able_no_intention: '有能力无意愿',
}

/** What a record tells besides person, day and amount, in one line. */
export function detailsOf(row: Pick<Record, 'details'>): string {
  return Object.entries(row.details)
    .map(([field, value]) => `${DETAILS[field] ?? field} ${VALUES[String(value)] ?? value}`)
    .join('，')
}

/** Whose it is; while nobody has been found, whom the department named. */
export function personOf(row: Record): string {
  return row.member_name ?? row.person_name ?? (row.id_masked || row.household_no || '')
}

const column = columnOf<Record>()
export const COLUMNS = [
  column('person', '人员', 92, personOf),
  column('kind', '类型', 110, (row, label) => label('push_kind', row.kind)),
  column('happened_on', '日期', 120, row => row.happened_on, { sort: 'happened_on' }),
  column('amount', '金额（元）', 124, row => amount(row.amount), { number: true, sort: 'amount' }),
  column('details', '内容', 160, detailsOf),
  column('state', '核对', 150, row => row.state === 'unmatched'
    ? `未对应：${WHY[row.why ?? ''] ?? ''}`
    : STATES[row.state]),
  column('home', '农户', 92, row => row.head_name ?? ''),
  column('region', '村', 96, row => row.region_name ?? ''),
  column('department', '部门', 120, (row, label) => label('department', row.department), { extra: true }),
  column('id', '证件号码', 170, row => row.id_masked ?? '', { extra: true }),
  column('source_no', '编号', 130, row => row.source_no ?? '', { extra: true }),
  column('settled', '处理', 170, row => row.settled_on
    ? [
        row.settled_on,
        row.settled_by_name,
        row.settle_note,
      ].filter(Boolean).join(' ')
    : '', { extra: true }),
]
export const TABS = [
  { to: '/office/department-records?state=unmatched', label: '部门记录' },
  { to: '/office/push-batches', label: '批次' },
]
