import type { Page } from '@playwright/test'
import { env } from 'node:process'
import { expect } from '@playwright/test'

/** Of the demo accounts in the browser tests. */
export const DEMO_PASSWORD = env.YIHU_DEMO_PASSWORD ?? 'Browser-Tests-2026'
/** Business date the browser tests run on. */
export const TODAY = '2026-11-23'

/** Signed in, at the page `to` or at the beginning. */
export async function signIn(page: Page, username: string, to = '') {
  await page.goto(`/sign-in${to && `?to=${to}`}`)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码', { exact: true }).fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
}

/** Signed in as the village cadre, with the data and the shell on the phone. */
export async function openPhone(page: Page) {
  await signIn(page, 'cunganbu')
  await expect(page.getByRole('heading', { name: '待办' })).toBeVisible()
  await page.locator('a.row').first().waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.reload()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.locator('a.row').first().waitFor()
}
