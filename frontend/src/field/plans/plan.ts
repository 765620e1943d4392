import type { Schemas } from '@/api/client'
import type { Household } from '@/api/types'
import type { Entry } from '@/offline/entries'
import { daysBetween } from '@/ui/format'
import { gapsOf, scoreOf } from './gaps'

export type Suggestion = Schemas['Suggestion']
/** `mark`: what this phone has not got through yet. */
export type Measure = Schemas['MeasureRead'] & { mark?: Mark }
export type Mark = 'waiting' | 'refused'

export interface Gap {
  code: string
  message: string
  measure_id?: string | null
  member_id?: string | null
  cause?: string | null
}

type Brief = Household['plan'][number]

/** A plan with what was typed on this phone in it. */
export interface Plan extends Omit<Brief, 'measures' | 'gaps'> {
  measures: Measure[]
  gaps: Gap[]
  mark?: Mark
  /** The server has it. */
  known: boolean
}

export interface PlanFile {
  /** The one being written, or waiting for its review. */
  work?: Plan
  force?: Plan
  suggestions: Suggestion[]
}

export const EDITABLE = new Set(['draft', 'returned'])
const IN_WORK = new Set(['draft', 'returned', 'submitted'])

/** What the household's plan is once all that waits on this phone has arrived. */
export function planFile(household: Household, entries: Entry[], today: string, vague: string[] = []): PlanFile {
  const year = Number(today.slice(0, 4))
  const mine = entries.filter(({ householdId, state, settling }) => householdId === household.id && state !== 'handed' && settling !== 'abandon' && settling !== 'keep_theirs')
  const plans = (household.plan ?? []).map(plan => ({
    ...structuredClone(plan),
    known: true,
  }) as unknown as Plan)
  let work = plans.find(({ state }) => IN_WORK.has(state))
  const force = plans.find(plan => plan.state === 'active' && plan.year === year) ?? plans.find(({ state }) => state === 'active')
  const declined = new Set<string>()
  let touched = false
  for (const entry of mine) {
    if (entry.kind === 'plan_start')
      work ??= begun(household, entry, year)
    else if (entry.kind === 'suggestion_decline')
      declined.add((entry.patch as { key: string }).key)
    else if (entry.kind === 'measure_progress')
      told(force, entry)
    else if (work && writes(work, entry))
      touched = true
  }
  if (work && (touched || !work.known)) {
    work.gaps = gapsOf(work, household, today, vague)
    work.completeness = scoreOf(work, household)
  }
  const taken = new Set([work, force].flatMap(plan => plan?.measures.map(({ suggestion }) => suggestion) ?? []))
  const suggestions = (household.suggestions as unknown as Suggestion[] ?? []).filter(({ key }) => !declined.has(key) && !taken.has(key))
  return { work, force, suggestions }
}

function markOf({ state }: Entry): Mark {
  return state === 'waiting'
    ? 'waiting'
    : 'refused'
}

/** As the server will fill it; schooling and insurance it knows better. */
function begun(household: Household, entry: Entry, year: number): Plan {
  const verdict = (failed: boolean, met: boolean) => failed
    ? 'failed'
    : met ? 'met' : 'unknown'
  const { main_cause, other_causes, unsafe_housing, water_safe, water_difficult } = household
  return {
    id: entry.subjectId!,
    year: (entry.patch as { year?: number }).year ?? year,
    edition: 1,
    kind: household.status === 'exited'
      ? 'consolidation'
      : 'assistance',
    state: 'draft',
    completeness: 0,
    causes: [
      main_cause,
      ...other_causes ?? [],
    ].filter(cause => cause != null),
    wish: null,
    income_base: household.net_income_per_capita ?? null,
    income_target: null,
    assurances: {
      housing: verdict(unsafe_housing === true, unsafe_housing === false),
      water: verdict(water_safe === false || water_difficult === true, water_safe === true),
    },
    consent_on: null,
    consent_stale: false,
    review_note: null,
    gaps: [],
    version: 0,
    measures: [],
    mark: markOf(entry),
    known: false,
  }
}

type Patch = Record<string, never>

/** What each command does to a plan in work; `at` is where its measure stands. */
const WRITES: Record<string, (plan: Plan, patch: Patch, at: number, entry: Entry) => void> = {
  plan_change: (plan, patch, _at, entry) => Object.assign(plan, patch, {
    mark: markOf(entry),
  }),
  plan_confirm: (plan, { consent_on }, _at, entry) => Object.assign(plan, {
    consent_on,
    consent_stale: false,
    mark: markOf(entry),
  }),
  plan_submit: (plan, _patch, _at, entry) => Object.assign(plan, {
    mark: markOf(entry),
  }, entry.state === 'waiting' && { state: 'submitted' }),
  measure_add(plan, patch, at, entry) {
    if (at < 0) {
      plan.measures.push({
        ...blank(entry.subjectId!),
        ...patch,
        mark: markOf(entry),
      })
    }
  },
  measure_change(plan, patch, at, entry) {
    if (at >= 0) {
      Object.assign(plan.measures[at]!, patch, {
        mark: markOf(entry),
        review_note: null,
      })
    }
  },
  measure_drop(plan, _patch, at) {
    if (at >= 0)
      plan.measures.splice(at, 1)
  },
}
const KEEPS_CONSENT = new Set(['plan_confirm', 'plan_submit'])

/** Takes one command into the plan; false when it is none of a plan in work. */
function writes(plan: Plan, entry: Entry): boolean {
  const write = WRITES[entry.kind]
  write?.(plan, entry.patch as Patch, plan.measures.findIndex(({ id }) => id === entry.subjectId), entry)
  if (write && !KEEPS_CONSENT.has(entry.kind))
    plan.consent_stale ||= plan.consent_on != null
  return write !== undefined
}

function told(plan: Plan | undefined, entry: Entry) {
  const measure = plan?.measures.find(({ id }) => id === entry.subjectId)
  if (measure) {
    const { state, progress, spent, note } = entry.patch as { state: Measure['state'], progress: number, spent?: string, note?: string }
    Object.assign(measure, {
      state,
      progress,
      spent: spent ?? measure.spent,
      result: note ?? measure.result,
      mark: markOf(entry),
    })
  }
}

function blank(id: string): Measure {
  return {
    id,
    root_id: id,
    sort: 0,
    state: 'planned',
    progress: 0,
    version: 0,
  } as Measure
}

/** Kept measures, those of the household first, then member by member. */
export function byPerson(plan: Plan, household: Household): [name: string, measures: Measure[]][] {
  const kept = plan.measures.filter(({ state }) => state !== 'cancelled')
  const people = household.members.map(({ id, name }) => [
    name,
    kept.filter(({ member_id }) => member_id === id),
  ] as [string, Measure[]])
  const all: [string, Measure[]][] = [
    [
      '全户',
      kept.filter(({ member_id }) => !member_id),
    ],
    ...people,
  ]
  return all.filter(([, measures]) => measures.length)
}

/** How a measure in force stands, in words. */
export function standing({ state, progress, due_on }: Measure, today: string): ['success' | 'danger' | 'info' | 'neutral', string] {
  if (state === 'done')
    return ['success', '已完成']
  if (due_on && due_on < today)
    return ['danger', `超期 ${daysBetween(due_on, today)} 天`]
  return progress
    ? ['info', `进度 ${progress}%`]
    : ['neutral', '未开始']
}

export const STATES: Record<string, ['neutral' | 'warning' | 'danger' | 'success' | 'info', string]> = {
  draft: ['info', '草稿'],
  submitted: ['warning', '待乡镇审核'],
  returned: ['danger', '已退回'],
  active: ['success', '已生效'],
}
