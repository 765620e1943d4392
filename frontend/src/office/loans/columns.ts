import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'
import { dueText, LOAN_STATES, NOTICE_STATES, RUNGS } from './words'

export type Loan = Row<'/api/v1/loans'>
export type Notice = Row<'/api/v1/loan-notices'>

const ofLoan = columnOf<Loan>()
const ofNotice = columnOf<Notice>()

export const LOAN_COLUMNS = [
  ofLoan('head_name', '户主', 90, row => row.head_name),
  ofLoan('borrower_name', '借款人', 90, row => row.borrower_name ?? '', { extra: true }),
  ofLoan('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  ofLoan('household_no', '户编号', 178, row => row.household_no, { extra: true }),
  ofLoan('bank', '经办银行', 120, row => row.bank_name ?? ''),
  ofLoan('contract_no', '合同号', 150, row => row.contract_no),
  ofLoan('principal', '本金（元）', 110, row => amount(row.principal), { number: true }),
  ofLoan('balance', '余额（元）', 118, row => amount(row.balance), { number: true, sort: 'balance' }),
  ofLoan('rate', '年利率', 90, row => row.rate
    ? `${Number(row.rate)}%`
    : '', { number: true, extra: true }),
  ofLoan('purpose', '用途', 120, row => row.purpose ?? '', { extra: true }),
  ofLoan('lent_on', '放款日', 110, row => row.lent_on, { sort: 'lent_on', extra: true }),
  ofLoan('due_on', '到期日', 110, row => row.due_on, { sort: 'due_on' }),
  ofLoan('days', '距到期', 110, row => row.state === 'active'
    ? dueText(row.days_to_due)
    : ''),
  ofLoan('state', '状态', 84, row => LOAN_STATES[row.state] ?? row.state),
  ofLoan('reminder', '到期提醒', 100, row => NOTICE_STATES[row.reminder_state ?? ''] ?? ''),
  ofLoan('written', '书面通知', 100, row => NOTICE_STATES[row.written_state ?? ''] ?? ''),
]

export const NOTICE_COLUMNS = [
  ofNotice('head_name', '户主', 84, row => row.head_name),
  ofNotice('region', '村', 110, row => row.region_name ?? '', { sort: 'region' }),
  ofNotice('rung', '种类', 90, row => RUNGS[row.rung] ?? row.rung),
  ofNotice('number', '文号', 170, row => row.number ?? '', { sort: 'number' }),
  ofNotice('balance', '余额（元）', 108, row => amount(row.balance), { number: true }),
  ofNotice('due_on', '到期日', 182, row => `${row.due_on}（${dueText(row.days_to_due)}）`, { sort: 'due_on' }),
  ofNotice('deadline_on', '送达时限', 116, row => row.deadline_on, { sort: 'deadline_on' }),
  ofNotice('state', '状态', 84, row => NOTICE_STATES[row.state] ?? row.state),
  ofNotice('delivery', '送达情况', 150, (row, label) =>
    [
      row.delivered_on,
      label('delivery_outcome', row.outcome),
      row.receiver_name,
    ].filter(Boolean).join(' ')),
]
