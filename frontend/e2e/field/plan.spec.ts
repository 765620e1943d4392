import type { APIRequestContext } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { DEMO_PASSWORD, TODAY } from '../demo.ts'
import { newPhone } from '../phone.ts'

const CAUSES = ['illness', 'schooling', 'no_skill']

async function asTownship(request: APIRequestContext) {
  const { access_token } = await (await request.post('/api/v1/auth/login', {
    data: { username: 'xiangzhen', password: DEMO_PASSWORD },
  })).json()
  return { Authorization: `Bearer ${access_token}` }
}

/** A household of the cadre's village that nobody has begun a plan for, poor for three causes. */
async function poorForThree(request: APIRequestContext, headers: Record<string, string>) {
  const me = await (await request.post('/api/v1/auth/login', {
    data: { username: 'cunganbu', password: DEMO_PASSWORD },
  })).json()
  const village = await (await request.get('/api/v1/me', {
    headers: { Authorization: `Bearer ${me.access_token}` },
  })).json()
  const query = `year=${TODAY.slice(0, 4)}&region_code=${village.region.code}&page_size=200`
  const { items } = await (await request.get(`/api/v1/plans/unplanned?${query}`, { headers })).json()
  const chosen = items.find((row: { work_state: string | null }) => !row.work_state)
  expect(chosen, 'the demo has a household without any plan').toBeTruthy()
  const found = await request.get(`/api/v1/households/${chosen.household_id}`, { headers })
  const answer = await request.patch(`/api/v1/households/${chosen.household_id}`, {
    headers: { ...headers, 'If-Match': found.headers().etag! },
    data: {
      main_cause: CAUSES[0],
      other_causes: CAUSES.slice(1),
    },
  })
  expect(answer.status(), await answer.text()).toBe(200)
  return { id: chosen.household_id as string, head: chosen.head_name as string }
}

test('a plan is written without signal from suggestions, and approved by the township', async ({ browser, baseURL, request }) => {
  const headers = await asTownship(request)
  const { id } = await poorForThree(request, headers)
  const { context, page } = await newPhone(browser, baseURL!)
  await page.locator(`a.row[href*="${id}"]`, { hasText: '制定计划' }).click()
  await expect(page).toHaveURL(/part=plan/)
  await page.getByRole('button', { name: /^制定/ }).waitFor()
  await context.setOffline(true)
  await page.getByRole('button', { name: /^制定/ }).click()
  await expect(page.getByText('待上传').first()).toBeVisible()
  const suggested = page.getByRole('button', { name: '采纳', exact: true })
  const offered = await suggested.count()
  expect(offered, 'a measure for each cause at least').toBeGreaterThanOrEqual(CAUSES.length)
  for (let left = offered; left > 0; left--) {
    await suggested.first().click()
    await page.getByLabel('数量').fill('6')
    await page.getByLabel('单位').fill('次')
    await page.getByRole('button', { name: '保存措施' }).click()
    await expect(suggested).toHaveCount(left - 1)
  }
  await page.getByRole('button', { name: '目标与意愿' }).click()
  await page.getByLabel(/收入目标/).fill('12000')
  await page.getByLabel(/自己的意愿/).fill('想把牛养好')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByRole('button', { name: '农户确认' }).click()
  await page.getByText('有人见证').click()
  await page.getByLabel('见证人').fill('村民代表李四')
  await page.getByRole('button', { name: '农户已确认' }).click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByRole('button', { name: '提交乡镇审核' }).click()
  await expect(page.getByText('待乡镇审核')).toBeVisible()
  await page.reload()
  await expect(page.getByText('待乡镇审核')).toBeVisible()
  await context.setOffline(false)
  const find = async () => (await (await request.get(`/api/v1/plans?household_id=${id}&state=submitted`, { headers })).json()).items
  await expect.poll(async () => (await find()).length).toBe(1)
  const [{ id: submitted }] = await find()
  const plan = await (await request.get(`/api/v1/plans/${submitted}`, { headers })).json()
  expect([...plan.causes].sort()).toEqual([...CAUSES].sort())
  const answered = new Set(plan.measures.map((one: { cause: string | null }) => one.cause))
  expect(CAUSES.filter(cause => !answered.has(cause)), 'each cause has a measure').toEqual([])
  const answer = await request.post(`/api/v1/plans/${plan.id}:approve`, {
    headers: { ...headers, 'If-Match': `"${plan.version}"` },
    data: {},
  })
  expect(answer.status()).toBe(200)
  await context.close()
})
