import { expect, test } from '@playwright/test'
import { openPhone } from '../demo.ts'
import { layWire } from '../wire.ts'

test('a notice delivered without signal reaches the server once, and is never lost', async ({ browser, baseURL, viewport }) => {
  const wire = await layWire(baseURL!)
  const context = await browser.newContext({
    baseURL: wire.origin,
    viewport,
    locale: 'zh-CN',
    isMobile: true,
    hasTouch: true,
  })
  const page = await context.newPage()
  await openPhone(page)
  const first = page.locator('a.row', { hasText: '书面通知' }).first()
  const name = (await first.locator('b').textContent())!
  const before = await page.locator('a.row').count()

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

  wire.loseAnswers = 1
  await context.setOffline(false)
  await expect(page.getByText('1 条待上传')).toBeHidden({ timeout: 30_000 })
  await expect(page.locator('a.row')).toHaveCount(before - 1)
  expect(wire.keys.length).toBeGreaterThanOrEqual(2)
  expect(new Set(wire.keys).size).toBe(1)
  await context.close()
  wire.close()
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
