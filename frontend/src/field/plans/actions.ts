import type { Measure, Plan, Suggestion } from './plan'
import type { Household } from '@/api/types'
import type { Photo } from '@/offline/db'
import { api, etag } from '@/api/client'
import { entries } from '@/offline/entries'
import * as files from '@/offline/files'
import { pullKit } from '@/offline/kit'
import { command } from '@/offline/outbox'
import { uuid } from '@/offline/uuid'
import { worded } from '@/ui/wording'

/** Each keeps one change on the phone and sends it as soon as there is a network. */

async function todoOf(household: Household, kind: string) {
  return (await files.todosOf(household.id)).find(todo => todo.kind === kind)?.id
}

export async function startPlan(household: Household, year: number, fromPrevious: boolean) {
  await command({
    kind: 'plan_start',
    subjectId: uuid(),
    householdId: household.id,
    patch: {
      household_id: household.id,
      year,
      from_previous: fromPrevious,
    },
    label: `制定 ${year} 年计划 · ${household.head_name}`,
    todoId: await todoOf(household, 'plan_missing'),
  })
}

type Fields = Record<string, unknown>

/** Of `wanted` what differs from what was seen, with what was seen of it. */
export function changesOf(seen: object, wanted: Fields) {
  const before = seen as Fields
  const same = (one: unknown, other: unknown) => (one ?? '') === (other ?? '') || (one != null && other != null && one !== '' && other !== '' && Number(one) === Number(other))
  const names = Object.keys(wanted).filter(name => !same(before[name], wanted[name]))
  const pick = (from: Fields) => Object.fromEntries(names.map(name => [name, from[name] ?? null]))
  return {
    base: pick(before),
    patch: pick(wanted),
    some: names.length > 0,
  }
}

export async function changePlan(household: Household, plan: Plan, wanted: Fields, replaces?: string) {
  const { base, patch, some } = changesOf(plan, wanted)
  if (!some && !replaces)
    return
  await command({
    kind: 'plan_change',
    subjectId: plan.id,
    householdId: household.id,
    base,
    patch,
    label: `目标与意愿 · ${household.head_name}`,
    replaces,
  })
}

export async function addMeasure(household: Household, plan: Plan, id: string, fields: Fields, replaces?: string) {
  const given = Object.entries(fields).filter(([, value]) => value != null && value !== '')
  await command({
    kind: 'measure_add',
    subjectId: id,
    householdId: household.id,
    patch: {
      plan_id: plan.id,
      sort: plan.measures.length,
      ...Object.fromEntries(given),
    },
    label: `增加措施 · ${household.head_name}：${String(fields.text).slice(0, 12)}`,
    replaces,
  })
}

export async function changeMeasure(household: Household, measure: Measure, wanted: Fields, replaces?: string) {
  const { base, patch, some } = changesOf(measure, wanted)
  if (!some && !replaces)
    return
  await command({
    kind: 'measure_change',
    subjectId: measure.id,
    householdId: household.id,
    base,
    patch,
    label: `修改措施 · ${household.head_name}：${measure.text.slice(0, 12)}`,
    replaces,
  })
}

export async function dropMeasure(household: Household, measure: Measure) {
  await command({
    kind: 'measure_drop',
    subjectId: measure.id,
    householdId: household.id,
    patch: { text: measure.text },
    label: `删除措施 · ${household.head_name}：${measure.text.slice(0, 12)}`,
  })
}

export async function decline(household: Household, { key, text, reason: why }: Suggestion, reason: string) {
  await command({
    kind: 'suggestion_decline',
    subjectId: household.id,
    householdId: household.id,
    patch: { key, reason },
    label: `不采纳建议 · ${household.head_name}：${(worded(text) || why).slice(0, 12)}`,
  })
}

/** What this phone has said before and the server has not taken yet; what is said now stands for it. */
async function earlier(plan: Plan, kind: string) {
  return (await entries()).find(entry => entry.kind === kind && entry.subjectId === plan.id)?.id
}

/** The measures as the household and its cadre see them now: consent and submission hold for these. */
function seen(plan: Plan) {
  return plan.measures
    .filter(({ state }) => state !== 'cancelled')
    .map(({ id, text, quantity, unit, due_on }) => ({
      id,
      text,
      quantity: quantity ?? null,
      unit: unit ?? null,
      due_on: due_on ?? null,
    }))
}

export interface Consent {
  consent_on: string
  consent_kind: 'signature' | 'witness'
  consent_name: string
  consent_witness: string
  signature?: Photo
}

export async function confirmPlan(household: Household, plan: Plan, { signature, consent_witness, ...consent }: Consent) {
  const signed = consent.consent_kind === 'signature' && signature
  await command({
    kind: 'plan_confirm',
    subjectId: plan.id,
    householdId: household.id,
    patch: {
      ...consent,
      consent_witness: signed
        ? null
        : consent_witness.trim(),
      consent_attachment_id: signed ? signature.id : null,
      measures: seen(plan),
    },
    label: `农户确认计划 · ${household.head_name}`,
    photos: signed
      ? [signature]
      : [],
    todoId: await todoOf(household, 'plan_unconfirmed'),
    replaces: await earlier(plan, 'plan_confirm'),
  })
}

export async function submitPlan(household: Household, plan: Plan) {
  await command({
    kind: 'plan_submit',
    subjectId: plan.id,
    householdId: household.id,
    patch: {
      measures: seen(plan),
    },
    label: `提交计划 · ${household.head_name}`,
    todoId: await todoOf(household, 'plan_returned'),
    replaces: await earlier(plan, 'plan_submit'),
  })
}

export interface Progress {
  told_on: string
  progress: string
  spent: string
  note: string
  photos: Photo[]
}

export async function tellProgress(household: Household, measure: Measure, { progress, spent, note, photos, told_on }: Progress, replaces?: string) {
  const percent = Number(progress)
  const state = percent === 100
    ? 'done'
    : percent ? 'going' : 'planned'
  await command({
    kind: 'measure_progress',
    subjectId: measure.id,
    householdId: household.id,
    baseVersion: measure.version,
    patch: {
      state,
      progress: percent,
      told_on,
      spent: spent || null,
      note: note.trim() || null,
      attachment_ids: photos.map(({ id }) => id),
    },
    label: `登记进度 · ${household.head_name}：${measure.text.slice(0, 12)}`,
    photos,
    todoId: state === 'done'
      ? (await files.todosOf(household.id)).find(({ id }) => id === measure.id)?.id
      : undefined,
    replaces,
  })
}

// Needs a network: the new edition's measures get their ids from the server.

export async function adjustPlan(plan: Plan, why: string) {
  await api.POST('/api/v1/plans/{plan_id}:adjust', {
    params: {
      path: { plan_id: plan.id },
      header: {
        'if-match': etag(plan.version),
        'idempotency-key': uuid(),
      },
    },
    body: { why },
  })
  await pullKit()
}

export async function withdrawPlan(plan: Plan) {
  await api.POST('/api/v1/plans/{plan_id}:withdraw', {
    params: {
      path: { plan_id: plan.id },
      header: {
        'if-match': etag(plan.version),
        'idempotency-key': uuid(),
      },
    },
  })
  await pullKit()
}

export async function alikePlans(plan: Plan) {
  const { data } = await api.GET('/api/v1/plans/{plan_id}/alike', {
    params: {
      path: { plan_id: plan.id },
    },
  })
  return data!.items
}
