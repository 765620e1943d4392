import type { Household } from '@/api/types'
import { beforeEach, expect, it } from 'vitest'
import { correct, pendingContact } from '@/field/households/contact'
import { kindOf, pageOf } from '@/field/todo/kinds'
import { gapsOf, saveVisit, startVisit } from '@/field/visits/visit'
import { db, wipe } from '@/offline/db'
import { entries } from '@/offline/entries'
import { makeHousehold, makeTodo, signedIn, stubServer } from '../make'

const TODAY = '2026-11-23'
const occasion = {
  today: TODAY,
  household: { id: 'h1', name: '李国强' },
}

beforeEach(async () => {
  signedIn()
  await wipe(db())
  await db().open()
  stubServer(() => 'lost')
})

it('says at each field what keeps a visit from being saved', async () => {
  const draft = await startVisit(occasion)
  expect(Object.keys(gapsOf(draft, TODAY))).toEqual(['purposes'])
  draft.purposes = ['routine']
  expect(gapsOf(draft, TODAY)).toEqual({})
  expect(gapsOf({ ...draft, visited_on: '2026-11-24' }, TODAY).visited_on).toContain('不能晚于今天')
  expect(gapsOf({ ...draft, visited_on: '2026-08-24' }, TODAY).visited_on).toContain('90 天')
  expect(gapsOf({ ...draft, next_on: TODAY }, TODAY).next_on).toBeTruthy()
  expect(gapsOf({ ...draft, copies: '1.5' }, TODAY).copies).toBeTruthy()
})

it('asks a visit to a village for the village', async () => {
  const draft = await startVisit({
    today: TODAY,
    purposes: ['survey'],
  })
  expect(gapsOf(draft, TODAY)).toHaveProperty('region_code')
  expect(gapsOf({ ...draft, region_code: '511921119213' }, TODAY)).toEqual({})
})

it('keeps a visit and its findings as one command, and opens it again as it was typed', async () => {
  const draft = {
    ...await startVisit({
      ...occasion,
      purposes: ['routine'],
    }),
    situation: ' 玉米已收 ',
    participants: '王秀英、李小军',
    findings: [
      {
        id: 'f1',
        category: 'housing',
        severity: 'warning',
        text: '屋顶漏雨',
        owner_id: '',
        due_on: '',
      },
    ],
  }
  await saveVisit(draft, occasion, '')
  const [kept] = await entries()
  expect(kept).toMatchObject({
    kind: 'visit',
    subjectId: draft.id,
    householdId: 'h1',
    patch: {
      household_id: 'h1',
      situation: '玉米已收',
      participants: ['王秀英', '李小军'],
      findings: [
        { id: 'f1', owner_id: null, due_on: null },
      ],
    },
  })
  const again = await startVisit({ ...occasion, redo: kept!.id })
  expect(again).toMatchObject({
    id: draft.id,
    situation: '玉米已收',
    participants: '王秀英、李小军',
    findings: draft.findings,
  })
})

it.each([
  ['home', TODAY, 'v1'],
  ['phone', TODAY, undefined],
  ['home', '2026-11-20', undefined],
])('settles the visit that is due only face to face and in its period: %s on %s', async (contact, visited_on, todoId) => {
  const due = { todoId: 'v1', from: TODAY }
  const draft = await startVisit(occasion)
  await saveVisit({ ...draft, contact, visited_on }, { ...occasion, due }, '')
  expect((await entries())[0]!.todoId).toBe(todoId)
})

it('sends of the contact data only what was changed, with what the person saw', async () => {
  const household = makeHousehold({ version: 3, address: '一组', phone_masked: '138****1234' } as Partial<Household>)
  await correct(household, '13900001111', '一组')
  expect((await entries())[0]).toMatchObject({
    baseVersion: 3,
    base: { phone_masked: '138****1234' },
    patch: { phone: '13900001111' },
  })
  await correct(household, '', '二组')
  expect(await pendingContact('h1')).toEqual({ phone: '13900001111', address: '二组', refused: false })
})

it('opens each to-do at its form', () => {
  expect(pageOf(makeTodo({ kind: 'visit_due' }))).toMatchObject({
    name: 'visit',
    params: { id: 'h1' },
  })
  expect(pageOf(makeTodo({ kind: 'finding', id: 'f1' }))).toMatchObject({
    name: 'finding',
    params: { id: 'f1' },
  })
  expect(kindOf(makeTodo({ kind: 'alert' })).page).toBe('alert')
})
