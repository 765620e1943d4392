import type { APIRequestContext } from '@playwright/test'
import { expect } from '@playwright/test'
import { DEMO_PASSWORD } from './demo.ts'

interface Versioned { id: string, version: number }

/** Somebody who calls the API beside the browser; an address may name another server of the same database. */
export async function person(request: APIRequestContext, username: string, password = DEMO_PASSWORD) {
  const answer = await request.post('/api/v1/auth/login', {
    data: { username, password },
  })
  const { access_token } = await answer.json()
  const headers = { Authorization: `Bearer ${access_token}` }
  const send = (path: string, data: object, version?: number, origin = '') => request.post(`${origin}/api/v1/${path}`, {
    data,
    headers: version
      ? { ...headers, 'If-Match': `"${version}"` }
      : headers,
  })
  return {
    get: async (path: string) => (await request.get(`/api/v1/${path}`, { headers })).json(),
    send,
    /** Sends what has to succeed. */
    does: async (path: string, data: object, of?: Versioned, origin?: string) => {
      const done = await send(path, data, of?.version, origin)
      expect(done.ok(), `${path} ${await done.text()}`).toBe(true)
      return done.status() === 204
        ? undefined
        : done.json()
    },
  }
}

/** A second officer of the county, signed in once. */
export async function secondOfficer(request: APIRequestContext) {
  const username = `fushen${Date.now() % 1_000_000}`
  const administrator = await person(request, 'guanli')
  const { password } = await administrator.does('users', {
    username,
    name: '伏申',
    role: 'county_officer',
    region_code: '511921',
  })
  const first = await person(request, username, password)
  await first.does('auth/change-password', { old_password: password, new_password: DEMO_PASSWORD })
  return username
}
