import type { RouteLocationNormalized } from 'vue-router'
import { showToast } from 'vant'
import { createRouter, createWebHistory } from 'vue-router'
import SignInPage from './account/SignInPage.vue'
import { fieldRoutes } from './field/routes'
import { officeRoutes } from './office/routes'
import { useSession } from './session'
import 'vant/es/toast/style'

const RETRIED = 'yihu-retried'

declare module 'vue-router' {
  interface RouteMeta {
    /** Opens without a sign-in. */
    public?: boolean
    /** Root of a bottom tab: shows the tab bar. */
    tab?: boolean
    title?: string
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/',
      redirect: () => useSession().home,
    },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: SignInPage,
      meta: { public: true, title: '登录' },
    },
    {
      path: '/password',
      name: 'password',
      component: () => import('./account/PasswordPage.vue'),
      meta: { title: '修改密码' },
    },
    fieldRoutes,
    officeRoutes,
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: async (_to, _from, saved) => saved
    ? await reachable(saved)
    : { top: 0 },
})

router.beforeEach((to) => {
  const { user } = useSession()
  if (to.meta.public)
    return true
  if (!user)
    return signInAt(to)
  if (user.must_change_password && to.name !== 'password')
    return { name: 'password' }
  return true
})

router.afterEach((to) => {
  document.title = to.meta.title
    ? `${to.meta.title} - 一户一策`
    : '一户一策'
})

/** A page outside the phone's shell could not be fetched: no network, or an older version has left the server. */
router.onError((_error, to) => {
  const target = to.fullPath
  if (navigator.onLine && sessionStorage.getItem(RETRIED) !== target) {
    sessionStorage.setItem(RETRIED, target)
    location.assign(target)
  }
  else {
    showToast('这个页面需要网络，请联网后再试')
  }
})

/** The sign-in page, coming back to where the person wanted to go. */
export function signInAt(to: RouteLocationNormalized) {
  return {
    name: 'sign-in',
    query: to.fullPath === '/'
      ? {}
      : { to: to.fullPath },
  }
}

/** Lists come from the phone's store, a moment after their page: the place a person comes back to is there only then. */
async function reachable(place: { left: number, top: number }) {
  const end = performance.now() + 2_000
  while (document.documentElement.scrollHeight < place.top + innerHeight && performance.now() < end)
    await new Promise(requestAnimationFrame)
  return place
}
