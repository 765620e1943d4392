import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { openPhone } from '../demo.ts'
import { deliveredNotices, fillDelivery, takeBackDeliveries, takePhoto } from '../phone.ts'

test.beforeEach(({ request }) => takeBackDeliveries(request))

const NOTE = '手机满了也不能丢'
/** All a phone holds after the first sync, and more. */
const QUOTA = 20_000_000
/** Less than two photos. */
const LEFT = 600_000

/** Something else takes the room, but for a little. A lower limit would be seen only half a minute later; a fuller phone is. */
async function fillUp(page: Page) {
  await page.evaluate(async (most) => {
    const { usage } = await navigator.storage.estimate()
    const store = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open('ballast')
      opening.onupgradeneeded = () => opening.result.createObjectStore('ballast', { autoIncrement: true })
      opening.onsuccess = () => done(opening.result)
    })
    const bytes = new Uint8Array(most - usage!)
    for (let at = 0; at < bytes.length; at += 65_536)
      crypto.getRandomValues(bytes.subarray(at, at + 65_536))
    const writing = store.transaction('ballast', 'readwrite')
    writing.objectStore('ballast').add(bytes)
    await new Promise((done, failed) => {
      writing.oncomplete = done
      writing.onabort = () => failed(writing.error)
    })
    store.close()
  }, QUOTA - LEFT)
}

test('a full phone loses nothing of what waits or is typed', async ({ page, context, request, baseURL }) => {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: baseURL!, quotaSize: QUOTA })
  await openPhone(page)
  await context.setOffline(true)
  const rows = page.locator('a.row', { hasText: '到期提醒' })
  await rows.nth(1).click()
  await fillDelivery(page, '电话告知', '先前登记的')
  await page.getByRole('button', { name: '登记送达' }).click()
  await expect(page.getByText('1 条待上传')).toBeVisible()

  await fillUp(page)
  await rows.first().click()
  await takePhoto(page, 3)
  await fillDelivery(page, '电话告知', NOTE)
  await page.getByRole('button', { name: '登记送达' }).click()
  await expect(page.getByText('手机存储空间不够，还没有保存。')).toBeVisible()
  await page.getByRole('button', { name: '现在直接上传' }).click()
  await expect(page.getByText('网络不通')).toBeVisible()
  await page.getByRole('button', { name: /清理已下载/ }).click()
  await expect(page.getByText('资料没有清理')).toBeVisible()
  await expect(page.getByLabel('备注')).toHaveValue(NOTE)
  await expect(page.getByAltText('照片 3')).toBeVisible()
  await page.screenshot({
    path: test.info().outputPath('full.png'),
    fullPage: true,
  })

  await context.setOffline(false)
  await page.getByRole('button', { name: '现在直接上传' }).click()
  await expect(page).toHaveURL(/todo/)
  await expect(page.getByText('1 条待上传')).toBeHidden()
  expect((await deliveredNotices(request)).map(({ note, attachments }) => [note, attachments.length]).sort()).toEqual([
    ['先前登记的', 0],
    [NOTE, 3],
  ])
})
