import type { Schemas } from './client'
import { within } from './within'

export type Session = Schemas['SessionRead']

/** Who hears about a renewed or an ended sign-in; the session store takes both. */
export const listeners = {
  renewed: (_session: Session): boolean => true,
  ended: () => {},
  /** The server answers nothing else before the password is changed. */
  passwordDue: () => {},
  /** The password is wanted once more; true when it was given. */
  confirm: async () => false,
}

/** The access token lives in memory only; the refresh token is an HttpOnly cookie no script can read. */
let token = ''

export function setToken(value: string) {
  token = value
}

export const hasToken = () => token !== ''

/** Sends with the access token, and once more when the server wanted the password first and got it. */
export async function authorized(request: Request): Promise<Response> {
  const again = request.clone()
  const response = await sent(request)
  return response.status === 403 && await wantsPassword(response) && await listeners.confirm()
    ? sent(again)
    : response
}

async function wantsPassword(response: Response) {
  const problem = await response.clone().json().catch(() => undefined)
  return problem?.code === 'password_confirmation_required'
}

/** A missing or refused access token is renewed once. */
async function sent(request: Request): Promise<Response> {
  const again = request.clone()
  if (!token && !isOpen(request) && !await refresh())
    return signedOut()
  const response = await fetch(bearing(request))
  if (response.status !== 401 || isOpen(request))
    return response
  return await refresh()
    ? fetch(bearing(again))
    : response
}

function bearing(request: Request) {
  if (token)
    request.headers.set('Authorization', `Bearer ${token}`)
  return request
}

/** What needs no access token: signing in, renewing, and the health of the server. */
function isOpen(request: Request) {
  return /\/(?:auth\/(?:login|refresh)|health)$/.test(request.url)
}

function signedOut() {
  const problem = {
    title: '登录已过期',
    status: 401,
    code: 'unauthenticated',
    detail: '请重新登录',
  }
  return new Response(JSON.stringify(problem), {
    status: 401,
    headers: { 'Content-Type': 'application/problem+json' },
  })
}

/** Milliseconds. All requests of all tabs wait for a renewal. */
const PATIENCE = 30_000

let renewing: Promise<boolean> | undefined

/**
 * Renews the access token, once for all who wait, one tab after the other.
 * False when the server says the sign-in is over; throws `TypeError` without a network.
 */
export function refresh(): Promise<boolean> {
  const run = async (): Promise<boolean> => navigator.locks
    ? navigator.locks.request('yihu-refresh', renew)
    : renew()
  return renewing ??= run().finally(() => renewing = undefined)
}

async function renew(): Promise<boolean> {
  const response = await within(PATIENCE, signal => fetch('/api/v1/auth/refresh', { method: 'POST', signal }))
  if (response.ok) {
    const session: Session = await response.json()
    if (!listeners.renewed(session))
      return false
    token = session.access_token
    return true
  }
  if (response.status !== 401 && response.status !== 403)
    throw new TypeError(`refresh answered ${response.status}`)
  token = ''
  listeners.ended()
  return false
}
