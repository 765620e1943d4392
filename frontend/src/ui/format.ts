const MONEY = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const DAY = 86_400_000

/** `50000.00` (decimal string, yuan) as `50,000.00 元`. */
export function yuan(amount?: string | number | null): string {
  return amount == null || amount === ''
    ? '未填'
    : `${MONEY.format(Number(amount))} 元`
}

/** The local calendar day as `YYYY-MM-DD`. */
export function isoDay(date: Date): string {
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
}

/** Whole days from `from` to `to`, negative when `to` is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY)
}

/** `2026-11-23` as `2026年11月23日`. */
export function chineseDay(day?: string | null): string {
  const [year, month, date] = day?.slice(0, 10).split('-').map(Number) ?? []
  return date
    ? `${year}年${month}月${date}日`
    : '未填'
}

/** `2026-11-23` as `11月23日`, with the year only when it is another one. */
export function shortDay(day: string, today: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return day.startsWith(today.slice(0, 4))
    ? `${month}月${date}日`
    : `${year}年${month}月${date}日`
}

/** An instant as people say it: `刚刚`, `12 分钟前`, `今天 08:30`, `11月20日 08:30`. */
export function ago(at: number, now = Date.now()): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1)
    return '刚刚'
  if (minutes < 60)
    return `${minutes} 分钟前`
  const date = new Date(at)
  const clock = date.toTimeString().slice(0, 5)
  return isoDay(date) === isoDay(new Date(now))
    ? `今天 ${clock}`
    : `${shortDay(isoDay(date), isoDay(new Date(now)))} ${clock}`
}

/** Full years of age on a day. */
export function age(bornOn: string | null | undefined, today: string): number | undefined {
  if (!bornOn)
    return undefined
  const years = Number(today.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return today.slice(5) < bornOn.slice(5, 10)
    ? years - 1
    : years
}
