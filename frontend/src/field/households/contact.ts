import type { Household } from '@/api/types'
import { entries } from '@/offline/entries'
import { command } from '@/offline/outbox'

/** A correction of contact data that the server has not taken yet. */
export interface PendingContact {
  phone?: string | null
  address?: string | null
  refused: boolean
}

/** All corrections of a household that wait on this phone, as one; undefined when none does. */
export async function pendingContact(householdId: string): Promise<PendingContact | undefined> {
  const mine = (await entries()).filter(({ kind, subjectId }) => kind === 'household_contact' && subjectId === householdId)
  return mine.length
    ? {
        ...Object.assign({}, ...mine.map(({ patch }) => patch)),
        refused: mine.some(({ state }) => state !== 'waiting'),
      }
    : undefined
}

/** Sends only what was changed, with what the person saw of it: other fields may change elsewhere meanwhile. */
export async function correct(household: Household, phone: string, address: string, redo?: string) {
  const moved = address !== (household.address ?? '')
  await command({
    kind: 'household_contact',
    subjectId: household.id,
    householdId: household.id,
    baseVersion: household.version,
    base: {
      ...phone && { phone_masked: household.phone_masked },
      ...moved && { address: household.address },
    },
    patch: {
      ...phone && { phone },
      ...moved && { address: address || null },
    },
    label: `修改电话或住址 · ${household.head_name}`,
    replaces: redo,
  })
}

/** As the server masks a phone. */
export const maskPhone = (phone: string) => `${phone.slice(0, 3)}${'*'.repeat(Math.max(0, phone.length - 7))}${phone.slice(-4)}`
