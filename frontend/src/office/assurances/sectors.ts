import type { Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'
import { amount, columnOf } from '../parts/columns'
import { code, day, flag, money, number, pick, place, text } from '../parts/fields'
import { households } from '../parts/searches'
import { today } from '../parts/today'

export type HousingCase = Row<'/api/v1/housing-cases'>
export type WaterSource = Row<'/api/v1/water-sources'>

export const SECTOR_TABS = [
  { to: '/office/housing-cases', label: '危房改造和搬迁' },
  { to: '/office/water-sources?ended=false', label: '供水点' },
]
export const STAGES = { approved: '已批准', handed_over: '已竣工交付', moved_in: '已入住' }
export const STAGE_TONES: Record<string, Tone> = { approved: 'warning', handed_over: 'info', moved_in: 'success' }

/** Not handed over though its day has passed. */
export const lateHouse = (row: HousingCase) => !row.handed_over_on && !!row.due_on && row.due_on < today()
/** Its next test should have been made. */
export const lateTest = (row: WaterSource) => !row.ended_on && !!row.due_on && row.due_on < today()

const house = columnOf<HousingCase>()
export const HOUSING_COLUMNS = [
  house('head_name', '户主', 84, row => row.head_name),
  house('region', '村', 100, row => row.region_name ?? '', { sort: 'region' }),
  house('household_no', '户编号', 160, row => row.household_no, { extra: true }),
  house('kind', '种类', 90, (row, label) => label('housing_case_kind', row.kind)),
  house('grade', '等级', 70, (row, label) => label('housing_grade', row.grade)),
  house('target', '对象', 120, (row, label) => label('housing_target', row.target), { extra: true }),
  house('method', '方式', 80, (row, label) => label('housing_method', row.method)),
  house('subsidy', '补助（元）', 100, row => amount(row.subsidy), { number: true }),
  house('approved_on', '批准', 116, row => row.approved_on, { sort: 'approved_on' }),
  house('due_on', '完工期限', 108, row => row.due_on ?? ''),
  house('stage', '进度', 96, row => STAGES[row.stage as keyof typeof STAGES]),
  house('handed_over_on', '交付', 110, row => row.handed_over_on ?? '', { extra: true }),
  house('moved_in_on', '入住', 110, row => row.moved_in_on ?? '', { extra: true }),
  house('old_house', '旧房', 110, (row, label) => [
    label('old_house', row.old_house),
    row.old_house_on,
  ].filter(Boolean).join(' ')),
  house('passed', '后来核查', 90, row => row.passed
    ? '已达标'
    : '还没有'),
  house('contact', '联系人', 90, row => row.contact_name ?? '', { extra: true }),
  house('source', '依据', 150, row => row.source, { extra: true }),
]
/** What may change later. */
export const HOUSING_FIELDS = [
  code('method', '改造方式', 'housing_method'),
  text('standard', '标准'),
  money('subsidy', '补助'),
  day('due_on', '完工期限'),
  day('handed_over_on', '竣工交付'),
  day('moved_in_on', '入住'),
  code('old_house', '旧房', 'old_house'),
  day('old_house_on', '旧房处理日期'),
  text('contact_name', '联系人', { most: 60 }),
]
export const NEW_HOUSING_FIELDS = [
  code('kind', '种类', 'housing_case_kind', { required: true }),
  pick('household_id', '农户', households, { required: true, wide: true }),
  day('approved_on', '批准日期', { required: true }),
  code('target', '对象', 'housing_target', { placeholder: '不填按户类别' }),
  code('grade', '等级', 'housing_grade', { placeholder: '不填按最近核查' }),
  ...HOUSING_FIELDS.filter(({ name }) => [
    'method',
    'subsidy',
    'due_on',
    'contact_name',
  ].includes(name)),
  text('source', '依据', { required: true, wide: true, placeholder: '批复文件或名单' }),
]

const water = columnOf<WaterSource>()
export const WATER_COLUMNS = [
  water('name', '供水点', 150, row => row.name),
  water('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  water('kind', '种类', 120, (row, label) => label('water_source_kind', row.kind)),
  water('households', '供水户数', 90, row => row.households == null
    ? ''
    : String(row.households), { number: true }),
  water('keeper', '管护责任人', 100, row => row.keeper_name ?? ''),
  water('tested_on', '最近检测', 116, row => row.tested_on ?? '没有检测', { sort: 'tested_on' }),
  water('passed', '结果', 150, row => row.passed == null
    ? ''
    : row.passed
      ? '合格'
      : `不合格：${row.failing}`),
  water('due_on', '下次检测', 150, row => row.due_on ?? '县里没有设置间隔'),
  water('begun_on', '启用', 110, row => row.begun_on, { extra: true }),
  water('ended_on', '停用', 110, row => row.ended_on ?? '', { extra: true }),
]
export const WATER_FIELDS = [
  text('name', '名称', { required: true, most: 60 }),
  code('kind', '种类', 'water_source_kind', { required: true }),
  number('households', '供水户数', { most: 100_000 }),
  text('keeper_name', '管护责任人', { most: 60 }),
]
export const NEW_WATER_FIELDS = [
  place('region_code', '村', { required: true }),
  ...WATER_FIELDS,
  day('begun_on', '启用日期', { required: true }),
]
export const OLD_WATER_FIELDS = [
  ...WATER_FIELDS,
  day('ended_on', '停用日期'),
]
export const TEST_FIELDS = [
  day('tested_on', '检测日期', { required: true }),
  flag('passed', '合格', { required: true }),
  text('failing', '不合格项目', { placeholder: '不合格时必填' }),
  text('lab', '检测单位'),
  text('report_no', '报告编号', { most: 60 }),
  text('source', '依据', { required: true, placeholder: '检测报告' }),
]
