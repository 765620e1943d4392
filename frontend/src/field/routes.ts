import type { RouteRecordRaw } from 'vue-router'
import AlertPage from './alerts/AlertPage.vue'
import CheckPage from './assurances/CheckPage.vue'
import CasePage from './cases/CasePage.vue'
import DifferencePage from './differences/DifferencePage.vue'
import FieldLayout from './FieldLayout.vue'
import FindingPage from './findings/FindingPage.vue'
import HouseholdList from './households/HouseholdList.vue'
import HouseholdPage from './households/HouseholdPage.vue'
import NoticePage from './loans/NoticePage.vue'
import MePage from './me/MePage.vue'
import OutboxPage from './outbox/OutboxPage.vue'
import PlanPage from './plans/PlanPage.vue'
import TodoPage from './todo/TodoPage.vue'
import VisitPage from './visits/VisitPage.vue'

/** The field area is the entry bundle: one download, one precache, every page works offline. */
export const fieldRoutes: RouteRecordRaw = {
  path: '/',
  component: FieldLayout,
  children: [
    {
      path: 'todo',
      name: 'todo',
      component: TodoPage,
      meta: { tab: true, title: '待办' },
    },
    {
      path: 'notices/:id',
      name: 'notice',
      component: NoticePage,
      props: true,
      meta: { title: '贷款通知' },
    },
    {
      path: 'alerts/:id',
      name: 'alert',
      component: AlertPage,
      props: true,
      meta: { title: '预警' },
    },
    {
      path: 'differences/:id',
      name: 'difference',
      component: DifferencePage,
      props: true,
      meta: { title: '部门比对' },
    },
    {
      path: 'cases/:id',
      name: 'case',
      component: CasePage,
      props: true,
      meta: { title: '监测个案' },
    },
    {
      path: 'households',
      name: 'households',
      component: HouseholdList,
      meta: { tab: true, title: '我的户' },
    },
    {
      path: 'households/:id',
      name: 'household',
      component: HouseholdPage,
      props: true,
      meta: { title: '农户' },
    },
    {
      path: 'households/:id/visit',
      name: 'visit',
      component: VisitPage,
      props: true,
      meta: { title: '登记走访' },
    },
    {
      path: 'households/:id/plan/:what',
      name: 'plan',
      component: PlanPage,
      props: true,
      meta: { title: '一户一策' },
    },
    {
      path: 'households/:id/check',
      name: 'assurance-check',
      component: CheckPage,
      props: true,
      meta: { title: '核查' },
    },
    {
      path: 'village-visit',
      name: 'village-visit',
      component: VisitPage,
      meta: { title: '到村走访' },
    },
    {
      path: 'findings/:id',
      name: 'finding',
      component: FindingPage,
      props: true,
      meta: { title: '发现的问题' },
    },
    {
      path: 'outbox',
      name: 'outbox',
      component: OutboxPage,
      meta: { title: '待上传' },
    },
    {
      path: 'me',
      name: 'me',
      component: MePage,
      meta: { tab: true, title: '我的' },
    },
  ],
}
