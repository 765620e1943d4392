import { expect, it } from 'vitest'
import { failedText, ranText } from '@/office/admin/rounds'

const TITLES = new Map([
  ['loan_overdue', '小额信贷逾期'],
])

it('names the rules that could not be looked at, and why', () => {
  expect(failedText({
    failed: { loan_overdue: 'LockNotAvailable', gone: 'DataError' },
  }, TITLES))
    .toBe('小额信贷逾期（记录正被别人修改）、gone（DataError）')
  expect(failedText({}, TITLES)).toBe('')
})

it('says of a run how many rules were left out only where some were', () => {
  const ran = {
    rules: 86,
    notices: 2,
    raised: 5,
    closed: 1,
  }
  expect(ranText({ ...ran, rules_failed: 0 })).toBe('检查规则 86 条，产生通知 2 份，新增预警 5 条，解除预警 1 条')
  expect(ranText({ ...ran, rules_failed: 1 })).toContain('未查成 1 条')
})
