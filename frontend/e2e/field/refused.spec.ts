import { expect, test } from '@playwright/test'
import { DEMO_PASSWORD, openPhone } from '../demo.ts'

test('a delivery the server refuses is kept, explained, and given up only by the person', async ({ page, context, request }) => {
  await openPhone(page)
  await context.setOffline(true)
  const row = page.locator('a.row', { hasText: '到期提醒' }).first()
  await row.click()
  const id = new URL(page.url()).pathname.split('/').pop()!
  await page.getByText('电话告知').click()
  await page.getByRole('group', { name: '谁接收的' }).locator('label').first().click()
  await page.getByRole('button', { name: '登记送达' }).click()
  await expect(page.getByText('1 条待上传')).toBeVisible()

  await test.step('meanwhile the township delivers it', async () => {
    const { access_token } = await (await request.post('/api/v1/auth/login', {
      data: { username: 'xiangzhen', password: DEMO_PASSWORD },
    })).json()
    const answer = await request.post(`/api/v1/loan-notices/${id}:deliver`, {
      headers: { 'Authorization': `Bearer ${access_token}`, 'If-Match': '"1"' },
      data: {
        delivered_on: '2026-11-23',
        outcome: 'by_phone',
        receiver_name: '本人',
        receiver_relation: 'self',
      },
    })
    expect(answer.status()).toBe(200)
  })

  await context.setOffline(false)
  await page.getByText('有内容没有被接受').click({ timeout: 30_000 })
  await expect(page.getByText('需处理')).toBeVisible()
  await page.screenshot({
    path: test.info().outputPath('refused.png'),
  })
  await page.reload()
  await expect(page.getByText(/没有被接受：/)).toBeVisible()
  await page.getByRole('button', { name: '放弃' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '放弃' }).click()
  await expect(page.getByText('没有待上传的内容')).toBeVisible()
  await page.goto('/todo')
  await expect(page.locator(`a[href$="${id}"]`)).toHaveCount(0)
})
