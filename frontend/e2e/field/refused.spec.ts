import { expect, test } from '@playwright/test'
import { fillDelivery, newPhone, takeBackDeliveries } from '../phone.ts'

test.beforeEach(({ request }) => takeBackDeliveries(request))

test('of two phones that say different things the person chooses, field by field', async ({ browser, baseURL }) => {
  const [one, other] = [await newPhone(browser, baseURL!), await newPhone(browser, baseURL!)]
  await one.page.locator('a.row', { hasText: '到期提醒' }).first().click()
  await other.page.goto(one.page.url())
  for (const [{ context, page }, outcome, note] of [
    [one, '电话告知', '先打的电话'],
    [other, '已签收', '后来上门了'],
  ] as const) {
    await context.setOffline(true)
    await fillDelivery(page, outcome, note)
    await page.getByRole('button', { name: '登记送达' }).click()
    await expect(page.getByText('1 条待上传')).toBeVisible()
  }
  await one.context.setOffline(false)
  await expect(one.page.getByText('1 条待上传')).toBeHidden()
  await other.context.setOffline(false)
  const { page } = other
  await page.getByText('有内容需要您处理').click()
  await page.reload()
  await expect(page.getByText('先打的电话')).toBeVisible()
  await page.screenshot({
    path: test.info().outputPath('conflict.png'),
    fullPage: true,
  })
  await other.context.setOffline(true)
  await page.getByRole('group', { name: '送达结果' }).getByText('用我的').click()
  await page.getByRole('group', { name: '备注' }).getByText('用现在的').click()
  await page.getByRole('button', { name: '就这样保存' }).click()
  await expect(page.getByText('等待上传')).toBeVisible()
  await other.context.setOffline(false)
  await expect(page.getByText('没有待上传的内容')).toBeVisible()
  await one.context.close()
  await other.context.close()
})
