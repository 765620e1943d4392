import type { Todo } from '@/api/types'
import type { Photo } from '@/offline/db'
import { entries, entry, photosOf } from '@/offline/entries'
import { command } from '@/offline/outbox'

export type Verdict = 'true' | 'false' | 'refer'
export const VERDICTS: { value: Verdict, text: string, list: string }[] = [
  { value: 'true', text: '属实', list: 'alert_true_reason' },
  { value: 'false', text: '不属实', list: 'alert_false_reason' },
  { value: 'refer', text: '需上报', list: 'alert_refer_reason' },
]
export const MAX_PHOTOS = 3

/** What was seen at the household, as typed. */
export interface VerificationDraft {
  verdict: Verdict | ''
  reason: string
  verified_on: string
  note: string
  photos: Photo[]
}

export async function startVerification(today: string, redo?: string): Promise<VerificationDraft> {
  const blank: VerificationDraft = {
    verdict: '',
    reason: '',
    verified_on: today,
    note: '',
    photos: [],
  }
  if (!redo)
    return blank
  const { attachment_ids, ...patch } = (await entry(redo))?.patch as Partial<VerificationDraft> & { attachment_ids?: string[] } ?? {}
  return {
    ...blank,
    ...patch,
    photos: await photosOf(attachment_ids ?? []),
  }
}

/** What is missing, in words; empty when it can be sent. */
export function verificationGap({ verdict, reason, verified_on }: VerificationDraft, today: string): string {
  if (!verdict)
    return '请选择属实、不属实或需上报'
  if (!reason)
    return '请选择一项原因'
  return verified_on > today
    ? '核实日期不能晚于今天'
    : ''
}

/** What this phone was told about an alert and has not sent yet. */
export async function pendingVerification(id: string) {
  return (await entries()).find(({ kind, subjectId }) => kind === 'alert_verification' && subjectId === id)
}

/** Keeps the verification on the phone and sends it as soon as there is a network. */
export async function verify(todo: Todo, draft: VerificationDraft, replaces?: string) {
  await command({
    kind: 'alert_verification',
    subjectId: todo.id,
    householdId: todo.household_id,
    baseVersion: (todo.ref as { version?: number }).version,
    patch: {
      verdict: draft.verdict,
      reason: draft.reason,
      verified_on: draft.verified_on,
      note: draft.note.trim() || null,
      attachment_ids: draft.photos.map(({ id }) => id),
    },
    photos: draft.photos,
    label: `核实预警 · ${todo.head_name}`,
    todoId: todo.id,
    replaces,
  })
}
