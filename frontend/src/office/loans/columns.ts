import type { Label } from '../parts/columns'
import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'
import { dueText, LOAN_STATES, NOTICE_STATES, RUNGS } from './words'

export type Loan = Row<'/api/v1/loans'>
export type Notice = Row<'/api/v1/loan-notices'>

const ofLoan = columnOf<Loan>()
const ofNotice = columnOf<Notice>()

export const LOAN_COLUMNS = [
  ofLoan('head_name', '户主', 84, row => row.head_name),
  ofLoan('borrower_name', '借款人', 84, row => row.borrower_name ?? '', { extra: true }),
  ofLoan('region', '村', 104, row => row.region_name ?? '', { sort: 'region' }),
  ofLoan('household_no', '户编号', 170, row => row.household_no, { extra: true }),
  ofLoan('bank', '经办银行', 138, row => row.bank_name ?? ''),
  ofLoan('contract_no', '合同号', 178, row => row.contract_no),
  ofLoan('principal', '本金/元', 100, row => amount(row.principal), { number: true, extra: true }),
  ofLoan('balance', '余额/元', 112, row => amount(row.balance), { number: true, sort: 'balance' }),
  ofLoan('rate', '年利率', 90, row => row.rate
    ? `${Number(row.rate)}%`
    : '', { number: true, extra: true }),
  ofLoan('purpose', '用途', 120, row => row.purpose ?? '', { extra: true }),
  ofLoan('lent_on', '放款日', 112, row => row.lent_on, { sort: 'lent_on', extra: true }),
  ofLoan('due_on', '到期日', 112, row => row.due_on, { sort: 'due_on' }),
  ofLoan('days', '距到期', 122, row => row.state === 'active'
    ? dueText(row.days_to_due)
    : ''),
  ofLoan('state', '状态', 80, row => LOAN_STATES[row.state]),
  ofLoan('reminder', '到期提醒', 92, row => row.reminder_state ? NOTICE_STATES[row.reminder_state] : ''),
  ofLoan('written', '书面通知', 92, row => row.written_state ? NOTICE_STATES[row.written_state] : ''),
]

/** How a delivered notice reached the household, or why one was cancelled. */
export function deliveryText(row: Notice, label: Label): string {
  return [
    row.delivered_on,
    label('delivery_outcome', row.outcome),
    row.receiver_name,
  ].filter(Boolean).join(' ')
}

export const NOTICE_COLUMNS = [
  ofNotice('head_name', '户主', 76, row => row.head_name),
  ofNotice('region', '村', 98, row => row.region_name ?? '', { sort: 'region' }),
  ofNotice('rung', '种类', 84, row => RUNGS[row.rung]),
  ofNotice('number', '文号', 184, row => row.number ?? '', { sort: 'number' }),
  ofNotice('balance', '余额/元', 104, row => amount(row.balance), { number: true }),
  ofNotice('due_on', '到期日', 106, row => row.due_on, { sort: 'due_on' }),
  ofNotice('days', '距到期', 124, row => dueText(row.days_to_due)),
  ofNotice('deadline_on', '送达时限', 112, row => row.deadline_on, { sort: 'deadline_on' }),
  ofNotice('state', '状态', 92, row => NOTICE_STATES[row.state]),
]
