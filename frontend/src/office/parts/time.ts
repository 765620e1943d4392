const STAMP = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'medium', timeStyle: 'short', hour12: false })

/** `2026年11月24日 08:30` */
export function stamp(at?: string | null): string {
  return at
    ? STAMP.format(new Date(at))
    : ''
}
