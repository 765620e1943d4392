import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { openPhone } from '../demo.ts'
import { deliveredNotices, fillDelivery, takeBackDeliveries, takePhoto } from '../phone.ts'

test.beforeEach(({ request }) => takeBackDeliveries(request))

const [EARLIER, NOTE] = ['先前登记的', '手机满了也不能丢']
/** All a phone holds after the first sync, and more. */
const QUOTA = 20_000_000

/** Something else takes the room, to the last tenth of a photo. A lower limit would be seen only half a minute later; a fuller phone is. */
async function fillUp(page: Page) {
  await page.evaluate(async () => {
    const store = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open('ballast')
      opening.onupgradeneeded = () => opening.result.createObjectStore('ballast', { autoIncrement: true })
      opening.onsuccess = () => done(opening.result)
    })
    const fits = (size: number) => new Promise<boolean>((done) => {
      const bytes = new Uint8Array(size)
      for (let at = 0; at < bytes.length; at += 50_000)
        crypto.getRandomValues(bytes.subarray(at, at + 50_000))
      const writing = store.transaction('ballast', 'readwrite')
      writing.objectStore('ballast').add(bytes)
      writing.oncomplete = () => done(true)
      writing.onabort = () => done(false)
    })
    for (const size of [1_000_000, 50_000]) {
      // eslint-disable-next-line no-empty -- until it no longer fits
      while (await fits(size)) {}
    }
    store.close()
  })
}

test('a full phone loses nothing of what waits or is typed', async ({ page, context, request, baseURL }) => {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: baseURL!, quotaSize: QUOTA })
  await openPhone(page)
  await context.setOffline(true)
  const rows = page.locator('a.row', { hasText: '到期提醒' })
  await rows.nth(1).click()
  await fillDelivery(page, '电话告知', EARLIER)
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
  const arrived = (await deliveredNotices(request)).map(({ note, attachments }) => [note, attachments.length])
  expect(arrived.filter(([note]) => note === EARLIER || note === NOTE).sort()).toEqual([
    [EARLIER, 0],
    [NOTE, 3],
  ])
})
