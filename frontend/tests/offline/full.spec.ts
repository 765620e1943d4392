import { beforeEach, expect, it } from 'vitest'
import { db, wipe } from '@/offline/db'
import { entries } from '@/offline/entries'
import { kitState, pullKit } from '@/offline/kit'
import { flush, makeRoom, StorageFull } from '@/offline/outbox'
import { json, makeHousehold, makeKit, signedIn, stubServer } from '../make'
import { deliver, makePhoto } from './server'

/** How many of the next pictures find no room. */
let refused = 0
const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (...row) {
  if (this.name === 'photos' && refused-- > 0)
    throw new DOMException('full', 'QuotaExceededError')
  return put.apply(this, row)
}

beforeEach(async () => {
  signedIn()
  await wipe(db())
  stubServer(request => request.method === 'GET'
    ? json(makeKit({
        households: [
          makeHousehold(),
          makeHousehold({ id: 'h2' }),
        ],
      }))
    : 'lost')
})

/** One delivery waits, and the picture of the next finds no room. */
async function fillUp() {
  await pullKit()
  await deliver({ label: '先前登记的' })
  await flush()
  const full = await deliver({
    label: '放不下的',
    photos: [
      makePhoto(),
    ],
  }).catch(error => error)
  expect(full).toBeInstanceOf(StorageFull)
  return full as StorageFull
}

async function kept() {
  return {
    waiting: (await entries()).map(({ label }) => label),
    photos: await db().photos.count(),
    households: await db().households.keys(),
    cursor: (await kitState())?.cursor,
  }
}

it('saves a form on a full phone in place of fetched files', async () => {
  refused = 1
  await makeRoom(await fillUp())
  expect(await kept()).toEqual({
    waiting: ['先前登记的', '放不下的'],
    photos: 1,
    households: ['h1'],
    cursor: undefined,
  })
})

it('takes no file off a phone that stays full without it', async () => {
  refused = 2
  await expect(makeRoom(await fillUp())).rejects.toBeInstanceOf(StorageFull)
  expect(await kept()).toEqual({
    waiting: ['先前登记的'],
    photos: 0,
    households: ['h1', 'h2'],
    cursor: 'c1',
  })
})
