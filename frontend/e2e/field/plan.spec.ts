import { expect, test } from '@playwright/test'
import { DEMO_PASSWORD } from '../demo.ts'
import { newPhone } from '../phone.ts'

test('a plan is written without signal from suggestions, and approved by the township', async ({ browser, baseURL, request }) => {
  const { context, page } = await newPhone(browser, baseURL!)
  const todo = page.locator('a.row', { hasText: '制定计划' }).first()
  await todo.click()
  await expect(page).toHaveURL(/part=plan/)
  const id = /households\/([\w-]+)/.exec(page.url())![1]!
  await page.getByRole('button', { name: /^制定/ }).waitFor()
  await context.setOffline(true)
  await page.getByRole('button', { name: /^制定/ }).click()
  await expect(page.getByText('待上传').first()).toBeVisible()
  const suggested = page.getByRole('button', { name: '采纳', exact: true })
  const most = Math.min(3, await suggested.count())
  expect(most).toBeGreaterThan(1)
  for (let taken = 0; taken < most; taken++) {
    const before = await page.locator('article').count()
    await suggested.first().click()
    await page.getByLabel('数量').fill('6')
    await page.getByLabel('单位').fill('次')
    await page.getByRole('button', { name: '保存措施' }).click()
    await expect(page.locator('article')).toHaveCount(before - 1)
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
  const { access_token } = await (await request.post('/api/v1/auth/login', {
    data: { username: 'xiangzhen', password: DEMO_PASSWORD },
  })).json()
  const headers = { Authorization: `Bearer ${access_token}` }
  const find = async () => (await (await request.get(`/api/v1/plans?household_id=${id}&state=submitted`, { headers })).json()).items
  await expect.poll(async () => (await find()).length, { timeout: 30_000 }).toBe(1)
  const [plan] = await find()
  const answer = await request.post(`/api/v1/plans/${plan.id}:approve`, {
    headers: { ...headers, 'If-Match': `"${plan.version}"` },
    data: {},
  })
  expect(answer.status()).toBe(200)
  await context.close()
})
