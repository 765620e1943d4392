import type { Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'
import { columnOf } from '../parts/columns'
import { stamp } from '../parts/time'

export type Job = Row<'/api/v1/jobs'>

export const STATES: Record<Job['state'], string> = {
  waiting: '排队中',
  running: '进行中',
  succeeded: '已完成',
  succeeded_with_errors: '已完成，有未成功的',
  failed: '失败',
  cancelled: '已取消',
}
export const TONES: Record<Job['state'], Tone> = {
  waiting: 'neutral',
  running: 'info',
  succeeded: 'success',
  succeeded_with_errors: 'warning',
  failed: 'danger',
  cancelled: 'neutral',
}
export const KINDS: Record<string, string> = {
  'import.check': '核对名单',
  'import.apply': '导入名单',
  'import.reverse': '撤销导入',
  'plan.carry_over': '年度结转',
  'plan.undo_carry_over': '撤销年度结转',
  'pairing.propose': '自动结对',
  'export.list': '导出清单',
  'operation.preview': '预演批量办理',
  'operation.do': '批量办理',
  'operation.reverse': '撤回批量办理',
  'round.make': '当日检查',
}
export const PHASES: Record<string, string> = {
  waiting: '正在排队',
  reading: '正在读取文件',
  comparing: '正在与台账比对',
  writing: '正在写入台账',
  exporting: '正在写入文件',
  foreseeing: '正在预演',
  doing: '正在办理',
  noticing: '正在产生通知',
  judging: '正在按规则检查',
}

/** Counts that a job tells as its result. */
export const RESULTS: Record<string, string> = {
  rows: '行数',
  removed: '不再列入',
  new: '新增',
  changed: '变更',
  unchanged: '无变化',
  rejected: '拒收',
  made: '做出的草稿',
  total: '共',
  foreseen: '可以办理',
  refused: '不能办理',
  succeeded: '成功',
  failed: '失败',
  reversed: '已撤回',
  kept: '没有撤回',
  notices: '产生通知',
  rules: '检查的规则',
  rules_failed: '未查成的规则',
  raised: '新增预警',
  closed: '解除预警',
}

/** Where the record of a job can be looked at. */
const PAGES: Record<string, string> = {
  import: '/office/imports',
  operation: '/office/operations',
  carry_over: '/office/plan-carry-overs',
  pairing_proposal: '/office/proposals',
}
export function pageOf({ subject_kind, subject_id }: Pick<Job, 'subject_kind' | 'subject_id'>): string | undefined {
  const page = PAGES[subject_kind ?? '']
  return page && `${page}/${subject_id}`
}

export const isLive = (state: Job['state']) => state === 'waiting' || state === 'running'
const WHOLE = 100
export function percentOf({ done, total }: Job['progress']): number {
  return total
    ? Math.min(WHOLE, Math.floor(WHOLE * done / total))
    : 0
}

const MINUTE = 60
/** `约 3 分钟` for seconds to go. */
export function goingOn(seconds: number | null): string {
  if (seconds == null)
    return ''
  return seconds < MINUTE
    ? `约还要 ${seconds} 秒`
    : `约还要 ${Math.ceil(seconds / MINUTE)} 分钟`
}

const job = columnOf<Job>()
export const JOB_COLUMNS = [
  job('title', '任务', 120, row => row.title),
  job('about', '内容', 240, row => row.about ?? ''),
  job('region', '范围', 110, row => row.region_name ?? ''),
  job('state', '状态', 130, row => STATES[row.state]),
  job('progress', '进度', 130, row => isLive(row.state)
    ? `${percentOf(row.progress)}%`
    : ''),
  job('files', '文件', 70, row => row.file_count
    ? `${row.file_count} 个`
    : '', { number: true }),
  job('asked_by', '交办人', 90, row => row.asked_by_name),
  job('created_at', '交办时间', 150, row => stamp(row.created_at), { sort: 'created_at' }),
  job('finished_at', '结束时间', 150, row => row.finished_at
    ? stamp(row.finished_at)
    : ''),
]
