import type { Row } from '../parts/shapes'
import type { Tone } from '@/ui/StatusTag.vue'

type LoanState = Row<'/api/v1/loans'>['state']
type Rung = Row<'/api/v1/loan-notices'>['rung']
type NoticeState = Row<'/api/v1/loan-notices'>['state']

/** States and steps of the loan room, as people say them. */
export const LOAN_STATES: Record<LoanState, string> = { active: '在贷', settled: '已结清', renewed: '已续贷' }
export const RUNGS: Record<Rung, string> = { reminder: '到期提醒', written: '书面通知', overdue: '逾期催告' }
export const NOTICE_STATES: Record<NoticeState, string> = { open: '待送达', delivered: '已送达', cancelled: '已取消' }
export const NOTICE_TONES: Record<NoticeState, Tone> = { open: 'warning', delivered: 'success', cancelled: 'neutral' }

/** `还有 12 天` or `逾期 3 天`. */
export function dueText(days: number): string {
  if (days === 0)
    return '今天到期'
  return days > 0
    ? `还有 ${days} 天`
    : `逾期 ${-days} 天`
}

const SOON = 30

export function dueTone(days: number): Tone {
  if (days < 0)
    return 'danger'
  return days <= SOON
    ? 'warning'
    : 'neutral'
}
