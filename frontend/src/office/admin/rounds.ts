type Counts = Record<string, unknown>

const NOTICES: Record<string, string> = {
  reminder: '到期提醒',
  written: '书面通知',
  overdue: '逾期催告',
  cancelled: '取消通知',
  reopened: '恢复通知',
}
const CHANGES: Record<string, string> = { raised: '新增', changed: '更新', closed: '解除' }

const FAILURES: Record<string, string> = {
  LockNotAvailable: '记录正被别人修改',
  DeadlockDetected: '与别人的修改相互等待',
  QueryCanceled: '超过时限',
}

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

/** Rules that could not be looked at though they were tried twice, and why. */
export function failedText(counts: Counts, titles: ReadonlyMap<string, string>): string {
  return Object.entries(inside(counts, 'failed'))
    .map(([rule, why]) => `${titles.get(rule) ?? rule}（${FAILURES[String(why)] ?? why}）`)
    .join('、')
}

/** What the latest run did by itself; the day's row adds up all of them. */
export function ranText({ rules, rules_failed, notices, raised, closed }: Counts): string {
  return [
    `检查规则 ${rules} 条`,
    ...rules_failed
      ? [`未查成 ${rules_failed} 条`]
      : [],
    `产生通知 ${notices} 份`,
    `新增预警 ${raised} 条`,
    `解除预警 ${closed} 条`,
  ].join('，')
}
