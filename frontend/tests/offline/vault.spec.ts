import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { db, wipe } from '@/offline/db'
import { dropFiles, expireStores, sealStores } from '@/offline/expiry'
import { cards, household } from '@/offline/files'
import { kitState, pullKit } from '@/offline/kit'
import { useLive } from '@/offline/live'
import { command, flush } from '@/offline/outbox'
import { forget, seal, unseal } from '@/offline/vault'
import { json, makeHousehold, makeKit, makeTodo, signedIn, stubServer } from '../make'
import { makePhoto } from './server'

const DAY = 86_400_000

beforeEach(async () => {
  vi.unstubAllGlobals()
  signedIn()
  await wipe(db())
  stubServer(request => request.method === 'GET'
    ? json(makeKit({
        households: [
          makeHousehold(),
        ],
        todos: [
          makeTodo(),
        ],
      }))
    : 'lost')
})

/** Everything in the store, as somebody who copied its files would read it. */
async function onDisk() {
  const { households, todos, outbox, photos, drafts, kv } = db()
  const tables = await Promise.all([
    households,
    todos,
    outbox,
    photos,
    drafts,
    kv,
  ].map(table => table.all()))
  const text = (part: unknown) => part instanceof ArrayBuffer
    ? new TextDecoder().decode(part)
    : part
  return JSON.stringify(tables, (_key, part) => text(part))
}

async function saveVisit() {
  await command({
    kind: 'visit',
    patch: { situation: '老母亲住院' },
    label: '走访 · 李国强',
    photos: [
      {
        ...makePhoto(),
        bytes: new TextEncoder().encode('李国强的照片').buffer as ArrayBuffer,
      },
    ],
  })
  await flush()
}

it('writes nothing a person could read: no name, no words, no picture', async () => {
  await pullKit()
  await saveVisit()
  await db().drafts.put(await seal(db(), 'drafts', 'visit-h1', { situation: '李国强' }), 'visit-h1')
  expect(await onDisk()).not.toMatch(/李国强|住院|照片/)
  forget(db())
  expect((await cards())[0]?.head_name).toBe('李国强')
})

it('keeps a key that nobody can take out', async () => {
  await pullKit()
  const key = await db().own.get('key') as CryptoKey
  expect(key.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})

it('opens nothing that was moved to another place', async () => {
  await pullKit()
  const row = await db().households.get('h1')
  await db().households.put({ ...row!, id: 'h2' })
  expect(await household('h2')).toBeUndefined()
})

it('gives pictures back as they went in, in lists and within', async () => {
  const value = {
    photos: [
      makePhoto(3),
      makePhoto(5),
    ],
    signature: { bytes: Uint8Array.of(1, 2).buffer },
    note: null,
  }
  const box = await seal(db(), 'drafts', 'd', value)
  expect(await unseal(db(), 'drafts', 'd', box)).toEqual(value)
})

it('follows changes of a second table read after the first was opened', async () => {
  await pullKit()
  forget(db())
  const scope = effectScope()
  const seen = scope.run(() => useLive(async () => [(await cards()).length, await db().outbox.count()]))!
  await vi.waitFor(() => expect(seen.value).toEqual([1, 0]))
  await saveVisit()
  await vi.waitFor(() => expect(seen.value).toEqual([1, 1]))
  scope.stop()
})

it('follows what another tab has written', async () => {
  const scope = effectScope()
  const seen = scope.run(() => useLive(async () => (await db().drafts.keys()).length))!
  await vi.waitFor(() => expect(seen.value).toBe(0))
  // A draft is written without a word to anybody, as the other tab's own writing is to this one.
  await db().drafts.put({}, 'visit-h1')
  const other = new BroadcastChannel('yihu-store')
  other.postMessage('changed')
  await vi.waitFor(() => expect(seen.value).toBe(1))
  other.close()
  scope.stop()
})

it('clears people\'s files after a week without the server, but nothing that waits to be sent', async () => {
  await pullKit()
  await saveVisit()
  await expireStores(Date.now() + 6 * DAY)
  expect(await db().households.count()).toBe(1)
  await expireStores(Date.now() + 8 * DAY)
  const { households, kv, outbox, photos, own } = db()
  expect(await Promise.all([households, kv, outbox, photos, own].map(table => table.count()))).toEqual([0, 0, 1, 1, 2])
})

it('seals what an older page or plain http has left open', async () => {
  await pullKit()
  const box = {
    plain: { situation: '李国强' },
  }
  await db().drafts.put(box, 'visit-h1')
  await sealStores()
  expect(await onDisk()).not.toContain('李国强')
  expect(await unseal(db(), 'drafts', 'visit-h1', await db().drafts.get('visit-h1'))).toEqual(box.plain)
})

it('writes no files without cryptography, only what waits', async () => {
  vi.stubGlobal('crypto', {
    getRandomValues: crypto.getRandomValues.bind(crypto),
  })
  await pullKit()
  await saveVisit()
  expect((await cards())[0]?.head_name).toBe('李国强')
  expect((await kitState())?.cursor).toBe('c1')
  expect(JSON.stringify(await db().households.all())).not.toContain('李国强')
  expect(await onDisk()).toContain('住院')
  await dropFiles(db())
  expect(await cards()).toEqual([])
})
