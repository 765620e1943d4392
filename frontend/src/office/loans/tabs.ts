/** What banks report, side by side. */
export const LOAN_TABS = [
  { to: '/office/loans', label: '贷款' },
  { to: '/office/repayments', label: '还款记录' },
  { to: '/office/credit-ratings?newest=true', label: '信用评级授信' },
]
