import { beforeEach, expect, it } from 'vitest'
import { db, wipe } from '@/offline/db'
import { command, flush, flushNow } from '@/offline/outbox'
import { signedIn } from '../make'
import { fieldServer, makePhoto } from './server'

const KB = 1024
let server: ReturnType<typeof fieldServer>

beforeEach(async () => {
  signedIn()
  await wipe(db())
  server = fieldServer()
})

async function save(...sizes: number[]) {
  const photos = sizes.map((size, n) => makePhoto(size, `00000000-0000-4000-8000-00000000000${n}`))
  await command({
    kind: 'visit',
    patch: {},
    label: '走访',
    photos,
  })
  await flush()
}

it('sends a photo in pieces of 64 KB', async () => {
  await save(150 * KB)
  expect(server.pieces).toEqual([64 * KB, 64 * KB, 22 * KB])
  expect(await db().photos.count()).toBe(0)
})

it('goes on where the server has it after a broken line', async () => {
  server.photoAnswers = [{}, {}, 'lost']
  await save(200 * KB)
  expect((await db().photos.all())[0]?.offset).toBe(128 * KB)
  await flushNow()
  expect(server.requests.some(({ method }) => method === 'HEAD')).toBe(true)
  expect(server.pieces.reduce((sum, piece) => sum + piece)).toBe(200 * KB)
  expect(await db().photos.count()).toBe(0)
})

it('believes the server about how much it has', async () => {
  server.photos.set('00000000-0000-4000-8000-000000000000', 64 * KB)
  await save(150 * KB)
  expect(server.pieces).toEqual([64 * KB, 22 * KB])
})

it('lets the server finish a photo all of which it has', async () => {
  server.photos.set('00000000-0000-4000-8000-000000000000', 8)
  await save(8)
  expect(server.pieces).toEqual([0])
  expect(await db().photos.count()).toBe(0)
})

it('keeps a photo the server does not want, with the reason, and sends the next one', async () => {
  server.photoAnswers = [413]
  await save(8, 9)
  expect((await db().photos.all()).map(({ failed }) => failed)).toEqual(['不行'])
  expect(server.photos.size).toBe(1)
  expect(await db().outbox.count()).toBe(0)
})
