import type { RouteRecordRaw } from 'vue-router'

/** The office area is lazy and online only: a village phone never downloads it. */
export const officeRoutes: RouteRecordRaw = {
  path: '/office',
  component: () => import('./OfficeLayout.vue'),
  children: [],
}
