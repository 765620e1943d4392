import type { Row } from '../parts/shapes'
import type { Schemas } from '@/api/client'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'

export type Alert = Row<'/api/v1/alerts'>
export type Rule = Schemas['RuleRead']
type Severity = Alert['severity']

export const SEVERITIES: Record<Severity, string> = { notice: '提示', warning: '提醒', critical: '紧急' }
export const SEVERITY_TONES: Record<Severity, Tone> = { notice: 'info', warning: 'warning', critical: 'danger' }
export const STATES: Record<Alert['state'], string> = {
  open: '待认领',
  claimed: '办理中',
  verified: '属实，待帮扶',
  helping: '帮扶中',
  resolved: '待复核',
  closed: '已解除',
}
export const STATE_TONES: Record<Alert['state'], Tone> = {
  open: 'warning',
  claimed: 'info',
  verified: 'danger',
  helping: 'info',
  resolved: 'warning',
  closed: 'success',
}
export const LEVELS: Record<Alert['level'], string> = { village: '村', township: '乡镇', county: '县' }
export const LIGHTS: Record<NonNullable<Alert['light']>, string> = { green: '时限内', amber: '快到期', red: '已超期' }
export const LIGHT_TONES: Record<NonNullable<Alert['light']>, Tone> = { green: 'success', amber: 'warning', red: 'danger' }
export const HANDLINGS: Record<Alert['handling'], string> = {
  cure: '事实消除即解除',
  verify: '须入户核实',
  case: '须入户核实，属实立案',
}
export const TOLD: Record<Rule['told'][number], string> = {
  helper: '帮扶责任人',
  village: '村',
  township: '乡镇',
  county: '县',
}
export const CADENCES: Record<Rule['cadence'], string> = { at_once: '有变化即查，每晚全查', nightly: '每晚' }
export const STEPS: Record<string, string> = {
  claimed: '认领',
  assigned: '指派',
  released: '退回待认领',
  true: '核实：属实',
  false: '核实：不属实',
  referred: '核实：需上报',
  measure: '帮扶措施',
  resolved: '办结',
  returned: '退回重办',
  closed: '复核销号',
  escalated: '超期上报',
}
export const VERDICTS = { true: '属实', false: '不属实', refer: '需上报' }
export const REASONS: Record<string, string> = {
  true: 'alert_true_reason',
  false: 'alert_false_reason',
  refer: 'alert_refer_reason',
  referred: 'alert_refer_reason',
}
export const TABS = [
  { to: '/office/alerts', label: '预警清单' },
  { to: '/office/alert-board', label: '按村、按规则' },
]

export const factsText = (facts: Record<string, unknown>) => Object.entries(facts).map(([name, value]) => `${name} ${value ?? '无'}`).join('；')

const alert = columnOf<Alert>()
export const ALERT_COLUMNS = [
  alert('title', '预警', 140, row => row.title),
  alert('severity', '程度', 76, row => SEVERITIES[row.severity]),
  alert('subject', '户主', 84, row => row.subject_label ?? ''),
  alert('region', '村', 96, row => row.region_name ?? '', { sort: 'region' }),
  alert('facts', '事实', 230, row => factsText(row.facts)),
  alert('state', '办到哪一步', 110, row => STATES[row.state]),
  alert('assignee', '承办人', 76, row => row.assignee_name ?? ''),
  alert('step_due_on', '本步时限', 136, row => row.step_due_on ?? '', { sort: 'step_due_on' }),
  alert('raised_on', '产生', 116, row => row.raised_on, { sort: 'raised_on' }),
  alert('due_on', '事项到期', 104, row => row.due_on ?? '', { sort: 'due_on', extra: true }),
  alert('closed', '解除', 160, row => [row.closed_on, row.closed_why].filter(Boolean).join(' '), { extra: true }),
  alert('clause', '依据', 220, row => row.clause, { extra: true }),
]
