import { env } from 'node:process'
import { readdirSync, writeFileSync, mkdirSync } from 'node:fs'
env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x'
const { default: packaged } = await import('@sparticuz/chromium')
const { chromium } = await import('playwright')
mkdirSync('/tmp/dep-fc', { recursive: true })
const families = ['system-ui', 'sans-serif'].map(f => `<alias binding="same"><family>${f}</family><prefer><family>Noto Sans SC</family></prefer></alias>`)
writeFileSync('/tmp/dep-fonts.conf', `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/work/wt/departments/.venv/lib</dir><cachedir>/tmp/dep-fc</cachedir>${families.join('')}</fontconfig>`)
const browser = await chromium.launch({ executablePath: await packaged.executablePath(), args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'], env: { ...env, FONTCONFIG_FILE: '/tmp/dep-fonts.conf' } })
const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: 'http://127.0.0.1:21800' })
page.setDefaultTimeout(60000)
page.on('pageerror', e => console.log('PAGEERROR', e.message))
page.on('console', m => m.type() === 'error' && console.log('CONSOLE', m.text()))
await page.goto('/')
await page.fill('input[autocomplete=username], input[name=username]', env.WHO ?? 'xianji')
await page.fill('input[type=password]', 'Tong-Jiang-2026')
await page.keyboard.press('Enter')
await page.waitForURL(/office|field/)
for (const [name, path] of JSON.parse(env.PAGES)) {
  await page.goto(path)
  await page.waitForTimeout(Number(env.WAIT ?? 5000))
  await page.screenshot({ path: `/tmp/dep-${name}.png` })
  console.log(name, page.url())
}
await browser.close()
