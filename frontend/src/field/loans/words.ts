import type { Notice } from '@/api/types'
import { chineseDay, daysBetween, yuan } from '@/ui/format'

export const TITLES: Record<string, string> = {
  reminder: '贷款到期提醒',
  written: '书面到期通知',
  overdue: '逾期催告',
}

/** What to tell the household, in words that can be read aloud. */
export function tell(notice: Notice, today: string): string {
  const days = daysBetween(today, notice.due_on)
  const when = days < 0
    ? `已于${chineseDay(notice.due_on)}到期，逾期 ${-days} 天`
    : `将于${chineseDay(notice.due_on)}到期，还有 ${days} 天`
  const ask = days < 0
    ? `请尽快到${notice.bank_name}办理还款；有困难请如实说明，一起想办法。`
    : `请按时到${notice.bank_name}还款；如需续贷或展期，请在到期前向${notice.bank_name}咨询。`
  return `您家在${notice.bank_name}的小额贷款 ${yuan(notice.principal)}，现余额 ${yuan(notice.balance)}，${when}。${ask}`
}
