import { Buffer } from 'node:buffer'
import { expect, test } from '@playwright/test'
import { signIn } from '../demo.ts'

const LIST = `乡镇,行政村,户编号,人编号,姓名,证件号码,与户主关系
杨柏镇,朽石坎村,5119219990001,511921999000101,龚正强,511921197503080019,户主
杨柏镇,没有这个村,5119219990002,511921999000201,苟小平,511921198001010015,户主
`

test('a list is checked, its faults are told, and it is carried out and taken back', async ({ page }) => {
  await signIn(page, 'xiangzhen')
  await page.goto('/office/imports/new')
  await page.getByLabel('选择文件').setInputFiles({
    name: '成员.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(LIST),
  })
  await page.getByRole('button', { name: '上传并预检' }).click()
  await expect(page.getByText('没有找到“杨柏镇没有这个村”')).toBeVisible()

  await page.getByRole('button', { name: /确认导入：新增 1 行/ }).click()
  await page.getByRole('button', { name: '撤销导入' }).waitFor({ timeout: 120_000 })
  await page.goto('/office/households?q=5119219990001')
  await expect(page.getByText('龚正强').first()).toBeVisible()

  await page.goto('/office/imports')
  await page.getByText('成员.csv').first().click()
  await page.getByRole('button', { name: '撤销导入' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '撤销导入' }).click()
  await expect(page.getByText('已撤销').first()).toBeVisible()
  await page.goto('/office/households?q=5119219990001')
  await expect(page.getByText('龚正强')).toBeHidden()
})

test('a village is one click from its printed letters', async ({ page }) => {
  await signIn(page, 'xiangzhen')
  await expect(page.getByRole('heading', { name: '工作台' })).toBeVisible()
  const letters = page.waitForResponse(answer => answer.url().includes('letters.docx') && answer.status() === 200)
  await page.getByRole('button', { name: '下载 Word', disabled: false }).first().click()
  expect((await letters).headers()['content-type']).toContain('wordprocessingml')
})
