import { beforeEach, expect, it } from 'vitest'
import { setToken } from '@/api/token'
import { db, wipe } from '@/offline/db'
import { entries } from '@/offline/entries'
import { flush, flushNow } from '@/offline/outbox'
import { settle } from '@/offline/settling'
import { makeTodo, makeUser, signedIn } from '../make'
import { deliver, fieldServer, makePhoto } from './server'

let server: ReturnType<typeof fieldServer>

beforeEach(async () => {
  signedIn()
  await wipe(db())
  server = fieldServer()
})

function correct(patch: object, base: Record<string, unknown>) {
  return deliver({
    kind: 'household_contact',
    subjectId: 'h1',
    patch,
    base,
  })
}

const CLASH = {
  status: 'conflict',
  problem: { code: 'changed_meanwhile', title: '这期间别人改了' },
  conflict: {
    fields: {
      address: { base: '一组', mine: '二组', theirs: '三组' },
    },
    version: 6,
  },
}

it('repeats a command whose answer was lost under the same id until the server has it', async () => {
  server.answers = ['lost', 503]
  await deliver()
  await flush()
  await flushNow()
  await flushNow()
  expect(server.batches).toHaveLength(3)
  expect(new Set(server.batches.map(({ commands }) => commands[0]!.id)).size).toBe(1)
  expect(server.batches[0]!.commands[0]).toMatchObject({ kind: 'notice_delivery', subject_id: 'n1', base_version: 4 })
  expect(await db().outbox.count()).toBe(0)
})

it('sends what was saved without signal oldest first, twenty at a time', async () => {
  server.answers = Array.from({ length: 30 }, () => 'lost' as const)
  for (let n = 0; n < 23; n++) {
    await deliver({
      label: `${n}`,
      patch: { n },
    })
  }
  await flush()
  server.answers = []
  server.batches.length = 0
  await flushNow()
  expect(server.batches.map(({ commands }) => commands.length)).toEqual([20, 3])
  expect(server.batches.flatMap(({ commands }) => commands.map(({ patch }) => (patch as { n: number }).n))).toEqual(Array.from({ length: 23 }, (_, n) => n))
})

it('says what still waits behind the commands it carries', async () => {
  server.answers = ['lost', 'lost']
  await deliver()
  await flush()
  await flushNow()
  const [first] = server.batches
  expect(first!.device).toMatchObject({ pending: 0, failed: 0 })
  expect(first!.device.id).toBe(server.batches[1]!.device.id)
})

it('never lets a command wait for a photo, nor a photo for a refused command', async () => {
  server.answers = [
    {
      status: 'quarantined',
      problem: { title: '没有权限' },
    },
  ]
  await deliver({
    photos: [
      makePhoto(),
    ],
  })
  await flush()
  expect(server.photos.size).toBe(1)
  expect((await entries())[0]).toMatchObject({
    state: 'quarantined',
    onServer: true,
    problem: { title: '没有权限' },
  })
})

it('keeps both versions of a conflict until the person chooses, also without signal', async () => {
  server.answers = [CLASH]
  const id = await correct({ address: '二组' }, { address: '一组' })
  await flush()
  expect((await entries())[0]).toMatchObject({ state: 'conflict', conflict: CLASH.conflict })
  server.answers = [
    'lost',
    { status: 'resolved' },
  ]
  await settle(id, 'apply')
  await flushNow()
  expect((await entries())[0]).toMatchObject({ settling: 'apply' })
  await flushNow()
  const told = server.requests.filter(({ url }) => url.endsWith(`${id}:settle`))
  expect(await told[1]!.json()).toEqual({ how: 'apply' })
  expect(await db().outbox.count()).toBe(0)
})

it('asks again when there was yet another change', async () => {
  server.answers = [CLASH]
  const id = await correct({ address: '二组' }, { address: '一组' })
  await flush()
  server.answers = [
    {
      ...CLASH,
      conflict: { ...CLASH.conflict, version: 7 },
    },
  ]
  await settle(id, 'apply')
  await flushNow()
  const [kept] = await entries()
  expect(kept).toMatchObject({
    state: 'conflict',
    conflict: { version: 7 },
  })
  expect(kept?.settling).toBeUndefined()
})

it('takes the first answer for a repeated command', async () => {
  server.answers = [
    { ...CLASH, status: 'duplicate', first: 'conflict' },
    { status: 'duplicate', first: 'merged' },
  ]
  await deliver()
  await flush()
  expect((await entries()).map(({ state }) => state)).toEqual(['conflict'])
  await deliver()
  await flush()
  expect(await db().outbox.count()).toBe(1)
})

it('keeps a command that another one under its id hides from the server', async () => {
  server.answers = [
    {
      status: 'quarantined',
      problem: { code: 'command_id_reused', title: '编号已用' },
    },
  ]
  await deliver()
  await flush()
  expect((await entries())[0]).toMatchObject({ state: 'quarantined', onServer: false })
})

it('finds the one command that makes the server refuse all', async () => {
  server.answers = ['lost', 'lost', 'lost']
  for (const label of ['a', 'b', 'c'])
    await deliver({ label })
  await flush()
  server.answers = [422, {}, 422, {}]
  await flushNow()
  expect((await entries()).map(({ label, state, onServer }) => [label, state, onServer])).toEqual([
    ['b', 'quarantined', false],
  ])
})

it('sends a correction of a refused command in its stead, with its photos', async () => {
  server.answers = [
    {
      status: 'quarantined',
      problem: { title: '日期不对' },
    },
  ]
  const photo = makePhoto()
  const refused = await deliver({
    photos: [photo],
  })
  await flush()
  await deliver({
    photos: [photo],
    replaces: refused,
  })
  await flush()
  expect(server.batches[1]!.commands[0]).toMatchObject({ replaces: refused })
  expect(server.pieces).toEqual([8])
  expect([await db().outbox.count(), await db().photos.count()]).toEqual([0, 0])
})

it('joins two corrections of one row that have not left the phone, so that they do not collide', async () => {
  setToken('')
  server.answers = [401, 401, 401, 401]
  await correct({ address: '二组' }, { address: '一组' })
  // The try in vain that saving began has to end before it is made undone.
  await flush()
  for (const { seq } of await entries())
    await db().outbox.update(seq, () => ({ attempts: 0 }))
  await correct({ address: '三组', phone: '1' }, { address: '二组' })
  const [only, ...more] = await entries()
  expect(more).toEqual([])
  expect(only).toMatchObject({
    patch: { address: '三组', phone: '1' },
    base: { address: '一组' },
  })
})

it('sends once when it is asked several times at once', async () => {
  await deliver()
  await Promise.all([
    flush(),
    flush(),
  ])
  expect(server.batches).toHaveLength(1)
})

it('closes the to-do on the phone only when the server has the command', async () => {
  await db().todos.put({
    id: 't1',
    plain: makeTodo(),
  })
  server.answers = ['lost']
  await deliver({ todoId: 't1' })
  await flush()
  expect(await db().todos.count()).toBe(1)
  await flushNow()
  expect(await db().todos.count()).toBe(0)
})

it('does not take a guest network\'s page for the server\'s word', async () => {
  const { requests } = server
  const { stubServer } = await import('../make')
  const sent = stubServer(() => new Response('<html>请登录无线网络</html>', { status: 200 }))
  await deliver({
    photos: [
      makePhoto(),
    ],
  })
  await flush()
  expect(sent.length).toBeGreaterThan(1)
  expect([await db().outbox.count(), await db().photos.count(), requests.length]).toEqual([1, 1, 0])
})

it('never sends one user\'s command as another on a shared phone', async () => {
  server.answers = ['lost']
  await deliver()
  await flush()
  signedIn(makeUser({ id: '00000000-0000-7000-8000-000000000002' }))
  await flushNow()
  expect(server.batches).toHaveLength(1)
  signedIn()
  await flushNow()
  expect(server.batches).toHaveLength(2)
})

it('keeps everything while nobody can be signed in', async () => {
  setToken('')
  server.answers = [401]
  await deliver()
  await flush()
  expect(server.requests.map(({ url }) => new URL(url).pathname)).toEqual(['/api/v1/auth/refresh'])
  expect((await entries())[0]?.state).toBe('waiting')
})
