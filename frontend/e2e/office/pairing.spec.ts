import { expect, test } from '@playwright/test'
import { signIn, TODAY } from '../demo.ts'
import { optionsOf } from '../select.ts'

test('delegates are paired by proposal, one by hand, until nobody is left over either way', async ({ page }) => {
  await signIn(page, 'xiangzhen')
  await page.goto('/office/proposals?new=1&kind=party_delegate')
  await page.getByRole('button', { name: '生成方案' }).click()
  await page.waitForURL(/proposals\/[0-9a-f-]{36}/)
  await expect(page.getByText('待确认')).toBeVisible()
  await expect(page.locator('dl div').filter({ hasText: '无人联系的户' }).locator('dd')).toHaveText('0')

  await page.getByRole('button', { name: '换人' }).first().click()
  const dialog = page.getByRole('dialog')
  await (await optionsOf(dialog.getByLabel('帮扶人'))).nth(1).click()
  await dialog.getByRole('button', { name: '换人' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('dl div').filter({ hasText: '人工调整' }).locator('dd')).toHaveText('1')

  await page.getByRole('button', { name: '提交结对' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提交结对' }).click()
  await page.getByRole('button', { name: '看覆盖情况' }).click()
  await expect(page.getByText('0 户没有人联系')).toBeVisible()
  await expect(page.getByText('0 名党代表没有联系户')).toBeVisible()
})

test('one helper hands all households over to another', async ({ page }) => {
  await signIn(page, 'xiangzhen')
  await page.goto('/office/pairings?current=true&kind=assistance_person')
  await page.getByRole('button', { name: '移交' }).click()
  const dialog = page.getByRole('dialog')
  for (const [at, label] of ['由谁移交', '移交给谁'].entries()) {
    const helpers = await optionsOf(dialog.getByLabel(label))
    await helpers.filter({ hasText: /现有结对 [1-9]/ }).nth(at).click()
  }
  await dialog.getByLabel('从哪天起').fill(TODAY)
  await dialog.getByRole('button', { name: '移交', exact: true }).click()
  await expect(page.getByText(/已移交 \d+ 个结对/)).toBeVisible()
  await page.getByRole('button', { name: '知道了' }).click()
  await expect(page.getByRole('heading', { name: '结对关系' })).toBeVisible()
})
