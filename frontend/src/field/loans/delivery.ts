import type { Delivery, Member, Notice, Todo } from '@/api/types'
import type { Photo } from '@/offline/db'
import { entry, photosOf } from '@/offline/entries'
import { command } from '@/offline/outbox'

/** What a person fills in; photos and signature stay bytes until they are sent. */
export interface DeliveryDraft {
  delivered_on: string
  outcome: string
  receiver_name: string
  receiver_relation: string
  note: string
  photos: Photo[]
  signature?: Photo
}

export const MAX_PHOTOS = 3

/** A blank form, or the refused one to be corrected (`redo` is its id in the outbox). */
export async function startDelivery(today: string, redo?: string): Promise<DeliveryDraft> {
  const blank: DeliveryDraft = {
    delivered_on: today,
    outcome: '',
    receiver_name: '',
    receiver_relation: '',
    note: '',
    photos: [],
  }
  const json = redo
    ? (await entry(redo))?.patch as Delivery | undefined
    : undefined
  if (!json)
    return blank
  const photos = await photosOf(json.attachment_ids ?? [])
  return {
    ...blank,
    delivered_on: json.delivered_on,
    outcome: json.outcome,
    receiver_name: json.receiver_name ?? '',
    receiver_relation: json.receiver_relation ?? '',
    note: json.note ?? '',
    photos: photos.filter(photo => photo.kind === 'photo'),
    signature: photos.find(photo => photo.kind === 'signature'),
  }
}

/** What is still missing, in the words of the form; empty when it can be saved. */
export function missing(draft: DeliveryDraft): string {
  if (!draft.outcome)
    return '请选择送达结果'
  if (draft.outcome === 'refused') {
    return draft.note.trim()
      ? ''
      : '请在备注里写明拒签原因和在场见证人'
  }
  if (!draft.receiver_name.trim())
    return '请填写接收人'
  return draft.receiver_relation ? '' : '请选择接收人与借款人的关系'
}

/** Keeps a delivery with nothing missing on the phone and sends it as soon as there is a network. */
export async function deliver(todo: Todo, notice: Notice, draft: DeliveryDraft, redo?: string) {
  const photos = [
    ...draft.photos,
    ...draft.signature
      ? [draft.signature]
      : [],
  ]
  const patch: Delivery = {
    delivered_on: draft.delivered_on,
    outcome: draft.outcome as Delivery['outcome'],
    receiver_name: draft.receiver_name.trim() || null,
    receiver_relation: draft.receiver_relation || null,
    note: draft.note.trim() || null,
    attachment_ids: photos.map(({ id }) => id),
  }
  await command({
    kind: 'notice_delivery',
    subjectId: notice.id,
    householdId: todo.household_id,
    baseVersion: notice.version,
    patch,
    label: `${todo.title} · ${todo.head_name}`,
    todoId: todo.id,
    photos,
    replaces: redo,
  })
}

/** First digit of a relation to the head (GB/T 4761) as the relation to a head who borrowed. */
const TO_HEAD: Record<string, string> = {
  0: 'self',
  1: 'spouse',
  2: 'child',
  3: 'child',
  5: 'parent',
}

/** What a member is to the borrower, as far as it follows from what he is to the head; the person may correct it. */
export function suggestRelation(member: Member, notice: Notice): string {
  const borrower = notice.borrower_name ?? notice.head_name
  if (member.name === borrower)
    return 'self'
  return borrower === notice.head_name
    ? TO_HEAD[member.relation[0] ?? ''] ?? 'other_relative'
    : ''
}
