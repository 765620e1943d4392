import type { Label } from '../parts/columns'
import type { Row } from '../parts/shapes'
import { amount, columnOf } from '../parts/columns'
import { dueText, LOAN_STATES, NOTICE_STATES, RUNGS } from './words'

export type Loan = Row<'/api/v1/loans'>
export type Notice = Row<'/api/v1/loan-notices'>

type Repayment = Row<'/api/v1/loan-repayments'>
type Rating = Row<'/api/v1/credit-ratings'>

const ofLoan = columnOf<Loan>()
const ofNotice = columnOf<Notice>()
const ofRepayment = columnOf<Repayment>()
const ofRating = columnOf<Rating>()

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

export const REPAYMENT_COLUMNS = [
  ofRepayment('head_name', '户主', 84, row => row.head_name),
  ofRepayment('region', '村', 104, row => row.region_name ?? '', { sort: 'region' }),
  ofRepayment('household_no', '户编号', 170, row => row.household_no, { extra: true }),
  ofRepayment('bank', '经办银行', 138, row => row.bank_name ?? ''),
  ofRepayment('contract_no', '合同号', 190, row => row.contract_no),
  ofRepayment('paid_on', '还款日期', 112, row => row.paid_on, { sort: 'paid_on' }),
  ofRepayment('amount', '还款本金/元', 126, row => amount(row.amount), { number: true, sort: 'amount' }),
  ofRepayment('interest', '利息/元', 90, row => row.interest
    ? amount(row.interest)
    : '', { number: true }),
  ofRepayment('balance_after', '还款后余额/元', 120, row => row.balance_after
    ? amount(row.balance_after)
    : '', { number: true }),
  ofRepayment('counted', '余额扣减', 130, row => row.counted ? '由本次扣减' : '银行清单已扣减'),
  ofRepayment('receipt_no', '流水号', 190, row => row.receipt_no ?? '', { extra: true }),
  ofRepayment('source', '来源', 180, row => row.source, { extra: true }),
]

function wish(wants: boolean | null): string {
  if (wants === null)
    return ''
  return wants ? '有' : '不愿贷款'
}

export const RATING_COLUMNS = [
  ofRating('head_name', '户主', 84, row => row.head_name),
  ofRating('region', '村', 104, row => row.region_name ?? '', { sort: 'region' }),
  ofRating('household_no', '户编号', 170, row => row.household_no, { extra: true }),
  ofRating('bank', '银行', 138, row => row.bank_name ?? ''),
  ofRating('rated_on', '评级日期', 112, row => row.rated_on, { sort: 'rated_on' }),
  ofRating('grade', '信用等级', 96, row => row.grade),
  ofRating('score', '评分', 80, row => row.score
    ? String(Number(row.score))
    : '', { number: true }),
  ofRating('credit_limit', '授信额度/元', 120, row => row.credit_limit === null
    ? ''
    : amount(row.credit_limit), { number: true, sort: 'credit_limit' }),
  ofRating('valid_to', '有效期至', 112, row => row.valid_to ?? ''),
  ofRating('wants_loan', '贷款意愿', 96, row => wish(row.wants_loan)),
  ofRating('source', '来源', 180, row => row.source, { extra: true }),
]
