import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from '@playwright/test'
import { openPhone } from '../demo.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A picture to look at, nothing wider than the phone, targets large enough, and no finding of axe. */
async function inspect(page: Page, name: string) {
  await page.waitForTimeout(400)
  await page.screenshot({
    path: test.info().outputPath(`${name}.png`),
  })
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${name}: width`).toBeLessThanOrEqual(360)
  const small = await page.evaluate(() => [
    ...document.querySelectorAll<HTMLElement>('main button, main a[href], .van-tabbar-item, label:has(input)'),
  ]
    .filter(element => element.offsetParent && element.getBoundingClientRect().height < 44)
    .map(element => `${element.tagName} ${element.textContent?.trim().slice(0, 20)} ${element.getBoundingClientRect().height}`))
  expect.soft(small, `${name}: targets under 44 px`).toEqual([])
  await page.evaluate(AXE)
  const findings = await page.evaluate(async () => {
    // @ts-expect-error axe is injected above
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa'],
    })
    return violations.map((violation: { id: string, nodes: { target: string[] }[] }) => `${violation.id}: ${violation.nodes[0]!.target}`)
  })
  expect.soft(findings, `${name}: axe`).toEqual([])
}

for (const text of ['normal', 'large']) {
  test(`the phone's pages in ${text} type`, async ({ page }) => {
    await page.addInitScript(size => localStorage.setItem('yihu-text', size), text)
    await page.goto('/sign-in')
    await inspect(page, 'sign-in')
    await openPhone(page)
    await inspect(page, 'todo')
    await page.locator('a.row', { hasText: '书面通知' }).first().click()
    await inspect(page, 'notice')
    await page.getByText('已签收').scrollIntoViewIfNeeded()
    await inspect(page, 'notice-form')
    await page.goto('/households')
    await page.locator('a.card').first().waitFor()
    await inspect(page, 'households')
    await page.locator('a.card').first().click()
    await page.getByRole('tab', { name: '成员' }).click()
    await inspect(page, 'members')
    await page.getByRole('tab', { name: '贷款' }).click()
    await inspect(page, 'loans')
    await page.getByRole('button', { name: /查看号码/ }).click()
    await inspect(page, 'unmask')
    await page.goto('/me')
    await inspect(page, 'me')
    await page.goto('/outbox')
    await inspect(page, 'outbox')
  })
}
