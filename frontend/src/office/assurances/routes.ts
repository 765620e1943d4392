import type { RouteRecordRaw } from 'vue-router'

/** Checks, rounds and the ledger of the assurances. */
export const assuranceRoutes: RouteRecordRaw[] = [
  {
    path: 'assurance-defects',
    component: () => import('./DefectList.vue'),
    meta: { title: '问题台账' },
  },
  {
    path: 'assurance-counts',
    component: () => import('./CountPage.vue'),
    meta: { title: '各村清零情况' },
  },
  {
    path: 'assurance-checks',
    component: () => import('./CheckList.vue'),
    meta: { title: '核查记录' },
  },
  {
    path: 'assurance-rounds',
    component: () => import('./RoundList.vue'),
    meta: { title: '排查轮次' },
  },
  {
    path: 'assurance-rounds/:id',
    component: () => import('./RoundPage.vue'),
    props: true,
    meta: { title: '排查进度' },
  },
  {
    path: 'assurance-rounds/:id/households',
    component: () => import('./RoundHouseholds.vue'),
    props: true,
    meta: { title: '排查的户' },
  },
  {
    path: 'housing-cases',
    component: () => import('./HousingList.vue'),
    meta: { title: '危房改造和搬迁' },
  },
  {
    path: 'water-sources',
    component: () => import('./WaterList.vue'),
    meta: { title: '供水点' },
  },
]
