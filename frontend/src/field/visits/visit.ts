import type { Visit } from '@/api/types'
import type { Photo } from '@/offline/db'
import { entry, photosOf } from '@/offline/entries'
import { command } from '@/offline/outbox'
import { uuid } from '@/offline/uuid'
import { daysBetween } from '@/ui/format'

/** What came to light, as typed; empty strings stand for what was left open. */
export interface FindingDraft {
  id: string
  category: string
  severity: string
  text: string
  owner_id: string
  due_on: string
}

/** A visit as typed. `id` is the visit's from the first key on, so a repeat is the same visit. */
export interface VisitDraft {
  id: string
  region_code: string
  visited_on: string
  contact: string
  purposes: string[]
  person_met: string
  situation: string
  needs: string
  suggestions: string
  participants: string
  causes_seen: string[]
  supports: string[]
  topics: string[]
  materials: string
  copies: string
  households_reached: string
  next_on: string
  campaign_id: string
  findings: FindingDraft[]
  photos: Photo[]
}

/** Whom the visit is to, and what is known before a word is typed. */
export interface Occasion {
  today: string
  /** Nobody for a visit to the village. */
  household?: { id: string, name: string }
  region_code?: string
  purposes?: string[]
  /** The visit that is due, which this one settles when it is made in its period. */
  due?: { todoId: string, from: string }
  /** Id in the outbox of the refused visit to be corrected. */
  redo?: string
}

export const MAX_PHOTOS = 3
/** The server believes a phone no more; older visits are entered by the office. */
const OLDEST_DAYS = 90
/** People met face to face; a call does not settle a visit that is due. */
const MET = new Set(['home', 'reception_point'])

function blank({ today, household, region_code, purposes }: Occasion): VisitDraft {
  return {
    id: uuid(),
    region_code: region_code ?? '',
    visited_on: today,
    contact: household ? 'home' : 'village',
    purposes: purposes ?? [],
    person_met: '',
    situation: '',
    needs: '',
    suggestions: '',
    participants: '',
    causes_seen: [],
    supports: [],
    topics: [],
    materials: '',
    copies: '',
    households_reached: '',
    next_on: '',
    campaign_id: '',
    findings: [],
    photos: [],
  }
}

/** A blank form, or the refused visit with all that was typed. */
export async function startVisit(occasion: Occasion): Promise<VisitDraft> {
  const draft = blank(occasion)
  const refused = occasion.redo
    ? await entry(occasion.redo)
    : undefined
  if (!refused)
    return draft
  const { attachment_ids, participants, copies, households_reached, findings, ...typed } = refused.patch as Visit
  const known = Object.entries(typed).filter(([name, value]) => name in draft && value != null)
  return {
    ...draft,
    ...Object.fromEntries(known),
    id: refused.subjectId ?? draft.id,
    participants: participants?.join('、') ?? '',
    copies: copies
      ? String(copies)
      : '',
    households_reached: households_reached
      ? String(households_reached)
      : '',
    findings: findings?.map(finding => ({
      ...finding,
      id: finding.id ?? uuid(),
      owner_id: finding.owner_id ?? '',
      due_on: finding.due_on ?? '',
    })) ?? [],
    photos: await photosOf(attachment_ids ?? []),
  }
}

const namesIn = (text: string) => text.split(/[\s、，,；;]+/).filter(Boolean)

export type Gaps = Partial<Record<keyof VisitDraft, string>>

/** What keeps it from being saved, in plain words, by field. */
export function gapsOf(draft: VisitDraft, today: string): Gaps {
  const gaps: Gaps = {}
  const age = daysBetween(draft.visited_on || today, today)
  if (!draft.visited_on)
    gaps.visited_on = '请选择走访日期'
  else if (age < 0)
    gaps.visited_on = '走访日期不能晚于今天'
  else if (age > OLDEST_DAYS)
    gaps.visited_on = `只能补登 ${OLDEST_DAYS} 天以内的走访，更早的请交办公室登记`
  if (draft.contact === 'village' && !draft.region_code)
    gaps.region_code = '请选择走访的村'
  if (!draft.purposes.length)
    gaps.purposes = '请选择走访事由，可选多项'
  if (draft.next_on && draft.next_on <= draft.visited_on)
    gaps.next_on = '下次走访要晚于这次'
  if (draft.copies && !/^[1-9]\d{0,4}$/.test(draft.copies))
    gaps.copies = '份数请填 1 到 99999 的整数'
  if (draft.households_reached && !/^[1-9]\d{0,3}$/.test(draft.households_reached))
    gaps.households_reached = '户数请填 1 到 9999 的整数'
  const names = namesIn(draft.participants)
  if (names.length > 20 || names.some(name => name.length > 40))
    gaps.participants = '同行人员最多 20 人，每人姓名不超过 40 字，用顿号隔开'
  return gaps
}

export function findingGap({ category, severity, text }: FindingDraft): string {
  if (!category)
    return '请选择问题类别'
  if (!severity)
    return '请选择严重程度'
  return text.trim().length < 2
    ? '请写明是什么问题'
    : ''
}

/** Keeps a visit with nothing missing on the phone, its findings within, and sends it as soon as there is a network. */
export async function saveVisit(draft: VisitDraft, { household, due, redo }: Occasion, place: string) {
  await command({
    kind: 'visit',
    subjectId: draft.id,
    householdId: household?.id,
    patch: patchOf(draft, household?.id),
    label: `登记走访 · ${household?.name ?? place}`,
    photos: draft.photos,
    todoId: due && MET.has(draft.contact) && draft.visited_on >= due.from
      ? due.todoId
      : undefined,
    replaces: redo,
  })
}

export function patchOf(draft: VisitDraft, householdId?: string): Visit {
  const words = (text: string) => text.trim() || null
  return {
    ...householdId
      ? { household_id: householdId }
      : { region_code: draft.region_code },
    visited_on: draft.visited_on,
    contact: draft.contact as Visit['contact'],
    purposes: draft.purposes,
    person_met: words(draft.person_met),
    situation: words(draft.situation),
    needs: words(draft.needs),
    suggestions: words(draft.suggestions),
    participants: namesIn(draft.participants),
    causes_seen: draft.causes_seen,
    supports: draft.supports,
    topics: draft.topics,
    materials: words(draft.materials),
    copies: draft.copies
      ? Number(draft.copies)
      : null,
    ...draft.households_reached && !householdId
      ? {
          households_reached: Number(draft.households_reached),
        }
      : {},
    next_on: draft.next_on || null,
    campaign_id: draft.campaign_id || null,
    attachment_ids: draft.photos.map(({ id }) => id),
    findings: draft.findings.map(finding => ({
      ...finding,
      text: finding.text.trim(),
      owner_id: finding.owner_id || null,
      due_on: finding.due_on || null,
    })),
  }
}
