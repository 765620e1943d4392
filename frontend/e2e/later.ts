import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process, { env } from 'node:process'
import { DEMO_PASSWORD } from './demo.ts'

/** Serves the database of this run once more, on another business date. */
const SERVE = `
import os, sys
from yihu.kernel import installation
from yihu.kernel.settings import settings
from yihu.supervisor import web_command
os.environ["YIHU_DATABASE_URL"] = installation.embedded(settings()).url()
command = web_command(settings().server, "--port", sys.argv[1])
os.execv(command[0], command)
`

/** A web service that thinks it is `day`, beside the one that stays on the first day. */
export async function serveOn(day: string, home: string, port: number) {
  const child = spawn('python', [
    '-c',
    SERVE,
    String(port),
  ], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'inherit',
    env: {
      ...env,
      YIHU_HOME: home,
      YIHU_DEMO_PASSWORD: DEMO_PASSWORD,
      YIHU_BUSINESS_DATE: day,
    },
  })
  // Also when the test fails: the next run would talk to a server of this one.
  process.once('exit', () => child.kill())
  const origin = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    if (await fetch(`${origin}/api/v1/health`).then(({ ok }) => ok, () => false)) {
      return {
        origin,
        stop: () => child.kill(),
      }
    }
    await new Promise(done => setTimeout(done, 100))
  }
  child.kill()
  throw new Error(`no answer on ${day}`)
}
