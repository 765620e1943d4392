import type { Browser, Page } from '@playwright/test'
import { join } from 'node:path'
import { env } from 'node:process'
import { expect, test } from '@playwright/test'
import { signIn, TODAY } from '../demo.ts'
import { serveOn } from '../later.ts'
import { person, secondOfficer } from '../people.ts'
import { optionsOf } from '../select.ts'

const VILLAGE = '511921119213'
const NOTICED = '2026-11-30'
const REMOVED = '2026-12-07'
const HOME = env.YIHU_E2E_URL
  ? env.YIHU_HOME!
  : join(env.YIHU_E2E_SCRATCH!, 'home')
const VOTES = {
  entitled: 32,
  present: 28,
  agree: 25,
  against: 1,
  abstain: 2,
}
const GONE = {
  assurances_kept: true,
  risk_gone: true,
  income_finding: '两人在县城务工满一年，月工资合计六千元，有工资单',
}
const NOTICE = { place: '村务公开栏', contact_office: '村务监督委员会', contact_phone: '0827-7220001' }
type Person = Awaited<ReturnType<typeof person>>

/** A household of the village with a plan in force, nobody's case yet, and nothing on file that forbids removal. */
async function householdFor(cadre: Person) {
  const { items: plans } = await cadre.get(`plans?state=active&year=2026&region_code=${VILLAGE}&page_size=100`)
  const { items: cases } = await cadre.get('cases?page_size=100')
  const busy = new Set(cases.map((one: { household_id: string }) => one.household_id))
  for (const { household_id } of plans) {
    const home = await cadre.get(`households/${household_id}`)
    const able = home.members.some((one: { labour: string }) => ['skilled', 'ordinary', 'weak'].includes(one.labour))
    if (!busy.has(household_id) && able && !home.unsafe_housing && home.water_safe !== false && !home.water_difficult)
      return home
  }
  throw new Error('no household fits')
}

async function chosen(page: Page, label: string, word: string) {
  await (await optionsOf(page.getByRole('combobox', { name: label, exact: true }))).filter({ hasText: word }).first().click()
}

/** Signed in on a desk of his own, at the case. */
async function deskOf(browser: Browser, origin: string, username: string, id: string) {
  const page = await (await browser.newContext({ baseURL: origin })).newPage()
  await signIn(page, username, `/office/cases/${id}`)
  return page
}

async function takes(page: Page, title: string, note: string) {
  await page.getByLabel('说明').fill(note)
  await page.getByRole('button', { name: `登记“${title}”` }).click()
  await expect(page.getByRole('heading', { name: `下一环节：${title}` })).toBeHidden()
}

test('a clue becomes help and its risk is removed, by four people; nobody decides on his own work, no notice tells a secret', async ({ browser, baseURL, request }) => {
  const port = Number(new URL(baseURL!).port)
  const days = await Promise.all([
    serveOn(NOTICED, HOME, port + 40),
    serveOn(REMOVED, HOME, port + 41),
  ])
  const [noticed, removed] = days.map(({ origin }) => origin) as [string, string]
  const [cadre, county] = await Promise.all(['cunganbu', 'xianji'].map(name => person(request, name))) as [Person, Person]
  const second = await secondOfficer(request)
  const home = await householdFor(cadre)
  const head = home.members.find((one: { relation: string }) => one.relation === '02')
  const reason = '核对公示不含个人信息'
  const secrets = [
    '三万二千元',
    (await county.does(`households/${home.id}:unmask`, { field: 'id_number', member_id: head.id, reason })).value,
    (await county.does(`households/${home.id}:unmask`, { field: 'phone', reason })).value,
    home.household_no,
  ]
  const silent = (text: string) => secrets.forEach(secret => expect(text).not.toContain(secret))

  // The county records a clue; the village verifies, votes and hangs the notice.
  const { id } = await county.does('cases', {
    household_id: home.id,
    channel: 'hotline',
    clue: `12317转来：老伴手术自付三万二千元，电话${secrets[2]}`,
    risks: ['illness'],
  })
  const now = () => cadre.get(`cases/${id}`)
  const desk = await deskOf(browser, baseURL!, 'cunganbu', id)
  await chosen(desk, '拟认定类别', '防止返贫致贫对象')
  await chosen(desk, '农户授权查询', '是')
  await chosen(desk, '与干部有亲属关系', '否')
  await takes(desk, '入户核实', '入户看过，票据齐全')
  for (const [label, votes] of [
    ['应到人数', 32],
    ['实到人数', 28],
    ['同意', 25],
    ['反对', 1],
    ['弃权', 2],
  ] as const)
    await desk.getByLabel(label, { exact: true }).fill(String(votes))
  await takes(desk, '村级评议', '村民代表会议评议')
  await desk.getByRole('button', { name: '张贴公示' }).click()
  const dialog = desk.getByRole('dialog', { name: '张贴公示' })
  await dialog.getByLabel('结束日期').fill('2026-11-28')
  await dialog.getByLabel('办公电话').fill(NOTICE.contact_phone)
  await dialog.getByRole('button', { name: '预览' }).click()
  await expect(dialog.getByRole('article', { name: '公示正文' })).toContainText(home.head_name)
  silent(await dialog.textContent() ?? '')
  await dialog.getByRole('button', { name: '确认张贴' }).click()
  await expect(desk.getByText('公示到2026-11-28结束，之后才能办理')).toBeVisible()
  const early = await cadre.send(`cases/${id}/steps`, { step: 'notice', done_on: TODAY, note: '公示期满' }, (await now()).version)
  expect((await early.json()).code).toBe('notice_not_over')

  // A stranger sees the notice without an account, and nothing more.
  const { link } = await cadre.get(`declaration-posters/${VILLAGE}`)
  const street = await (await browser.newContext({
    viewport: { width: 360, height: 740 },
  })).newPage()
  const answers: string[] = []
  street.on('response', async answer => answers.push(await answer.text().catch(() => '')))
  await street.goto(link)
  await expect(street.getByText(home.head_name).first()).toBeVisible()
  silent(await street.content() + answers.join(''))

  // Three days later: the township reviews, the officer who brought the clue may not decide, the second one does.
  await cadre.does(`cases/${id}/steps`, { step: 'notice', done_on: NOTICED, note: '公示期满，没有异议' }, await now(), noticed)
  const own = await cadre.send(`cases/${id}/steps`, { step: 'township', done_on: NOTICED, note: '同意' }, (await now()).version, noticed)
  expect((await own.json()).code).toBe('step_not_yours')
  await takes(await deskOf(browser, noticed, 'xiangzhen', id), '乡镇审核', '材料齐全，同意上报')
  const same = await county.send(`cases/${id}/steps`, {
    step: 'county',
    done_on: NOTICED,
    note: '同意',
    decision: {},
  }, (await now()).version, noticed)
  expect([
    same.status(),
    (await same.json()).code,
  ]).toEqual([409, 'same_person'])
  await takes(await deskOf(browser, noticed, second, id), '县级审定', '同意认定')
  expect((await cadre.get(`households/${home.id}`)).household_class).toBe('prevention_target')

  // Helped by its plan, found without risk, voted, and on a notice again.
  const step = async (who: Person, code: string, more: object, origin: string, day: string) =>
    who.does(`cases/${id}/steps`, {
      step: code,
      done_on: day,
      note: '情况属实',
      ...more,
    }, await now(), origin)
  await step(cadre, 'help', {}, noticed, NOTICED)
  await step(cadre, 'removal_verify', { removal: GONE }, noticed, NOTICED)
  await step(cadre, 'removal_deliberate', { votes: VOTES }, noticed, NOTICED)
  const told = await cadre.does('public-notices', {
    ...NOTICE,
    case_ids: [id],
    starts_on: NOTICED,
    ends_on: '2026-12-05',
  }, undefined, noticed)
  silent(JSON.stringify(told.words))
  await step(cadre, 'removal_notice', {}, removed, REMOVED)
  await step(county, 'removal_township', {}, removed, REMOVED)
  const again = await county.send(`cases/${id}/steps`, { step: 'removal_county', done_on: REMOVED, note: '同意' }, (await now()).version, removed)
  expect((await again.json()).code).toBe('same_person')
  const last = await deskOf(browser, removed, second, id)
  await takes(last, '风险消除县级审定', '同意消除风险')
  await expect(last.getByRole('definition').filter({ hasText: REMOVED }).first()).toBeVisible()
  expect((await cadre.get(`households/${home.id}`)).household_class).toBe(home.household_class)
  days.forEach(({ stop }) => stop())
})
