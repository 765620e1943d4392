import type { Tone } from '@/ui/StatusTag.vue'

/** The steps a person sees, in order. */
export const STEPS = ['选择文件', '预检', '核对', '写入', '完成'] as const

interface Shape { step: number, label: string, tone: Tone, busy?: boolean }

/** Every state of an import: where it stands, what it is called, whether the server is still at work. */
const STATES: Record<string, Shape> = {
  open: { step: 0, label: '待上传', tone: 'neutral' },
  validating: {
    step: 1,
    label: '正在预检',
    tone: 'info',
    busy: true,
  },
  ready: { step: 2, label: '待确认', tone: 'warning' },
  running: {
    step: 3,
    label: '正在写入',
    tone: 'info',
    busy: true,
  },
  succeeded: { step: 4, label: '已完成', tone: 'success' },
  succeeded_with_errors: { step: 4, label: '已完成，有拒收', tone: 'warning' },
  failed: { step: 4, label: '失败', tone: 'danger' },
  cancelled: { step: 4, label: '已取消', tone: 'neutral' },
  reversing: {
    step: 4,
    label: '正在撤销',
    tone: 'info',
    busy: true,
  },
  reversed: { step: 4, label: '已撤销', tone: 'neutral' },
}
const UNKNOWN: Shape = { step: 0, label: '未知', tone: 'neutral' }
const LEAST_REASON = 4

/** To filter by. */
export const STATE_WORDS = Object.fromEntries(Object.entries(STATES).map(([state, { label }]) => [state, label]))

export const shapeOf = (state: string): Shape => STATES[state] ?? UNKNOWN

/** Whether the list has gone in, for good or until it was taken back. */
export const isDone = (state: string): boolean => ['succeeded', 'succeeded_with_errors', 'reversed'].includes(state)

/** Whether there is something to look at again in a moment. */
export const isBusy = (state: string): boolean => !!shapeOf(state).busy

/** Rows can be looked at once they have been checked. */
export function hasRows(state: string): boolean {
  return shapeOf(state).step >= 2 && !['failed', 'cancelled'].includes(state)
}

/** Nothing has been written yet. */
export const canCancel = (state: string): boolean => state === 'failed' || shapeOf(state).step <= 2

/** Its headings may still be read as something else. */
export const canAssign = (state: string): boolean => ['ready', 'failed'].includes(state)

export interface Checked {
  state: string
  counts: Record<string, unknown>
  suspicious: { reasons: readonly unknown[] } | null
}

/** What stands between a checked list and its writing; undefined when it may begin. */
export function obstacle(found: Checked, accepted: boolean, reason: string): string | undefined {
  if (found.state !== 'ready')
    return '预检完成后才能确认'
  if (!count(found.counts, 'new') && !count(found.counts, 'changed'))
    return '没有新增或变更的行，无需写入'
  const stopped = !!found.suspicious?.reasons.length
  if (stopped && !accepted)
    return '这份表与往常差别很大，请核对后勾选确认'
  if (stopped && reason.trim().length < LEAST_REASON)
    return `请写明确认的原因（至少 ${LEAST_REASON} 个字）`
  return undefined
}

export function count(counts: Record<string, unknown>, name: string): number {
  return Number(counts[name] ?? 0)
}

/** What an import did, beyond its rows; the first is the name of a count, the second what it counts. */
const REPORT: [string, string][] = [
  ['households_new', '新增户'],
  ['households_changed', '变更户'],
  ['households_of_other_size', '家庭人数与表中行数不符的户'],
  ['members_not_in_list', '台账中有而表中没有的成员（不会移除）'],
  ['households_reversed', '已还原户'],
  ['households_kept', '此后有人修改、未还原的户'],
  ['loans_reversed', '已还原贷款'],
  ['loans_kept', '此后有变动、未还原的贷款'],
  ['loans_repaid', '有还款的贷款'],
  ['repayments_counted_before', '银行清单已扣减过、只登记的还款'],
  ['loan_repayments_reversed', '已撤回的还款'],
  ['loan_repayments_kept', '此后贷款有变动、未撤回的还款'],
  ['households_rated', '评级涉及的户'],
  ['households_granted_credit', '有授信额度的户'],
  ['credit_ratings_reversed', '已还原的评级'],
  ['credit_ratings_kept', '此后有变动、未还原的评级'],
  ['members_reversed', '已还原的成员'],
  ['members_kept', '此后有人修改、未还原的成员'],
  ['households_visited', '走访涉及的户'],
  ['visitors_not_on_roster', '走访人不在帮扶人员名册的走访'],
  ['visits_reversed', '已撤回或还原的走访'],
  ['visits_kept', '此后有变动或有走访发现、未撤回的走访'],
  ['helpers_on_duty', '导入后同类在岗人员'],
  ['helpers_not_in_list', '在岗而名册里没有的人员'],
  ['helpers_reversed', '已还原的人员'],
  ['helpers_kept', '此后有人修改或已被使用、未还原的人员'],
  ['households_paired', '名单涉及的户'],
  ['helpers_paired', '名单涉及的帮扶人'],
  ['pairings_reversed', '已撤回的结对'],
  ['pairings_kept', '此后有变动、未撤回的结对'],
  ['plans_new', '新制定的计划（草稿）'],
  ['plans_changed', '改动的草稿'],
  ['plans_adjusted', '生效计划另起的新版（须农户再确认、乡镇审核后生效）'],
  ['measures_not_in_list', '这些计划里有而表中没有的措施（不会删除）'],
  ['targets_below_income', '收入目标低于现在人均收入的户（请核对，不影响导入）'],
  ['plans_reversed', '已还原的计划'],
  ['plans_kept', '此后有人继续修改、未还原的计划'],
  ['households_granted', '名单涉及的户'],
  ['benefits_reversed', '已还原的享受记录'],
  ['benefits_kept', '此后有变动、未还原的享受记录'],
  ['records_unmatched', '没有对应到农户的记录'],
  ['department_records_reversed', '已还原的记录'],
  ['department_records_kept', '此后有变动、未还原的记录'],
  ['entries_unknown', '不在户籍台账的人'],
  ['entries_match', '与我们一致'],
  ['entries_differ', '与我们不一致'],
  ['entries_only_theirs', '只有名单有'],
  ['entries_only_ours', '只有我们有'],
  ['department_entries_reversed', '已还原的名单条目'],
  ['department_entries_kept', '此后有人核对、未还原的名单条目'],
  ['households_checked', '核查涉及的户'],
  ['defects_found', '未达标的核查'],
  ['assurance_checks_reversed', '已撤回或恢复的核查'],
  ['assurance_checks_kept', '此后有变动、未撤回的核查'],
  ['sources_tested', '检测涉及的供水点'],
  ['tests_failed', '不合格的检测'],
  ['water_tests_reversed', '已还原的检测'],
  ['water_tests_kept', '此后有变动、未还原的检测'],
]

/** `新增户 3，变更户 12`: the counts that are not zero. */
export function reportText(counts: Record<string, unknown>): string {
  return REPORT.filter(([name]) => count(counts, name)).map(([name, label]) => `${label} ${count(counts, name).toLocaleString()}`).join('，')
}

/** Where an import stands among the steps; a failed one where it stopped. */
export function stepOf({ state, counts }: Pick<Checked, 'state' | 'counts'>): number {
  if (state !== 'failed')
    return shapeOf(state).step
  return count(counts, 'rows')
    ? shapeOf('running').step
    : shapeOf('validating').step
}

export const ACTIONS = [
  { name: 'new', label: '新增' },
  { name: 'changed', label: '变更' },
  { name: 'unchanged', label: '未变' },
  { name: 'rejected', label: '拒收' },
] as const
export type Action = (typeof ACTIONS)[number]['name']

/** The tab to open first: what was refused, else what would change. */
export function firstTab(counts: Record<string, unknown>): Action {
  const order: Action[] = [
    'rejected',
    'changed',
    'new',
    'unchanged',
  ]
  return order.find(name => count(counts, name) > 0) ?? 'new'
}
