import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { Buffer } from 'node:buffer'
import { expect } from '@playwright/test'
import { DEMO_PASSWORD, openPhone } from './demo.ts'

/** A phone of its own, signed in as the village cadre, with everything on it. */
export async function newPhone(browser: Browser, origin: string) {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 360, height: 740 },
    locale: 'zh-CN',
    isMobile: true,
    hasTouch: true,
  })
  const page = await context.newPage()
  await openPhone(page)
  return { context, page }
}

interface Notice {
  id: string
  version: number
  note: string
  attachments: unknown[]
}

/** What the server knows of delivered notices, as the township reads it. */
export async function deliveredNotices(request: APIRequestContext, headers?: Record<string, string>): Promise<Notice[]> {
  const query = '/api/v1/loan-notices?state=delivered&page_size=100'
  return (await (await request.get(query, { headers: headers ?? await asTownship(request) })).json()).items
}

async function asTownship(request: APIRequestContext) {
  const { access_token } = await (await request.post('/api/v1/auth/login', {
    data: { username: 'xiangzhen', password: DEMO_PASSWORD },
  })).json()
  return { Authorization: `Bearer ${access_token}` }
}

/** The township takes back what earlier tests delivered: each test finds the notices of the first day. */
export async function takeBackDeliveries(request: APIRequestContext) {
  const headers = await asTownship(request)
  for (const { id, version } of await deliveredNotices(request, headers)) {
    const answer = await request.post(`/api/v1/loan-notices/${id}:undo-delivery`, {
      headers: { ...headers, 'If-Match': `"${version}"` },
      data: { reason: '测试后恢复' },
    })
    // One whose loan has moved on cannot be taken back.
    expect([200, 409]).toContain(answer.status())
  }
}

/** Fills in the delivery of the notice that is open. */
export async function fillDelivery(page: Page, outcome: string, note = '') {
  await page.getByText(outcome, { exact: true }).click()
  await page.getByRole('group', { name: '谁接收的' }).locator('label').first().click()
  await page.getByLabel('备注').fill(note)
}

/** A photo no camera compresses well: half a megabyte even when the phone has made it small. */
export async function takePhoto(page: Page, count = 1) {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1000
    const pen = canvas.getContext('2d')!
    const noise = pen.createImageData(1000, 1000)
    for (let at = 0; at < noise.data.length; at += 65_536)
      crypto.getRandomValues(noise.data.subarray(at, at + 65_536))
    noise.data.forEach((_, at) => at % 4 === 3 && (noise.data[at] = 255))
    pen.putImageData(noise, 0, 0)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!
  })
  const file = {
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from(base64, 'base64'),
  }
  await page.locator('input[type=file]').setInputFiles(Array.from<typeof file>({ length: count }).fill(file))
  await expect(page.getByAltText(`照片 ${count}`)).toBeVisible()
}
