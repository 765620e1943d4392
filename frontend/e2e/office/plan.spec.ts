import type { APIRequestContext, Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { DEMO_PASSWORD, signIn } from '../demo.ts'

/** A caller of the API beside the browser. */
async function caller(request: APIRequestContext, username: string) {
  const { access_token } = await (await request.post('/api/v1/auth/login', {
    data: { username, password: DEMO_PASSWORD },
  })).json()
  const headers = { Authorization: `Bearer ${access_token}` }
  return {
    first: async (query: string) => (await (await request.get(`/api/v1/plans?${query}`, { headers })).json()).items[0],
    read: async (id: string) => (await request.get(`/api/v1/plans/${id}`, { headers })).json(),
    send: (method: 'post' | 'patch', path: string, data: object, version?: number) => request[method](`/api/v1/${path}`, {
      data,
      headers: version
        ? { ...headers, 'If-Match': `"${version}"` }
        : headers,
    }),
  }
}

const waiting = (page: Page) => page.getByRole('list', { name: '待审的计划' }).getByRole('listitem')

test('the township walks through its queue with keys: a copied plan beside its model, one returned with reasons, one approved', async ({ page }) => {
  await signIn(page, 'xiangzhen')
  await page.goto('/office/plan-review')
  await waiting(page).first().waitFor()
  const before = await waiting(page).count()
  await waiting(page).filter({ hasText: '86%' }).getByRole('button').click()
  const alike = page.getByRole('region', { name: '雷同对照' })
  await expect(alike.getByText('两户情况不同')).toBeVisible()
  await expect(alike.locator('td.same').first()).toContainText(/\d/)

  await page.locator('body').press('r')
  const dialog = page.getByRole('dialog', { name: '退回计划' })
  await dialog.getByLabel('退回意见').fill('和别人家的一样，请入户重写')
  const reasons = dialog.getByPlaceholder('这条措施的退回原因')
  await reasons.first().fill('数量从哪里来')
  await dialog.getByRole('button', { name: '退回' }).click()
  await expect(waiting(page)).toHaveCount(before - 1)

  await page.goto('/office/plan-review')
  await expect(waiting(page)).toHaveCount(before - 1)
  await page.locator('body').press('j')
  await expect(waiting(page).nth(1).getByRole('button')).toHaveAttribute('aria-current', 'true')
  const [name] = (await waiting(page).nth(1).textContent())!.trim().split(/\s/)
  await page.getByRole('heading', { name: `${name} 2026 年计划` }).waitFor()
  await page.locator('body').press('a')
  await page.getByRole('dialog').getByRole('button', { name: '审核通过' }).click()
  await expect(waiting(page)).toHaveCount(before - 2)

  await page.goto('/office/plans?state=returned&sort=-updated_at')
  await page.locator('a.opener').first().click()
  await expect(page.getByText('退回原因：数量从哪里来')).toBeVisible()
})

test('who has written in a plan does not approve it', async ({ page, request }) => {
  const township = await caller(request, 'xiangzhen')
  const plan = await township.first('state=draft&year=2026')
  await township.send('patch', `plans/${plan.id}`, { wish: '想把鸡养好', income_target: '12000.00' }, plan.version)
  await signIn(page, 'xiangzhen')
  await page.goto(`/office/plans/${plan.id}`)
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '仍然提交' }).click()
  await expect(page.getByText('本人制定或提交的计划，须由他人审核')).toBeVisible()
  await expect(page.getByRole('button', { name: '审核通过' })).toBeHidden()
  const { version } = await township.read(plan.id)
  const refused = await township.send('post', `plans/${plan.id}:approve`, {}, version)
  expect([
    refused.status(),
    (await refused.json()).code,
  ]).toEqual([409, 'own_plan'])
})

test('two people change one measure: both versions are shown, one is chosen, nothing is lost', async ({ page, request }) => {
  const county = await caller(request, 'xianji')
  const township = await caller(request, 'xiangzhen')
  const { id } = await township.first('state=returned&year=2026')
  await signIn(page, 'xiangzhen')
  await page.goto(`/office/plans/${id}`)
  await page.getByRole('button', { name: '修改', exact: true }).first().click()
  const dialog = page.getByRole('dialog', { name: '修改措施' })
  await dialog.getByLabel('做什么').fill('请乡镇农技员上门教两次')
  await dialog.getByLabel('单位').fill('次')

  const measure = (await county.read(id)).measures.toSorted((one: { member_id?: string }, other: { member_id?: string }) => Number(!!one.member_id) - Number(!!other.member_id))[0]
  const other = await county.send('patch', `measures/${measure.id}`, { text: '由合作社统一供种', executor: 'cooperative' }, measure.version)
  expect(other.status()).toBe(200)

  await dialog.getByRole('button', { name: '保存' }).click()
  const both = page.getByRole('alertdialog')
  await expect(both.getByText('请乡镇农技员上门教两次')).toBeVisible()
  await both.getByText('由合作社统一供种').click()
  await both.getByRole('button', { name: '按选择保存' }).click()
  await expect(dialog).toBeHidden()
  const now = (await county.read(id)).measures.find((one: { id: string }) => one.id === measure.id)
  expect([now.text, now.unit, now.executor]).toEqual(['由合作社统一供种', '次', 'cooperative'])
})
