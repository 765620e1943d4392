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
  const squeezed = await page.evaluate(() => [
    ...document.querySelectorAll<HTMLElement>('main p'),
  ]
    .filter(element => element.offsetParent && element.textContent!.trim().length > 3 && element.getBoundingClientRect().width < 64)
    .map(element => element.textContent!.trim().slice(0, 20)))
  expect.soft(squeezed, `${name}: text squeezed to a column`).toEqual([])
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

/** A card of each kind, as an older page left them: the phone seals open rows by itself. */
async function putWork(page: Page) {
  await page.evaluate(async () => {
    const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name!.startsWith('yihu-')) as [{ name: string }]
    const store = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => done(opening.result)
    })
    const writing = store.transaction(['outbox', 'photos'], 'readwrite')
    const photo = (id: string, over = {}) => writing.objectStore('photos').put({
      id,
      kind: 'photo',
      type: 'image/jpeg',
      size: 200_000,
      offset: 70_000,
      sent: false,
      queuedAt: 0,
      attempts: 1,
      plain: new ArrayBuffer(200_000),
      ...over,
    })
    const command = (id: string, over: object, content: object) => writing.objectStore('outbox').add({
      id,
      householdId: 'h1',
      photoIds: [],
      state: 'waiting',
      onServer: false,
      queuedAt: Date.now() - 40 * 86_400_000,
      attempts: 0,
      plain: {
        kind: 'visit',
        subjectId: id,
        patch: {},
        label: '走访 · 欧阳买买提·阿不都热合曼',
        ...content,
      },
      ...over,
    })
    const problem = { code: 'household_not_yours', title: '这户已不由您负责', detail: '可能已调整结对，请与乡镇联系' }
    photo('p1')
    photo('p2', { failed: '图片打不开，可能已损坏' })
    command('c1', {
      photoIds: ['p1', 'p2'],
      attempts: 3,
    }, {})
    command('c2', { state: 'conflict', onServer: true }, {
      kind: 'household_contact',
      label: '修改电话或住址 · 何永福',
      problem: { title: '这期间别人改了' },
      conflict: {
        fields: {
          phone: { base: null, mine: '138****1234', theirs: '138****1234' },
          address: { base: '一组', mine: '朽石坎村二组河坝院子靠近学校', theirs: '' },
        },
        version: 6,
      },
    })
    command('c3', { state: 'quarantined', onServer: true }, { problem })
    command('c4', { state: 'quarantined' }, {
      problem: { title: '服务器没有接受（413）' },
    })
    command('c5', { state: 'handed', onServer: true }, { problem })
    command('c6', { state: 'quarantined', onServer: true, settling: 'abandon' }, { problem })
    await new Promise(done => writing.oncomplete = done)
    store.close()
  })
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
    await page.context().setOffline(true)
    await putWork(page)
    await page.goto('/todo')
    await inspect(page, 'strip')
    await page.getByText('有内容需要您处理').click()
    await expect(page.getByRole('listitem')).toHaveCount(6)
    await inspect(page, 'outbox-cards')
    await test.step('by keyboard alone, from top to bottom', async () => {
      await page.getByRole('group', { name: '联系电话' }).getByRole('radio').first().focus()
      for (const key of ['Space', 'Tab', 'Space', 'ArrowRight'])
        await page.keyboard.press(key)
      await expect(page.getByRole('group', { name: '住址' }).getByRole('radio').last()).toBeChecked()
      await page.keyboard.press('Tab')
      await expect(page.getByRole('button', { name: '就这样保存' })).toBeFocused()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect(page.locator('.van-dialog')).toContainText('将被放弃，不会登记')
      await inspect(page, 'outbox-dialog')
      await page.getByRole('button', { name: '保留' }).click()
    })
  })
}
