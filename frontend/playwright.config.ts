import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process, { env } from 'node:process'
import { defineConfig } from '@playwright/test'
import { DEMO_PASSWORD, TODAY } from './e2e/demo.ts'

// The package brings libnss3 and its kin for machines that lack them, but uses them only under this name.
env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x'
const { default: packaged } = await import('@sparticuz/chromium')

const port = Number(env.YIHU_E2E_PORT ?? 18473)
const scratch = env.YIHU_E2E_SCRATCH ?? makeScratch()

/** Database and caches of this run, gone with it; the workers find it in their environment. */
function makeScratch(): string {
  const folder = env.YIHU_E2E_SCRATCH = mkdtempSync(join(tmpdir(), 'yihu-e2e-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Chinese type from the printing fonts of the backend: a bare machine has none. */
function fonts(): string {
  const file = join(scratch, 'fonts.conf')
  mkdirSync(join(scratch, 'font-cache'), { recursive: true })
  const families = ['system-ui', 'sans-serif'].map(family => `<alias binding="same"><family>${family}</family><prefer><family>Noto Sans SC</family></prefer></alias>`)
  writeFileSync(file, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
    <dir>${join(import.meta.dirname, '../.venv/lib')}</dir><cachedir>${join(scratch, 'font-cache')}</cachedir>${families.join('')}
  </fontconfig>`)
  return file
}

/** Real browser, real server: `YIHU_E2E_URL` uses a running one, `YIHU_CHROMIUM` another browser. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  // On a busy machine everything takes its time; only what fails waits so long.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: !!env.CI,
  reporter: [
    ['list'],
  ],
  use: {
    baseURL: env.YIHU_E2E_URL ?? `http://127.0.0.1:${port}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: env.YIHU_CHROMIUM ?? await packaged.executablePath(),
      args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'],
      env: {
        ...env as Record<string, string>,
        FONTCONFIG_FILE: fonts(),
      },
    },
  },
  projects: [
    {
      name: 'phone',
      testMatch: 'field/**',
      use: {
        viewport: { width: 360, height: 740 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
      },
    },
    {
      name: 'desk',
      testMatch: 'office/**',
      use: {
        viewport: { width: 1366, height: 768 },
      },
    },
  ],
  webServer: env.YIHU_E2E_URL
    ? undefined
    : {
        command: 'python -m yihu.cli run',
        cwd: join(import.meta.dirname, '..'),
        url: `http://127.0.0.1:${port}/api/v1/health`,
        env: {
          YIHU_HOME: join(scratch, 'home'),
          YIHU_PORT: String(port),
          YIHU_DEMO_PASSWORD: DEMO_PASSWORD,
          YIHU_BUSINESS_DATE: TODAY,
        },
        timeout: 300_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
      },
})
