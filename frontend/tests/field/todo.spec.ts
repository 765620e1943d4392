import { expect, it } from 'vitest'
import { dueGroup, dueWords } from '@/field/todo/due'
import { age, ago, chineseDay, yuan } from '@/ui/format'

const TODAY = '2026-11-23'

it.each([
  ['2026-11-22', 'overdue', '已超期 1 天'],
  ['2026-11-23', 'today', '今天到期'],
  ['2026-11-29', 'week', '还有 6 天'],
  ['2026-11-30', 'later', '还有 7 天'],
])('puts %s under %s', (due, group, words) => {
  expect(dueGroup(due, TODAY)).toBe(group)
  expect(dueWords(due, TODAY)).toBe(words)
})

it('writes money, days and ages as people read them', () => {
  expect(yuan('50000.00')).toBe('50,000.00 元')
  expect(yuan(null)).toBe('未填')
  expect(chineseDay('2026-11-03')).toBe('2026年11月3日')
  expect(age('2008-11-24', TODAY)).toBe(17)
  expect(age('2008-11-23', TODAY)).toBe(18)
  expect(ago(Date.now() - 5 * 60_000)).toBe('5 分钟前')
})
