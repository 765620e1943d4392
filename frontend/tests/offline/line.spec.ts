import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { refresh } from '@/api/token'
import { db, wipe } from '@/offline/db'
import { flush, flushNow } from '@/offline/outbox'
import { send } from '@/offline/sending'
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

it('gives a line up that goes silent in the middle of an answer, or of renewing the sign-in', async () => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout'],
  })
  await deliver()
  await vi.waitFor(async () => expect(await db().outbox.count()).toBe(0))
  const silent = (_input: unknown, { signal }: RequestInit) => new Promise<Response>((_answer, fail) =>
    signal!.addEventListener('abort', () => fail(signal!.reason)))
  vi.stubGlobal('fetch', silent)
  const renewed = expect(refresh()).rejects.toThrow(TypeError)
  await vi.advanceTimersByTimeAsync(30_000)
  await renewed
  vi.stubGlobal('fetch', ({ signal }: Request) => Promise.resolve(new Response(new ReadableStream({
    start: stream => signal.addEventListener('abort', () => stream.error(signal.reason)),
  }), {
    headers: { 'X-Request-Id': 'test' },
  })))
  const sent = send('/api/v1/field-commands', { method: 'POST' })
  await vi.advanceTimersByTimeAsync(90_000)
  expect(await sent).toBeUndefined()
})
