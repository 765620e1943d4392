import type { Box } from '@/offline/vault'
import { openDB } from 'idb'
import { beforeEach, expect, it } from 'vitest'
import { db, wipe } from '@/offline/db'
import { entries, photosOf } from '@/offline/entries'
import { sealStores } from '@/offline/expiry'
import { household, todos } from '@/offline/files'
import { flushNow } from '@/offline/outbox'
import { unseal } from '@/offline/vault'
import { makeHousehold, makeTodo, signedIn } from '../make'
import { fieldServer, makePhoto } from './server'

function request(over: object) {
  return {
    method: 'POST',
    label: '书面通知 · 李国强',
    todoId: 't1',
    queuedAt: 5,
    attempts: 1,
    ...over,
  }
}

/** A phone as the first version of the page left it: two deliveries waiting, one of them refused. */
async function oldPhone() {
  await wipe(db())
  const old = await openDB(db().name, 10, {
    upgrade(database) {
      database.createObjectStore('households', { keyPath: 'id' }).createIndex('region_code', 'region_code')
      const todos = database.createObjectStore('todos', { keyPath: 'id' })
      todos.createIndex('due_on', 'due_on')
      todos.createIndex('household_id', 'household_id')
      const outbox = database.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true })
      outbox.createIndex('id', 'id', { unique: true })
      outbox.createIndex('group', 'group')
      outbox.createIndex('todoId', 'todoId')
      database.createObjectStore('photos', { keyPath: 'id' })
      database.createObjectStore('drafts')
      database.createObjectStore('kv')
    },
  })
  const photo = makePhoto()
  await old.put('households', makeHousehold())
  await old.put('todos', makeTodo())
  await old.put('photos', photo)
  await old.put('drafts', { note: '当面告知' }, 'deliver-t2')
  await old.put('kv', {
    cursor: 'c1',
    pulledAt: Date.now(),
  }, 'kit')
  const requests = [
    request({
      id: photo.id,
      method: 'PUT',
      path: `/api/v1/attachments/${photo.id}?kind=photo`,
      photoId: photo.id,
      group: 'g1',
    }),
    request({
      id: 'g1',
      path: '/api/v1/loan-notices/n1:deliver',
      etag: '"4"',
      json: {
        attachment_ids: [photo.id],
      },
      group: 'g1',
    }),
    request({
      id: 'g2',
      path: '/api/v1/loan-notices/n2:deliver',
      etag: '"2"',
      json: {},
      group: 'g2',
      rejected: '通知已登记送达',
    }),
  ]
  for (const row of requests)
    await old.add('outbox', row)
  old.close()
  await db().open()
}

beforeEach(async () => {
  signedIn()
  await oldPhone()
})

it('turns what an older page had waiting into commands under their ids, and sends them', async () => {
  const server = fieldServer()
  expect(await entries()).toMatchObject([
    {
      id: 'g1',
      kind: 'notice_delivery',
      subjectId: 'n1',
      baseVersion: 4,
      state: 'waiting',
      todoId: 't1',
    },
    {
      id: 'g2',
      subjectId: 'n2',
      state: 'quarantined',
      problem: { title: '通知已登记送达' },
    },
  ])
  expect(await photosOf([makePhoto().id])).toEqual([
    makePhoto(),
  ])
  await flushNow()
  expect(server.batches[0]!.commands).toMatchObject([
    {
      id: 'g1',
      patch: {
        attachment_ids: [makePhoto().id],
      },
    },
  ])
  expect(server.photos.get(makePhoto().id)).toBe(8)
  expect((await entries()).map(({ id }) => id)).toEqual(['g2'])
})

it('keeps files and drafts readable, and seals all of it', async () => {
  await sealStores()
  await db().open()
  expect((await household('h1'))?.head_name).toBe('李国强')
  expect((await todos()).map(({ id }) => id)).toEqual(['t1'])
  expect(await unseal(db(), 'drafts', 'deliver-t2', await db().drafts.get('deliver-t2'))).toEqual({ note: '当面告知' })
  const tables = await Promise.all(([
    'households',
    'todos',
    'outbox',
    'photos',
    'drafts',
    'kv',
  ] as const).map(name => db()[name].all() as Promise<Box[]>))
  expect(tables.flat().filter(({ plain }) => plain !== undefined)).toEqual([])
})
