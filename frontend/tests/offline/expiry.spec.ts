import { expect, it } from 'vitest'
import { db } from '@/offline/db'
import { expireStores } from '@/offline/expiry'
import { pullKit } from '@/offline/kit'
import { flush, post } from '@/offline/outbox'
import { json, makeHousehold, makeKit, signedIn, stubServer } from '../make'

it('clears people\'s files after a week without the server, but nothing that waits to be sent', async () => {
  signedIn()
  stubServer(request => request.method === 'GET'
    ? json(makeKit({
        households: [
          makeHousehold(),
        ],
      }))
    : 'lost')
  await pullKit()
  await post({ path: '/api/v1/loan-notices/n1:deliver', json: {}, label: '书面通知' })
  await flush()
  const day = 86_400_000
  await expireStores(Date.now() + 6 * day)
  expect(await db().households.count()).toBe(1)
  await expireStores(Date.now() + 8 * day)
  expect([await db().households.count(), await db().kv.count(), await db().outbox.count()]).toEqual([0, 0, 1])
})
