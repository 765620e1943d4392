import { beforeEach, expect, it } from 'vitest'
import { ApiError } from '@/api/client'
import { db, wipe } from '@/offline/db'
import { households } from '@/offline/files'
import { kitState, pullKit } from '@/offline/kit'
import { json, makeHousehold, makeKit, makeTodo, signedIn, stubServer } from '../make'

beforeEach(async () => {
  signedIn()
  await wipe(db())
})

const since = (request: Request) => new URL(request.url).searchParams.get('since')

it('takes everything at first, then only what changed', async () => {
  const kits = [
    makeKit({
      cursor: 'c1',
      households: [
        makeHousehold(),
        makeHousehold({ id: 'h2' }),
      ],
      todos: [
        makeTodo(),
      ],
    }),
    makeKit({
      cursor: 'c2',
      households: [
        makeHousehold({ head_name: '李建华' }),
      ],
      removed: {
        households: ['h2'],
        todos: ['t1'],
      },
    }),
  ]
  const sent = stubServer(() => json(kits.shift()))
  await pullKit()
  expect([await db().households.count(), await db().todos.count()]).toEqual([2, 1])
  await pullKit()
  expect(sent.map(since)).toEqual([null, 'c1'])
  expect((await households()).map(({ head_name }) => head_name)).toEqual(['李建华'])
  expect(await db().todos.count()).toBe(0)
  expect(await kitState()).toMatchObject({ cursor: 'c2', businessOn: '2026-11-23' })
})

it('starts over when the server no longer knows the cursor', async () => {
  const answers = [
    json(makeKit({
      households: [
        makeHousehold({ id: 'old' }),
      ],
    })),
    json({ title: '同步标记已过期' }, 410),
    json(makeKit({
      cursor: 'c9',
      households: [
        makeHousehold({ id: 'new' }),
      ],
    })),
  ]
  const sent = stubServer(() => answers.shift()!)
  await pullKit()
  await pullKit()
  expect(sent.map(since)).toEqual([null, 'c1', null])
  expect((await db().households.all()).map(({ id }) => id)).toEqual(['new'])
})

it('asks once for callers at the same time', async () => {
  const sent = stubServer(() => json(makeKit()))
  await Promise.all([
    pullKit(),
    pullKit(),
  ])
  expect(sent).toHaveLength(1)
})

it('keeps the last data when the line is dead or the server refuses', async () => {
  const answers = [
    json(makeKit({
      households: [
        makeHousehold(),
      ],
    })),
    'lost' as const,
    json({ title: '没有权限' }, 403),
  ]
  stubServer(() => answers.shift()!)
  await pullKit()
  await expect(pullKit()).rejects.toBeInstanceOf(TypeError)
  await expect(pullKit()).rejects.toBeInstanceOf(ApiError)
  expect(await db().households.count()).toBe(1)
})
