import type { FieldValues } from '../parts/fields'
import type { Measure, Plan } from './words'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api/client'
import { at } from '../parts/at'

export async function readPlan(plan_id: string) {
  return (await api.GET('/api/v1/plans/{plan_id}', {
    params: {
      path: { plan_id },
    },
  })).data!
}

export function usePlan(id: () => string) {
  return useQuery({
    queryKey: computed(() => [
      'plan',
      id(),
    ]),
    queryFn: () => readPlan(id()),
    enabled: computed(() => !!id()),
  })
}

type Verb = 'confirm' | 'submit' | 'withdraw' | 'approve' | 'return' | 'adjust' | 'close'

/** Every step of a plan answers with the whole plan. */
export async function takeStep(plan: Pick<Plan, 'id' | 'version'>, verb: Verb, body?: object) {
  const path = `/api/v1/plans/{plan_id}:${verb}` as '/api/v1/plans/{plan_id}:submit'
  return (await api.POST(path, {
    params: at({ plan_id: plan.id }, plan.version),
    body,
  } as never)).data as unknown as Plan
}

export function changePlan(plan_id: string, patch: object, version: number) {
  return api.PATCH('/api/v1/plans/{plan_id}', {
    params: at({ plan_id }, version),
    body: patch,
  })
}

/** Everything that shows this plan is read again. */
export function usePlanRefresh() {
  const client = useQueryClient()
  const names = [
    'plan',
    'alike',
    'suggestions',
    'household',
    '/api/v1/plans',
    '/api/v1/measures',
  ]
  return () => Promise.all(names.map(name => client.invalidateQueries({
    queryKey: [name],
  })))
}

export const editable = (plan: Plan) => plan.state === 'draft' || plan.state === 'returned'

/** The measures of the household itself, then of each member. */
export function grouped(measures: readonly Measure[]) {
  const groups = new Map<string, Measure[]>()
  for (const one of measures) {
    groups.set(one.member_name ?? '全家', [
      ...groups.get(one.member_name ?? '全家') ?? [],
      one,
    ])
  }
  return [...groups].sort(([one], [other]) => Number(other === '全家') - Number(one === '全家'))
}

/** What a measure can say that a form holds. */
export function measureForm(one: Measure): FieldValues {
  const { category, text, member_id, cause, assurance, quantity, unit, starts_on, due_on, owner_name, helper_id, owner_id } = one
  const { executor, batch, fund_source, amount, project_id, policy_id } = one
  return {
    category,
    text,
    member_id,
    cause,
    assurance,
    quantity: quantity && Number(quantity),
    unit,
    starts_on,
    due_on,
    owner_name,
    helper_id,
    owner_id,
    executor,
    batch,
    fund_source,
    amount,
    project_id,
    policy_id,
  } as FieldValues
}
