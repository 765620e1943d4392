import { beforeEach, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/client'
import { db, wipe } from '@/offline/db'
import { cards, todos } from '@/offline/files'
import { kitState, pullKit } from '@/offline/kit'
import { forget, seal } from '@/offline/vault'
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
  expect((await cards()).map(({ head_name }) => head_name)).toEqual(['李建华'])
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

/** Two households in two places, a visit to the later one, and to-dos; then a delta. */
function village() {
  const later = makeHousehold({
    id: 'h2',
    region_code: '511921119213002',
    visits: [
      { visited_on: '2026-11-20' },
    ] as never,
  })
  const kits = [
    makeKit({
      households: [
        later,
        makeHousehold(),
      ],
      todos: [
        makeTodo({ id: 't2', due_on: '2026-12-01' }),
        makeTodo(),
      ],
    }),
    makeKit({
      cursor: 'c2',
      households: [
        { ...later, head_name: '改了名' },
      ],
      removed: {
        households: [],
        todos: ['t2'],
      },
    }),
  ]
  stubServer(() => json(kits.shift()))
}

async function names() {
  return [
    ...(await cards()).map(({ id, head_name, visitedOn = '' }) => `${id} ${head_name} ${visitedOn}`.trim()),
    ...(await todos()).map(({ id }) => id),
  ]
}

it('opens one row for its lists, in their order, without what is gone', async () => {
  village()
  await pullKit()
  const decrypt = vi.spyOn(crypto.subtle, 'decrypt')
  forget(db())
  expect(await names()).toEqual([
    'h1 李国强',
    'h2 李国强 2026-11-20',
    't1',
    't2',
  ])
  expect(decrypt).toHaveBeenCalledTimes(1)
  await db().todos.delete('t1')
  await db().households.delete('h1')
  expect(await names()).toEqual(['h2 李国强 2026-11-20', 't2'])
  await pullKit()
  expect(await names()).toEqual(['h2 改了名 2026-11-20'])
})

it('reads its lists from the files where an older page has left none, and keeps them from then on', async () => {
  village()
  await pullKit()
  const older = await seal(db(), 'kv', 'kit', {
    ...await kitState(),
    lists: undefined,
  })
  await db().kv.put(older, 'kit')
  forget(db())
  expect(await names()).toEqual([
    'h1 李国强',
    'h2 李国强 2026-11-20',
    't1',
    't2',
  ])
  await pullKit()
  expect((await kitState())?.lists?.cards).toHaveLength(2)
  expect(await names()).toEqual(['h1 李国强', 'h2 改了名 2026-11-20', 't1'])
})
