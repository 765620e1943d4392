import { expect, test } from '@playwright/test'
import { openPhone } from '../demo.ts'

test('a notice delivered without signal reaches the server once, and is never lost', async ({ page, context }) => {
  await openPhone(page)
  const first = page.locator('a.row', { hasText: '书面通知' }).first()
  const name = (await first.locator('b').textContent())!
  const before = await page.locator('a.row').count()
  const delivered: string[] = []
  context.on('request', request => request.url().endsWith(':deliver') && delivered.push(request.headers()['idempotency-key'] ?? ''))

  await context.setOffline(true)
  await first.click()
  await page.getByText('已签收').click()
  await page.getByRole('group', { name: '谁接收的' }).locator('label').first().click()
  await page.getByLabel('备注').fill('当面告知，已看懂')
  await test.step('a closed page keeps what was typed', async () => {
    await page.waitForTimeout(600)
    await page.reload()
    await expect(page.getByLabel('备注')).toHaveValue('当面告知，已看懂')
  })
  await page.getByRole('button', { name: '登记送达' }).click()
  await expect(page.getByText('1 条待上传')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('link', {
    name: new RegExp(`${name}.*待上传`),
  })).toBeVisible()

  await context.route('**/*:deliver', async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  }, { times: 1 })
  await context.setOffline(false)
  await expect(page.getByText('1 条待上传')).toBeHidden({ timeout: 30_000 })
  await expect(page.locator('a.row')).toHaveCount(before - 1)
  expect([
    ...new Set(delivered),
  ]).toHaveLength(1)
})

test('every household is readable offline, also those never opened', async ({ page, context }) => {
  await openPhone(page)
  await context.setOffline(true)
  await page.getByRole('tab', { name: '我的户' }).click()
  await page.locator('a.card').last().click()
  for (const part of ['成员', '收入', '贷款'])
    await page.getByRole('tab', { name: part }).click()
  await page.getByRole('button', { name: /查看号码/ }).click()
  await page.getByRole('button', { name: '查看', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('网络不通')
  await page.goBack()
  await expect(page.getByRole('button', { name: '查看', exact: true })).toBeHidden()
  await expect(page).toHaveURL(/households\/.+part=loans/)
})

test('signing out takes everything off the phone', async ({ page }) => {
  await openPhone(page)
  await page.getByRole('tab', { name: /我的$/ }).click()
  await page.getByText('退出登录').click()
  await page.getByRole('button', { name: '退出', exact: true }).click()
  await page.waitForURL('**/sign-in')
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([])
  await page.goto('/todo')
  await expect(page).toHaveURL(/sign-in/)
})
