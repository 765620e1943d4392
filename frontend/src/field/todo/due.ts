import { daysBetween } from '@/ui/format'

export type DueGroup = 'overdue' | 'today' | 'week' | 'later'

export const GROUPS: Record<DueGroup, string> = {
  overdue: '已逾期',
  today: '今天',
  week: '本周内',
  later: '以后',
}

/** Where a to-do stands; counted on the phone, so the list stays true while there is no network. */
export function dueGroup(dueOn: string, today: string): DueGroup {
  const days = daysBetween(today, dueOn)
  if (days < 0)
    return 'overdue'
  if (days === 0)
    return 'today'
  return days < 7
    ? 'week'
    : 'later'
}

/** How far away, in words. */
export function dueWords(dueOn: string, today: string): string {
  const days = daysBetween(today, dueOn)
  if (days < 0)
    return `已超期 ${-days} 天`
  return days === 0
    ? '今天到期'
    : `还有 ${days} 天`
}
