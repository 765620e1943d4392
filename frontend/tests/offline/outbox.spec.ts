import type { Photo } from '@/offline/db'
import { beforeEach, expect, it } from 'vitest'
import { setToken } from '@/api/token'
import { db } from '@/offline/db'
import { drop, flush, flushNow, post } from '@/offline/outbox'
import { json, makeTodo, makeUser, signedIn, stubServer } from '../make'

const DELIVER = '/api/v1/loan-notices/n1:deliver'
const photo: Photo = {
  id: '00000000-0000-4000-8000-0000000000aa',
  kind: 'photo',
  type: 'image/jpeg',
  bytes: new ArrayBuffer(8),
}
type Answer = number | 'lost' | Response
let answers: Answer[]
let sent: Request[]

beforeEach(async () => {
  signedIn()
  await db().delete()
  await db().open()
  answers = []
  sent = stubServer(() => {
    const answer = answers.shift() ?? 200
    return typeof answer === 'number'
      ? new Response(null, { status: answer })
      : answer
  })
})

function deliver(photos: Photo[] = [], todoId?: string) {
  return post({
    path: DELIVER,
    json: {
      attachment_ids: photos.map(({ id }) => id),
    },
    etag: '"4"',
    label: '书面通知 · 李国强',
    todoId,
    photos,
  })
}
const key = (request: Request) => request.headers.get('Idempotency-Key')

it('retries a lost answer with the same key until the server has it', async () => {
  answers = ['lost', 503, 201]
  await deliver()
  await flush()
  await flushNow()
  await flushNow()
  expect(sent).toHaveLength(3)
  expect(new Set(sent.map(key)).size).toBe(1)
  expect(sent[0]!.headers.get('If-Match')).toBe('"4"')
  expect(sent[0]!.headers.get('Authorization')).toBe('Bearer token')
  expect(await db().outbox.count()).toBe(0)
})

it('sends photos first, and one that arrived is not sent again', async () => {
  answers = [201, 'lost', 200]
  await deliver([photo])
  await flush()
  await flushNow()
  expect(sent.map(({ method }) => method)).toEqual(['PUT', 'POST', 'POST'])
  expect(sent[0]!.url).toMatch(/attachments\/00000000-0000-4000-8000-0000000000aa\?kind=photo$/)
  expect(await db().photos.count()).toBe(0)
})

it('keeps a refused action with the reason, and sends the next one', async () => {
  answers = [
    json({ title: '通知已登记送达', detail: '由他人登记' }, 409),
  ]
  await deliver()
  await flush()
  await deliver()
  await flush()
  await flushNow()
  expect(sent).toHaveLength(2)
  const [kept] = await db().outbox.toArray()
  expect(kept?.rejected).toBe('通知已登记送达：由他人登记')
})

it('keeps an action whose refusal says nothing', async () => {
  answers = [422]
  await deliver()
  await flush()
  expect((await db().outbox.toArray())[0]?.rejected).toContain('422')
})

it('holds an action whose photo was refused', async () => {
  answers = [413, 200]
  await deliver([photo])
  await flush()
  await flushNow()
  expect(sent.map(({ method }) => method)).toEqual(['PUT'])
  await drop((await db().outbox.toArray())[0]!.group)
  expect([await db().outbox.count(), await db().photos.count()]).toEqual([0, 0])
})

it('waits for its own twin in flight', async () => {
  answers = [
    json({ title: '正在处理' }, 409, { 'Retry-After': '1' }),
    200,
  ]
  await deliver()
  await flush()
  expect(await db().outbox.count()).toBe(1)
  await flushNow()
  expect(await db().outbox.count()).toBe(0)
})

it('sends once when it is asked several times at once', async () => {
  await deliver()
  await Promise.all([
    flush(),
    flush(),
    flush(),
  ])
  expect(sent).toHaveLength(1)
})

it('closes the to-do on the phone only when the server has the action', async () => {
  await db().todos.put(makeTodo())
  answers = ['lost', 200]
  await deliver([], 't1')
  await flush()
  expect(await db().todos.count()).toBe(1)
  await flushNow()
  expect(await db().todos.count()).toBe(0)
})

it('never sends one user\'s action as another on a shared phone', async () => {
  answers = ['lost']
  await deliver()
  await flush()
  signedIn(makeUser({ id: '00000000-0000-7000-8000-000000000002' }))
  await flushNow()
  expect(sent).toHaveLength(1)
  signedIn()
  await flushNow()
  expect(sent).toHaveLength(2)
})

it('keeps everything while nobody can be signed in', async () => {
  setToken('')
  answers = [401]
  await deliver()
  await flush()
  expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(['/api/v1/auth/refresh'])
  expect((await db().outbox.toArray())[0]?.rejected).toBeUndefined()
})
