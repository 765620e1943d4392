import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { api } from '@/api/client'
import { listeners, setToken } from '@/api/token'
import { finishSignOut, useSession } from '@/session'
import { json, makeUser, signedIn, stubServer } from './make'

function session(over = {}, token = 'fresh') {
  return {
    access_token: token,
    expires_in: 900,
    user: makeUser(over),
    business_on: '2026-11-23',
  }
}
const path = (request: Request) => new URL(request.url).pathname.replace('/api/v1', '')
const bearer = (request: Request) => request.headers.get('Authorization')
const reload = vi.fn()

beforeEach(() => {
  reload.mockClear()
  vi.spyOn(location, 'reload').mockImplementation(reload)
})

it('remembers who signed in, but no secret', async () => {
  stubServer(() => json(session()))
  await useSession().signIn('cunganbu', 'a password')
  expect(useSession().user?.name).toBe('何永福')
  expect(JSON.stringify(localStorage)).not.toMatch(/fresh|a password/)
  setActivePinia(createPinia())
  expect(useSession().user?.name).toBe('何永福')
})

it('sends village cadres to their to-dos and all others to the office', () => {
  expect(useSession().home).toBe('/sign-in')
  signedIn()
  expect(useSession().home).toBe('/todo')
  signedIn(makeUser({ role: 'county_officer' }))
  expect(useSession().home).toBe('/office')
})

it('renews a refused token once for all who wait and repeats their requests', async () => {
  signedIn()
  setToken('stale')
  const sent = stubServer((request) => {
    if (path(request) === '/auth/refresh')
      return json(session())
    return bearer(request) === 'Bearer fresh'
      ? json(makeUser())
      : json({ title: '请先登录' }, 401)
  })
  const answers = await Promise.all([
    api.GET('/api/v1/me'),
    api.GET('/api/v1/me'),
  ])
  expect(answers.map(({ data }) => data?.name)).toEqual(['何永福', '何永福'])
  expect(sent.filter(request => path(request) === '/auth/refresh')).toHaveLength(1)
})

it('says the sign-in is over when it cannot be renewed, and keeps the profile', async () => {
  signedIn()
  stubServer(() => json({ title: '请先登录' }, 401))
  await expect(api.GET('/api/v1/me')).rejects.toMatchObject({ status: 401 })
  expect(useSession().expired).toBe(true)
  expect(useSession().user).toBeDefined()
})

it('does not take a dead line for the end of the sign-in', async () => {
  signedIn()
  setToken('')
  stubServer(() => 'lost')
  await expect(api.GET('/api/v1/me')).rejects.toBeInstanceOf(TypeError)
  expect(useSession().expired).toBe(false)
})

it('starts afresh when the cookie belongs to somebody else by now', async () => {
  signedIn()
  setToken('stale')
  const sent = stubServer(request => path(request) === '/auth/refresh'
    ? json(session({ id: '00000000-0000-7000-8000-000000000002' }))
    : json({ title: '请先登录' }, 401))
  await expect(api.GET('/api/v1/me')).rejects.toMatchObject({ status: 401 })
  expect(reload).toHaveBeenCalledOnce()
  expect(sent.map(bearer)).not.toContain('Bearer fresh')
})

it('signs out on the server with the token it holds', async () => {
  signedIn()
  const sent = stubServer(() => new Response(null, { status: 204 }))
  await useSession().signOut()
  expect(sent.map(request => [
    path(request),
    bearer(request),
  ])).toEqual([
    ['/auth/logout', 'Bearer token'],
  ])
  expect(useSession().user).toBeUndefined()
})

it('ends a sign-in that was left without a network at the next chance', async () => {
  signedIn()
  stubServer(() => 'lost')
  await useSession().signOut()
  expect(useSession().user).toBeUndefined()
  const sent = stubServer(request => path(request) === '/auth/refresh'
    ? json(session())
    : new Response(null, { status: 204 }))
  await finishSignOut()
  await finishSignOut()
  expect(sent.map(path)).toEqual(['/auth/refresh', '/auth/logout'])
  expect(useSession().user).toBeUndefined()
})

it('leads to the password page when the server insists', async () => {
  signedIn()
  stubServer(() => json({ title: '请先修改密码', code: 'password_change_required' }, 403))
  await expect(api.GET('/api/v1/me')).rejects.toMatchObject({ code: 'password_change_required' })
  expect(useSession().user?.must_change_password).toBe(true)
})

const WANTED = { field: 'phone', reason: '联系农户' } as const

function unmask() {
  return api.POST('/api/v1/households/{household_id}:unmask', {
    params: {
      path: { household_id: 'h1' },
    },
    body: WANTED,
  })
}

it('asks for the password once, then sends again with the same body', async () => {
  signedIn()
  let given = false
  let asked = 0
  listeners.confirm = async () => {
    asked++
    return given = true
  }
  const bodies: string[] = []
  stubServer(async (request) => {
    bodies.push(await request.clone().text())
    return given
      ? json({ value: '13800001111' })
      : json({ title: '请先再输入一次登录密码', code: 'password_confirmation_required' }, 403)
  })
  const { data } = await unmask()
  expect(data?.value).toBe('13800001111')
  expect(asked).toBe(1)
  expect(bodies).toEqual(Array.from({ length: 2 }).fill(JSON.stringify(WANTED)))
})

it('leaves the refusal to the page when no password is given', async () => {
  signedIn()
  listeners.confirm = async () => false
  const sent = stubServer(() => json({ title: '请先再输入一次登录密码', code: 'password_confirmation_required' }, 403))
  await expect(unmask()).rejects.toMatchObject({ code: 'password_confirmation_required' })
  expect(sent).toHaveLength(1)
})
