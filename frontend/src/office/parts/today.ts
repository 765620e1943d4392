import { useSession } from '@/session'
import { isoDay } from '@/ui/format'

/** The business day as the server counts it; the computer's own day only until it has answered. */
export const today = () => useSession().businessOn ?? isoDay(new Date())
export const thisYear = () => Number(today().slice(0, 4))
