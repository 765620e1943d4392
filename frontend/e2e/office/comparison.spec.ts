import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { signIn, TODAY } from '../demo.ts'
import { person } from '../people.ts'
import { newPhone } from '../phone.ts'

const WHY = '上户看过，去年已改造验收'

test('what a department says otherwise is answered by the village, and the department takes the answer away', async ({ page, browser, baseURL, request }) => {
  const cadre = await person(request, 'cunganbu')
  const [home] = (await cadre.get('assurance-checks?item=housing&page_size=1')).items
  await signIn(page, 'bumen')
  await page.goto('/office/imports/new?profile=department_lists')
  await page.getByLabel('选择文件').setInputFiles({
    name: '危房名单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`项目,名单日期,户编号,姓名,房屋等级\n住房,${TODAY},${home.household_no},${home.head_name},D级\n`),
  })
  await page.getByRole('button', { name: '上传并预检' }).click()
  await page.getByRole('button', { name: /确认导入：新增 1 行/ }).click()
  await page.getByRole('button', { name: '撤销导入' }).waitFor({ timeout: 120_000 })
  const mine = `/office/department-entries?item=housing&listed_on=${TODAY}&q=${home.household_no}`
  await page.goto(mine)
  const line = page.getByRole('row').filter({ hasText: home.head_name })
  await expect(line).toContainText('D级')

  const { context, page: phone } = await newPhone(browser, baseURL!)
  await phone.locator('a.row', { hasText: '部门比对' }).filter({ hasText: home.head_name }).click()
  await expect(phone.getByText('部门：D级')).toBeVisible()
  await phone.getByText('我们的数据对，请部门更正').click()
  await phone.getByLabel('说明').fill(WHY)
  await phone.getByRole('button', { name: '答复部门' }).click()
  await expect(phone.getByRole('heading', { name: '待办' })).toBeVisible()

  await expect(async () => {
    await page.reload()
    await expect(line).toContainText(`我们的数据对，请部门更正：${WHY}`, { timeout: 3000 })
  }).toPass()
  await page.getByRole('button', { name: '导出' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('CSV 文本').click()
  await dialog.getByRole('button', { name: '导出' }).click()
  const file = page.waitForEvent('download')
  await dialog.getByRole('button', { name: /下载|\.csv/ }).first().click()
  const told = await readFile(await (await file).path(), 'utf8')
  expect(told).toContain(home.household_no)
  expect(told).toContain(WHY)
  await context.close()
})
