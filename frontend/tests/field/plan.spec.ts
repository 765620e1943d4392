import type { Household } from '@/api/types'
import { beforeEach, expect, it } from 'vitest'
import { nextTick, reactive } from 'vue'
import { addMeasure, changeMeasure, changePlan, confirmPlan, decline, startPlan, submitPlan, tellProgress } from '@/field/plans/actions'
import { gapsOf, saveMeasure, startMeasure } from '@/field/plans/measure'
import { byPerson, planFile } from '@/field/plans/plan'
import { kindKey, pageOf } from '@/field/todo/kinds'
import { db, wipe } from '@/offline/db'
import { entries } from '@/offline/entries'
import { useWording } from '@/ui/wording'
import { makeHousehold, makeTodo, signedIn, stubServer } from '../make'

const TODAY = '2026-11-23'
const SUGGESTION = {
  key: 'cause:illness:t1',
  reason: '致贫原因“因病”',
  category: 'health',
  text: '家庭医生签约随访{数量}次',
  unit: '次',
  cause: 'illness',
  fund_source: 'none',
}

function home(over: object = {}) {
  return makeHousehold({
    main_cause: 'illness',
    other_causes: ['no_skill'],
    unsafe_housing: true,
    members: [
      { id: 'm1', name: '李国强', labour: 'ordinary' },
    ],
    plan: [],
    suggestions: [SUGGESTION],
    ...over,
  } as unknown as Partial<Household>)
}

const look = async (household: Household) => planFile(household, await entries(), TODAY, ['进一步加强'])
const FIELDS = {
  category: 'industry',
  text: '养牛3头',
  quantity: '3',
  unit: '头',
  due_on: '2026-12-31',
  owner_name: '何永福',
}

beforeEach(async () => {
  signedIn()
  await wipe(db())
  await db().open()
  stubServer(() => 'lost')
})

it('shows a whole draft written without a network, and what it still lacks', async () => {
  const household = home()
  await startPlan(household, 2026, false)
  let { work, suggestions } = await look(household)
  expect(work).toMatchObject({
    state: 'draft',
    mark: 'waiting',
    causes: ['illness', 'no_skill'],
    completeness: 0,
  })
  expect(work!.gaps.map(({ code }) => code)).toEqual([
    'no_measure',
    'cause_unanswered',
    'cause_unanswered',
    'assurance_unanswered',
    'able_member_without_measure',
    'no_income_target',
    'no_wish',
    'no_consent',
  ])
  const origin = { suggestion: suggestions[0]!, me: 'u1', today: TODAY }
  const draft = reactive(await startMeasure(origin))
  useWording(origin.suggestion.text!, () => draft)
  expect(gapsOf(draft).quantity).toBeTruthy()
  draft.quantity = '12'
  await nextTick()
  expect(gapsOf(draft)).toEqual({})
  await saveMeasure(household, work!, draft, origin, new Map([
    ['u1', '何永福'],
  ]))
  await addMeasure(household, work!, 'x2', { ...FIELDS, cause: 'no_skill', member_id: 'm1' })
  await addMeasure(household, work!, 'x3', {
    ...FIELDS,
    text: '进一步加强住房',
    assurance: 'housing',
    unit: '',
  })
  await changePlan(household, work!, { income_target: '9000', wish: '想多养牛' });
  ({ work, suggestions } = await look(household))
  expect(suggestions).toEqual([])
  expect(work!.measures[0]).toMatchObject({
    text: '家庭医生签约随访12次',
    owner_id: 'u1',
    owner_name: '何永福',
    mark: 'waiting',
  })
  expect(byPerson(work!, household).map(([name, measures]) => [name, measures.length])).toEqual([
    ['全户', 2],
    ['李国强', 1],
  ])
  expect(work!.gaps.map(({ code }) => code)).toEqual(['measure_without_quantity', 'measure_vague', 'no_consent'])
  await confirmPlan(household, work!, {
    consent_on: TODAY,
    consent_kind: 'witness',
    consent_name: '李国强',
    consent_witness: '王五',
  })
  await submitPlan(household, work!);
  ({ work } = await look(household))
  expect(work).toMatchObject({ state: 'submitted', consent_on: TODAY, consent_stale: false })
  const sent = (await entries()).map(({ kind }) => kind)
  expect(sent).toEqual([
    'plan_start',
    'measure_add',
    'measure_add',
    'measure_add',
    'plan_change',
    'plan_confirm',
    'plan_submit',
  ])
})

it('sends of a measure only what was changed, with what was seen of it, and makes consent stale', async () => {
  const plan = {
    id: 'p1',
    year: 2026,
    state: 'draft',
    causes: [],
    assurances: {},
    measures: [
      {
        id: 'x1',
        ...FIELDS,
        quantity: '3.00',
        text: '养牛',
      },
    ],
    gaps: [],
    consent_on: TODAY,
  }
  const household = home({
    plan: [plan],
  })
  const { work } = await look(household)
  await changeMeasure(household, work!.measures[0]!, { ...FIELDS, text: '养羊' })
  expect((await entries())[0]).toMatchObject({
    subjectId: 'x1',
    base: { text: '养牛' },
    patch: { text: '养羊' },
  })
  const now = (await look(household)).work!
  expect(now).toMatchObject({
    consent_stale: true,
    measures: [
      { text: '养羊', mark: 'waiting' },
    ],
  })
  await confirmPlan(household, now, {
    consent_on: TODAY,
    consent_kind: 'witness',
    consent_name: '李国强',
    consent_witness: '王五',
  })
  await confirmPlan(household, now, {
    consent_on: TODAY,
    consent_kind: 'witness',
    consent_name: '李国强',
    consent_witness: '赵六',
  })
  const confirmed = (await entries()).filter(({ kind }) => kind === 'plan_confirm')
  expect(confirmed).toHaveLength(1)
  expect(confirmed[0]!.patch).toMatchObject({
    consent_witness: '赵六',
    measures: [
      { id: 'x1', text: '养羊' },
    ],
  })
})

it('shows progress and declined suggestions before they are sent', async () => {
  const plan = {
    id: 'p1',
    year: 2026,
    state: 'active',
    causes: [],
    assurances: {},
    gaps: [],
    measures: [
      {
        id: 'x1',
        ...FIELDS,
        state: 'planned',
        progress: 0,
        version: 2,
      },
    ],
  }
  const household = home({
    plan: [plan],
  })
  const { force, suggestions } = await look(household)
  await tellProgress(household, force!.measures[0]!, {
    told_on: TODAY,
    progress: '100',
    spent: '',
    note: '已出栏',
    photos: [],
  })
  await decline(household, suggestions[0]!, '本户不愿意')
  const now = await look(household)
  expect(now.force!.measures[0]).toMatchObject({
    state: 'done',
    progress: 100,
    result: '已出栏',
    mark: 'waiting',
  })
  expect(now.suggestions).toEqual([])
  expect((await entries())[0]).toMatchObject({ kind: 'measure_progress', baseVersion: 2 })
})

it('opens the to-dos of plans where they are done', () => {
  const due = makeTodo({ kind: 'measure_due', id: 'x1' })
  expect(pageOf(due)).toMatchObject({
    name: 'plan',
    params: { id: 'h1', what: 'progress' },
    query: { measure: 'x1' },
  })
  expect(kindKey(due)).toBe('plan')
  expect(pageOf(makeTodo({ kind: 'plan_returned' }))).toMatchObject({
    name: 'household',
    query: { part: 'plan' },
  })
})
