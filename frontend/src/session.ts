import type { Schemas } from '@/api/client'
import type { Session } from '@/api/token'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { api, ApiError } from '@/api/client'
import { listeners, setToken } from '@/api/token'

export type User = Schemas['Me']
export type Permission = Schemas['Permission']

/** Their first page is the phone's; everybody else works at the desk. */
const WORKS_IN_THE_FIELD = new Set(['village_cadre', 'helper'])

/** Who signed in last on this device; no secret, so the phone can open without a network. */
const PROFILE = 'yihu-user'
/** Left behind by a sign-out without network: the cookie still has to be ended. */
const LEAVING = 'yihu-leaving'
/** How long a sign-out waits for a weak line; it is finished at the next start. */
const PATIENCE = 4_000

// eslint-disable-next-line max-lines-per-function -- a setup store is one closure
export const useSession = defineStore('session', () => {
  const user = shallowRef<User | undefined>(storedUser())
  /** The server ended the sign-in. What is on the phone stays readable by whoever signs in again as the same user. */
  const expired = ref(false)
  /** The day as the server counted it when it last renewed the sign-in. */
  const businessOn = ref<string>()
  /** Where this person's work begins. */
  const home = computed(() => {
    if (!user.value)
      return '/sign-in'
    return WORKS_IN_THE_FIELD.has(user.value.role)
      ? '/todo'
      : '/office'
  })

  const can = (permission: Permission) => user.value?.permissions.includes(permission) ?? false

  function adopt(session: Session) {
    setToken(session.access_token)
    remember(session.user)
    user.value = session.user
    businessOn.value = session.business_on
    expired.value = false
  }

  function forget() {
    setToken('')
    localStorage.removeItem(PROFILE)
    user.value = undefined
  }

  /** The cookie is shared by all tabs: one that now belongs to somebody else must start afresh. */
  function renewed(session: Session) {
    // Renewed only to end the sign-in that was left without a network.
    if (!user.value)
      return true
    if (session.user.id !== user.value.id) {
      remember(session.user)
      location.reload()
      return false
    }
    remember(session.user)
    user.value = session.user
    businessOn.value = session.business_on
    return true
  }

  async function signIn(username: string, password: string) {
    await finishSignOut().catch(() => {})
    const { data } = await api.POST('/api/v1/auth/login', {
      body: {
        username,
        password,
        device: navigator.userAgent.slice(0, 200),
      },
    })
    localStorage.removeItem(LEAVING)
    adopt(data!)
  }

  async function changePassword(old_password: string, new_password: string) {
    const { data } = await api.POST('/api/v1/auth/change-password', {
      body: { old_password, new_password },
    })
    adopt(data!)
  }

  async function signOut() {
    localStorage.setItem(LEAVING, '1')
    const patience = new Promise(resolve => setTimeout(resolve, PATIENCE))
    await Promise.race([
      finishSignOut().catch(() => {}),
      patience,
    ])
    forget()
  }

  async function signOutEverywhere() {
    await api.POST('/api/v1/auth/logout-everywhere')
    forget()
  }

  listeners.renewed = renewed
  listeners.confirm = async () => (await import('./account/confirm')).askPassword()
  listeners.ended = () => expired.value = !!user.value
  listeners.passwordDue = () => {
    if (user.value)
      user.value = { ...user.value, must_change_password: true }
  }
  addEventListener('storage', event => event.key === PROFILE && storedUser()?.id !== user.value?.id && location.reload())

  return {
    user,
    expired,
    businessOn,
    home,
    can,
    signIn,
    changePassword,
    signOut,
    signOutEverywhere,
  }
})

let leaving: Promise<void> | undefined

/** Ends a sign-in that was left while offline; one the server has forgotten already is ended too. */
export function finishSignOut(): Promise<void> {
  return leaving ??= leave().finally(() => leaving = undefined)
}

async function leave() {
  if (!localStorage.getItem(LEAVING))
    return
  await api.POST('/api/v1/auth/logout').catch((error) => {
    if (!(error instanceof ApiError && error.status === 401))
      throw error
  })
  localStorage.removeItem(LEAVING)
  setToken('')
}

function storedUser(): User | undefined {
  const stored = localStorage.getItem(PROFILE)
  return stored
    ? JSON.parse(stored)
    : undefined
}

function remember(user: User) {
  localStorage.setItem(PROFILE, JSON.stringify(user))
}
