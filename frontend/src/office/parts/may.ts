import type { User } from '@/session'
import { useSession } from '@/session'

export type Permission = User['permissions'][number]

/** Whether the signed-in person may do this; the server decides again at every request. */
export function may(permission: Permission): boolean {
  return useSession().user?.permissions.includes(permission) ?? false
}
