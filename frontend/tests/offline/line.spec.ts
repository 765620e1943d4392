import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { db, wipe } from '@/offline/db'
import { flush, flushNow } from '@/offline/outbox'
import { signedIn } from '../make'
import { deliver, fieldServer } from './server'

let server: ReturnType<typeof fieldServer>

beforeEach(async () => {
  signedIn()
  await wipe(db())
  server = fieldServer()
})

afterEach(() => void vi.useRealTimers())

it('tries at once when the network comes back during a try in vain', async () => {
  let breakLine = () => {}
  server.answers = [
    new Promise<'lost'>(lost => breakLine = () => lost('lost')),
  ]
  await deliver()
  await vi.waitFor(() => expect(server.batches).toHaveLength(1))
  const sent = flushNow()
  breakLine()
  await sent
  expect(server.batches).toHaveLength(2)
  expect(await db().outbox.count()).toBe(0)
})

it('leaves a dead line alone for longer each time, until something new is saved', async () => {
  vi.useFakeTimers({
    toFake: ['Date'],
  })
  server.answers = ['lost', 'lost', 'lost', 'lost']
  await deliver()
  await flush()
  const triesAfter = async (seconds: number) => {
    vi.setSystemTime(Date.now() + 1000 * seconds)
    await flush()
    return server.batches.length
  }
  expect([
    await triesAfter(1),
    await triesAfter(2),
    await triesAfter(3),
    await triesAfter(2),
  ]).toEqual([1, 2, 2, 3])
  await deliver()
  await flush()
  expect(server.batches).toHaveLength(4)
  expect(await triesAfter(3)).toBe(5)
  expect(await db().outbox.count()).toBe(0)
})
