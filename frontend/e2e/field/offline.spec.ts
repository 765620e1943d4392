import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { openPhone } from '../demo.ts'
import { fillDelivery, newPhone, takeBackDeliveries, takePhoto } from '../phone.ts'
import { layWire } from '../wire.ts'

test.beforeEach(({ request }) => takeBackDeliveries(request))

/** All a thief would find in the phone's store. */
function storedText(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const [{ name }] = await indexedDB.databases() as [{ name: string }]
    const store = await new Promise<IDBDatabase>((done) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => done(request.result)
    })
    const tables = await Promise.all([...store.objectStoreNames].map(table => new Promise<unknown[]>((done) => {
      const request = store.transaction(table).objectStore(table).getAll()
      request.onsuccess = () => done(request.result)
    })))
    store.close()
    return JSON.stringify(tables, (_key, part) => part instanceof ArrayBuffer
      ? new TextDecoder().decode(part)
      : part)
  })
}

/** Size of the photo, once its last piece has arrived. */
async function whenWhole(page: Page): Promise<number> {
  const last = await page.waitForResponse(response => response.request().method() === 'PATCH' && response.status() === 201)
  return Number(last.headers()['upload-offset'])
}

test('a notice delivered without signal reaches the server once, and is never lost', async ({ browser, baseURL }) => {
  const wire = await layWire(baseURL!)
  const { context, page } = await newPhone(browser, wire.origin)
  // Notices alone: a round of the monitoring rules may add alerts of other kinds at any time.
  const notices = page.locator('a.row', { hasText: '书面通知' })
  const first = notices.first()
  const name = (await first.locator('b').textContent())!
  const before = await notices.count()

  await context.setOffline(true)
  await first.click()
  await fillDelivery(page, '已签收', '当面告知，已看懂')
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
  await test.step('nothing on the disk can be read', async () => {
    // What was typed, a field of the kit, and the village: each in every store that leaks.
    expect(await storedText(page)).not.toMatch(/当面告知|朽石坎村|head_name/)
  })

  wire.loseAnswers = 1
  await context.setOffline(false)
  await expect(page.getByText('1 条待上传')).toBeHidden()
  await expect(notices).toHaveCount(before - 1)
  expect(wire.commands.length).toBeGreaterThanOrEqual(2)
  expect(new Set(wire.commands).size).toBe(1)
  await context.close()
  wire.close()
})

test('a photo cut off with its page goes on where it was', async ({ browser, baseURL }) => {
  const wire = await layWire(baseURL!)
  const { context, page } = await newPhone(browser, wire.origin)
  await page.locator('a.row', { hasText: '书面通知' }).first().click()
  await takePhoto(page)
  await fillDelivery(page, '已签收')
  wire.slow = 150
  await page.getByRole('button', { name: '登记送达' }).click()
  await expect.poll(() => wire.pieces, {
    intervals: [20],
  }).toBeGreaterThanOrEqual(3)
  await page.close()
  const there = wire.photoBytes
  wire.slow = 0
  const again = await context.newPage()
  const size = whenWhole(again)
  await again.goto('/outbox')
  await expect(again.getByText('没有待上传的内容')).toBeVisible()
  expect(await size).toBeGreaterThan(there)
  expect(wire.photoBytes - await size).toBeLessThanOrEqual(64 * 1024)
  await context.close()
  wire.close()
})

test('a new version of the page strands neither a form nor what waits', async ({ browser, baseURL }) => {
  const wire = await layWire(baseURL!)
  const { context, page } = await newPhone(browser, wire.origin)
  const rows = page.locator('a.row', { hasText: '到期提醒' })
  await context.setOffline(true)
  await rows.first().click()
  await fillDelivery(page, '电话告知')
  await page.getByRole('button', { name: '登记送达' }).click()
  await expect(page.getByText('1 条待上传')).toBeVisible()
  await page.locator('section[data-group] a.row', { hasText: '书面通知' }).first().click()
  await page.getByLabel('备注').fill('写到一半')
  wire.cut = true
  wire.build = 'next'
  await context.setOffline(false)
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update())
  await page.getByRole('button', { name: '现在更新' }).click()
  await expect.poll(() => page.evaluate(() => caches.keys()).catch(() => [])).toEqual([
    expect.stringContaining('shell-next'),
  ])
  await expect(page.getByLabel('备注')).toHaveValue('写到一半')
  await page.goto('/todo')
  await expect(page.getByText('1 条待上传')).toBeVisible()
  wire.cut = false
  await expect(page.getByText('1 条待上传')).toBeHidden()
  expect(new Set(wire.commands).size).toBe(1)
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

test('signing out takes everything off the phone, unsent work only after being told twice', async ({ page, context }) => {
  await openPhone(page)
  await context.setOffline(true)
  await page.locator('a.row', { hasText: '到期提醒' }).first().click()
  await fillDelivery(page, '电话告知')
  await page.getByRole('button', { name: '登记送达' }).click()
  await page.getByRole('tab', { name: /我的$/ }).click()
  await page.getByText('退出登录').click()
  await expect(page.locator('.van-dialog')).toContainText('到期提醒 · ')
  await page.getByRole('button', { name: '仍要退出' }).click()
  await page.getByRole('button', { name: '丢弃并退出' }).click()
  await page.waitForURL('**/sign-in')
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([])
  await page.goto('/todo')
  await expect(page).toHaveURL(/sign-in/)
})
