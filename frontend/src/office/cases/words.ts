import type { Answer, Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'

export type CaseRow = Row<'/api/v1/cases'>
export type Case = Answer<'/api/v1/cases/{case_id}'>
export type CaseStep = Case['steps'][number]
export type NoticeRow = Row<'/api/v1/public-notices'>
export type Notice = Answer<'/api/v1/public-notices/{public_notice_id}'>
export type Objection = Notice['objections'][number]

export const PROCEDURES: Record<CaseRow['procedure'], string> = {
  risk: '监测帮扶',
  five_step: '五步识别',
  review: '动态管理复核',
}
export const STEPS: Record<string, string> = {
  check: '一核：核对信息',
  look: '二看：入户查看',
  compare: '三比：与邻里比较',
  verify: '入户核实',
  deliberate: '村级评议',
  notice: '村内公示',
  township: '乡镇审核',
  second: '亲属关系复核',
  county: '县级审定',
  help: '落实帮扶',
  removal_verify: '风险消除核查',
  removal_deliberate: '风险消除评议',
  removal_notice: '风险消除公示',
  removal_township: '风险消除乡镇审核',
  removal_county: '风险消除县级审定',
  look_back: '回头看',
}
export const SIDES: Record<string, string> = { village: '村', township: '乡镇', county: '县' }
export const CASE_STATES: Record<CaseRow['state'], string> = { open: '办理中', closed: '已办结' }
export const NOTICE_STATES: Record<string, string> = {
  coming: '未开始',
  running: '公示中',
  ended: '已结束',
  withdrawn: '已撤下',
}
export const NOTICE_TONES: Record<string, Tone> = {
  coming: 'neutral',
  running: 'warning',
  ended: 'success',
  withdrawn: 'neutral',
}
export const NOTICE_KINDS: Record<string, string> = {
  'risk.notice': '拟认定名单',
  'risk.removal_notice': '风险消除名单',
  'five_step.notice': '五步识别名单',
  'review.notice': '动态管理名单',
}

const one = columnOf<CaseRow>()
const notice = columnOf<NoticeRow>()

export const CASE_COLUMNS = [
  one('head_name', '户主', 90, row => row.head_name),
  one('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  one('household_no', '户编号', 160, row => row.household_no, { extra: true }),
  one('procedure', '程序', 110, row => PROCEDURES[row.procedure]),
  one('risks', '风险', 130, (row, label) => row.risks.map(risk => label('risk_kind', risk)).join('、')),
  one('step', '下一环节', 140, row => row.step
    ? STEPS[row.step] ?? row.step
    : '—'),
  one('due_on', '期限', 164, row => row.due_on ?? '', { sort: 'due_on' }),
  one('class', '类别', 136, (row, label) => label('monitor_class', row.monitor_class)),
  one('channel', '线索来源', 96, (row, label) => label('case_channel', row.channel)),
  one('opened_on', '收到线索', 110, row => row.opened_on, { sort: 'opened_on' }),
  one('decided', '审定', 150, (row, label) => row.decided_on
    ? `${row.decided_on} ${row.decision === 'include'
      ? '认定'
      : label('case_decision', row.decision)}`
    : '', { extra: true }),
  one('closed', '办结', 180, (row, label) => row.closed_on
    ? `${row.closed_on} ${label('case_end', row.closed_why)}`
    : '', { extra: true }),
]

export const NOTICE_COLUMNS = [
  notice('region', '村', 120, row => row.region_name ?? '', { sort: 'region' }),
  notice('kind', '名单', 130, row => NOTICE_KINDS[row.kind] ?? row.kind),
  notice('households', '户数', 70, row => String(row.households), { number: true }),
  notice('starts_on', '开始', 110, row => row.starts_on, { sort: 'starts_on' }),
  notice('ends_on', '结束', 110, row => row.ends_on, { sort: 'ends_on' }),
  notice('state', '状态', 96, row => NOTICE_STATES[row.state] ?? row.state),
  notice('objections', '未答复异议', 100, row => row.open_objections
    ? String(row.open_objections)
    : '', { number: true }),
  notice('place', '地点', 160, row => row.place),
  notice('posted_by', '张贴人', 90, row => row.posted_by_name),
]
