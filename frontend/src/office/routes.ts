import type { RouteRecordRaw } from 'vue-router'
import { useSession } from '@/session'

/** The office area is lazy and online only: a village phone never downloads it. */
export const officeRoutes: RouteRecordRaw = {
  path: '/office',
  component: () => import('./OfficeLayout.vue'),
  children: [
    // Who may not read households (the administrator) begins with the accounts.
    {
      path: '',
      redirect: () => useSession().user?.role === 'administrator'
        ? '/office/users'
        : '/office/desk',
    },
    {
      path: 'desk',
      component: () => import('./desk/DeskPage.vue'),
      meta: { title: '工作台' },
    },
    {
      path: 'households',
      component: () => import('./registry/HouseholdList.vue'),
      meta: { title: '户籍台账' },
      children: [
        {
          path: ':id',
          component: () => import('./registry/HouseholdDrawer.vue'),
          props: true,
        },
      ],
    },
    {
      path: 'loans',
      component: () => import('./loans/LoanList.vue'),
      meta: { title: '贷款台账' },
    },
    {
      path: 'notices',
      component: () => import('./loans/NoticeList.vue'),
      meta: { title: '到期通知' },
    },
    {
      path: 'alerts',
      component: () => import('./alerts/AlertList.vue'),
      meta: { title: '预警' },
    },
    {
      path: 'alert-rules',
      component: () => import('./alerts/AlertRules.vue'),
      meta: { title: '预警规则' },
    },
    {
      path: 'imports',
      component: () => import('./imports/ImportList.vue'),
      meta: { title: '导入' },
    },
    {
      path: 'imports/new',
      component: () => import('./imports/ImportNew.vue'),
      meta: { title: '新的导入' },
    },
    {
      path: 'imports/:id',
      component: () => import('./imports/ImportPage.vue'),
      props: true,
      meta: { title: '导入' },
    },
    {
      path: 'users',
      component: () => import('./admin/UserList.vue'),
      meta: { title: '用户' },
    },
    {
      path: 'responsibilities',
      component: () => import('./admin/ResponsibilityList.vue'),
      meta: { title: '责任人' },
    },
    {
      path: 'parameters',
      component: () => import('./admin/ParameterList.vue'),
      meta: { title: '政策参数' },
    },
    {
      path: 'regions',
      component: () => import('./admin/RegionTree.vue'),
      meta: { title: '区划' },
    },
    {
      path: 'rounds',
      component: () => import('./admin/RoundList.vue'),
      meta: { title: '运行情况' },
    },
  ],
}
