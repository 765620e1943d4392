import type { RouteRecordRaw } from 'vue-router'

/** Visits, whether they were made, and what they brought to light. */
export const visitRoutes: RouteRecordRaw[] = [
  {
    path: 'visits',
    component: () => import('./VisitList.vue'),
    meta: { title: '走访记录' },
    children: [
      {
        path: ':id',
        component: () => import('./VisitDrawer.vue'),
        props: true,
      },
    ],
  },
  {
    path: 'visit-compliance',
    component: () => import('./CompliancePage.vue'),
    meta: { title: '走访落实' },
  },
  {
    path: 'visit-compliance/missing',
    component: () => import('./MissingList.vue'),
    meta: { title: '还没有走访的户' },
  },
  {
    path: 'visit-compliance/pairs',
    component: () => import('./PairCounts.vue'),
    meta: { title: '结对走访' },
  },
  {
    path: 'visit-compliance/publicity',
    component: () => import('./PublicityPage.vue'),
    meta: { title: '宣传台账' },
  },
  {
    path: 'findings',
    component: () => import('./FindingList.vue'),
    meta: { title: '走访发现' },
    children: [
      {
        path: ':id',
        component: () => import('./FindingDrawer.vue'),
        props: true,
      },
    ],
  },
]
