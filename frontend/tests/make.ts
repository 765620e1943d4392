import type { Household, Kit, Notice, Todo } from '@/api/types'
import type { User } from '@/session'
import { vi } from 'vitest'
import { setToken } from '@/api/token'
import { useSession } from '@/session'

const REGION = { code: '511921119213', name: '潘家河村', path: '通江县 / 杨柏镇 / 潘家河村' }

export function makeUser(over: Partial<User> = {}): User {
  return {
    id: '00000000-0000-7000-8000-000000000001',
    username: 'cunganbu',
    name: '何永福',
    role: 'village_cadre',
    role_label: '村干部',
    county: '511921',
    region: REGION,
    must_change_password: false,
    permissions: ['field:work', 'notices:deliver'],
    ...over,
  }
}

/** Signs somebody in without the server. */
export function signedIn(user = makeUser()) {
  useSession().user = user
  setToken('token')
  return user
}

export function makeNotice(over: Partial<Notice> = {}) {
  return {
    id: 'n1',
    rung: 'written',
    version: 4,
    raised_on: '2026-11-20',
    ...over,
  } as Notice
}

export function makeTodo(over: Partial<Todo> = {}) {
  const notice = {
    ...makeNotice(),
  }
  return {
    id: 't1',
    kind: 'loan_notice',
    title: '书面通知',
    verb: '送达',
    due_on: '2026-11-25',
    household_id: 'h1',
    head_name: '李国强',
    ref: notice,
    ...over,
  } as Todo
}

export function makeHousehold(over: Partial<Household> = {}) {
  return {
    id: 'h1',
    head_name: '李国强',
    region_code: '511921119213001',
    members: [],
    loans: [],
    issues: [],
    ...over,
  } as unknown as Household
}

export function makeKit(over: Partial<Kit> = {}) {
  return {
    cursor: 'c1',
    business_on: '2026-11-23',
    households: [],
    todos: [],
    removed: { households: [], todos: [] },
    code_lists: {},
    ...over,
  } as unknown as Kit
}

/** The server's answers in order; `lost` is a line that broke. What is asked for is kept in `sent`. */
export function stubServer(answer: (request: Request) => Response | 'lost' | Promise<Response | 'lost'>) {
  const sent: Request[] = []
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = new Request(input, init)
    sent.push(request)
    const result = await answer(request)
    if (result === 'lost')
      throw new TypeError('Failed to fetch')
    return result
  })
  return sent
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': 'test', ...headers },
  })
}
