import type { Row } from '../parts/shapes'
import type { Schemas } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'
import { thisYear, today } from '../parts/today'

export type Counts = Schemas['OutcomeCount'][]
export type Outcome = Counts[number]['outcome']
type Household = Row<'/api/v1/plan-carry-overs/preview/households'>
export type Run = Row<'/api/v1/plan-carry-overs'>

export const CARRY_TABS = [
  { to: '/office/plan-carry-over', label: '结转' },
  { to: '/office/plan-carry-overs', label: '历次结转' },
]
export const OUTCOMES: Record<Outcome, string> = {
  carried: '结转',
  has_plan: '新年已有计划',
  not_in_force: '上年计划没有生效',
  no_plan: '上年没有计划',
  struck_off: '户已注销',
  taken_back: '草稿已撤回',
  kept: '草稿已有人动过，留下',
}
/** What a left out household needs. */
export const WHAT_NEXT: Record<Outcome, string> = {
  carried: '带上意愿和没有办完的措施，草稿由制定人补齐后再请农户确认',
  has_plan: '已经有人开始写，不动它',
  not_in_force: '请先审完上年的计划，或直接为新年制定',
  no_plan: '请为新年制定计划',
  struck_off: '已并入他户、迁出或销户，不再制定',
  taken_back: '可以重新结转，也可以直接制定',
  kept: '撤销没有动它；不要的请打开后逐份删除',
}
export const RUN_STATES: Record<Run['state'], string> = {
  waiting: '排队中',
  running: '正在结转',
  done: '已完成',
  failed: '没有做完',
  undoing: '正在撤销',
  undone: '已撤销',
}
export const RUN_TONES: Record<Run['state'], Tone> = {
  waiting: 'info',
  running: 'info',
  done: 'success',
  failed: 'danger',
  undoing: 'info',
  undone: 'neutral',
}

/** In the second half of a year people prepare the next. */
export const yearToPrepare = () => String(thisYear() + Number(today().slice(5) >= '07'))

const household = columnOf<Household>()
const run = columnOf<Run>()

export const HOUSEHOLD_COLUMNS = [
  household('head_name', '户主', 92, row => row.head_name),
  household('region', '村', 110, row => row.region_name ?? ''),
  household('household_no', '户编号', 170, row => row.household_no),
  household('class', '户类别', 120, (row, label) => label('household_class', row.household_class)),
  household('outcome', '结果', 140, row => OUTCOMES[row.outcome]),
  household('measures', '带到新年的措施', 128, row => String(row.measures || ''), { number: true }),
  household('undated', '要重定时限', 100, row => String(row.undated || ''), { number: true }),
  household('finished', '已办完', 84, row => String(row.finished || ''), { number: true }),
  household('left_behind', '成员已离开', 104, row => String(row.left_behind || ''), { number: true }),
]
export const RUN_COLUMNS = [
  run('created_at', '时间', 150, row => row.created_at.slice(0, 16).replace('T', ' '), { sort: 'created_at' }),
  run('year', '年度', 80, row => `${row.year} 年`),
  run('region', '范围', 120, row => row.region_name ?? ''),
  run('made', '结转（户）', 100, row => row.made.toLocaleString(), { number: true }),
  run('by', '谁发起', 100, row => row.asked_by_name),
  run('state', '状态', 100, row => RUN_STATES[row.state]),
]
