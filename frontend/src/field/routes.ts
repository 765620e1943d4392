import type { RouteRecordRaw } from 'vue-router'
import FieldLayout from './FieldLayout.vue'
import MePage from './me/MePage.vue'

/** The field area is the entry bundle: one download, one precache, every page works offline. */
export const fieldRoutes: RouteRecordRaw = {
  path: '/',
  component: FieldLayout,
  children: [
    {
      path: 'me',
      name: 'me',
      component: MePage,
      meta: { tab: true, title: '我的' },
    },
  ],
}
