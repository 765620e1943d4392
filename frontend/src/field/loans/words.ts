import type { Notice } from '@/api/types'
import { chineseDay, daysBetween, yuan } from '@/ui/format'

/** What to tell the household, in words that can be read aloud. */
export function tell(notice: Notice, today: string): string {
  const bank = notice.bank_name ?? '放款银行'
  const late = daysBetween(notice.due_on, today)
  const ask = late > 0
    ? `请尽快到${bank}办理还款；有困难请如实说明，一起想办法。`
    : `请按时到${bank}还款；如需续贷或展期，请在到期前向${bank}咨询。`
  return `您家${notice.borrower_name ?? ''}在${bank}的小额贷款 ${yuan(notice.principal)}，现余额 ${yuan(notice.balance)}，${when(notice.due_on, late)}。${ask}`
}

function when(dueOn: string, late: number): string {
  if (late === 0)
    return '今天到期'
  return late > 0
    ? `已于${chineseDay(dueOn)}到期，逾期 ${late} 天`
    : `将于${chineseDay(dueOn)}到期，还有 ${-late} 天`
}
