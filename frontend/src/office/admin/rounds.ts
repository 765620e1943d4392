type Counts = Record<string, unknown>

const NOTICES: Record<string, string> = {
  reminder: '到期提醒',
  written: '书面通知',
  overdue: '逾期催告',
  cancelled: '取消通知',
  reopened: '恢复通知',
}
const CHANGES: Record<string, string> = { raised: '新增', changed: '更新', closed: '解除' }

const inside = (counts: Counts, name: string) => (counts[name] ?? {}) as Counts

/** What a round did, in words; what it did none of is left out. */
export function roundText(counts: Counts, titles: ReadonlyMap<string, string>): string {
  const notices = Object.entries(inside(counts, 'notices'))
    .filter(([, count]) => count)
    .map(([name, count]) => `${NOTICES[name] ?? name} ${count} 份`)
  const alerts = Object.entries(inside(counts, 'alerts')).flatMap(([rule, changes]) =>
    Object.entries(changes as Counts)
      .filter(([name, count]) => count && CHANGES[name])
      .map(([name, count]) => `${titles.get(rule) ?? rule}预警${CHANGES[name]} ${count} 条`))
  return [
    ...notices,
    ...alerts,
  ].join('，') || '没有新的通知和预警'
}

/** Keys of the parameters without which part of the round could not judge. */
export const unsetKeys = (counts: Counts) => (counts.unset ?? []) as string[]
