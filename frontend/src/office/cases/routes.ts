import type { RouteRecordRaw } from 'vue-router'

/** Cases, public notices, villagers' declarations. */
export const caseRoutes: RouteRecordRaw[] = [
  {
    path: 'cases',
    component: () => import('./CaseList.vue'),
    meta: { title: '监测个案' },
  },
  {
    path: 'cases/:id',
    component: () => import('./CasePage.vue'),
    props: true,
    meta: { title: '监测个案' },
  },
  {
    path: 'public-notices',
    component: () => import('./NoticeList.vue'),
    meta: { title: '公示' },
  },
  {
    path: 'public-notices/:id',
    component: () => import('./NoticePage.vue'),
    props: true,
    meta: { title: '公示' },
  },
  {
    path: 'declarations',
    component: () => import('./DeclarationList.vue'),
    meta: { title: '自主申报' },
    children: [
      {
        path: ':id',
        component: () => import('./DeclarationDrawer.vue'),
        props: true,
      },
    ],
  },
]
